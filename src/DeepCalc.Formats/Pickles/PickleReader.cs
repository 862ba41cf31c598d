namespace DeepCalc.Formats.Pickles;

/// <summary>
/// Reads the opcodes of a pickle as data, protocols 0 to 5. Nothing is imported, constructed or called: where Python would do so, the
/// result is a record of what it would have done.
/// </summary>
/// <remarks>
/// Source: Lib/pickletools.py of Python 3.13. A value is null, bool, long, double, string, or one of the classes in this folder.
/// </remarks>
/// <param name="input">The bytes.</param>
/// <param name="calls">Records what Python would import and call.</param>
/// <param name="cancellation">Cancels the reading.</param>
internal sealed class PickleReader(PickleInput input, PickleCalls calls, CancellationToken cancellation)
{
    // Opcodes between two looks at the cancellation.
    private const int Stretch = 64 * 1024;
    private const int MostIntegerBytes = 16;

    private static readonly object True = true;
    private static readonly object False = false;
    private static readonly object[] SmallNumbers = [.. Enumerable.Range(0, 256).Select(number => (object)(long)number)];

    private readonly List<PicklePersistent> _references = [];
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<long, object?> _memo = [];

    /// <summary>What a reference stands for, where it is known; by default the reference itself.</summary>
    public Func<PicklePersistent, object> Resolve { get; init; } = static reference => reference;

    /// <summary>The references to something outside, of all pickles read so far.</summary>
    public IReadOnlyList<PicklePersistent> References => _references;

    /// <summary>The value of the pickle that begins at the position of the input. The position is behind it afterwards.</summary>
    /// <exception cref="DeepCalcException">The pickle is damaged.</exception>
    public object? Read()
    {
        _stack.Clear();
        _marks.Clear();
        _memo.Clear();
        for (long count = 1; ; count++)
        {
            if (count % Stretch == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            byte opcode = input.Byte();
            if (opcode == '.')
            {
                return Pop();
            }

            Apply(opcode);
        }
    }

    private void Apply(byte opcode)
    {
        switch (opcode)
        {
            case 0x80:
                byte protocol = input.Byte();
                FileFault.Unless(protocol <= 5, ErrorCode.FormatUnknown, $"the pickle has protocol {protocol}; 0 to 5 are supported.");
                break;
            case 0x95:
                input.Int64();
                break;

            case (byte)'N':
                Push(null);
                break;
            case 0x88:
                Push(True);
                break;
            case 0x89:
                Push(False);
                break;
            case (byte)'K':
                Push(Boxed(input.Byte()));
                break;
            case (byte)'M':
                Push(Boxed(input.Byte() | (input.Byte() << 8)));
                break;
            case (byte)'J':
                Push(Boxed(input.Int32()));
                break;
            case (byte)'I':
                Push(Number(input.Line(), hasTruth: true));
                break;
            case (byte)'L':
                Push(Number(input.Line().TrimEnd('L'), hasTruth: false));
                break;
            case 0x8A:
                Push(Integer(input.Length(1)));
                break;
            case 0x8B:
                Push(Integer(input.Length(4)));
                break;
            case (byte)'F':
                Push(double.TryParse(input.Line(), NumberStyles.Float, CultureInfo.InvariantCulture, out double real) ? real : double.NaN);
                break;
            case (byte)'G':
                Push(input.BigEndianDouble());
                break;

            case (byte)'S':
                object quoted = input.TextOfLine();
                Push(quoted is string text ? text.Trim('\'', '"') : quoted);
                break;
            case (byte)'V':
                Push(input.TextOfLine());
                break;
            case (byte)'U' or 0x8C:
                Push(input.Text(input.Length(1)));
                break;
            case (byte)'T' or (byte)'X':
                Push(input.Text(input.Length(4)));
                break;
            case 0x8D:
                Push(input.Text(input.Length(8)));
                break;
            case (byte)'C':
                Push(Bytes(1));
                break;
            case (byte)'B':
                Push(Bytes(4));
                break;
            case 0x8E or 0x96:
                Push(Bytes(8));
                break;
            case 0x97:
                calls.Other("a buffer outside the pickle");
                Push(new PickleBytes(0));
                break;
            case 0x98:
                break;

            case (byte)'(':
                _marks.Add(_stack.Count);
                break;
            case (byte)'0':
                // A mark counts as an item.
                if (_marks.Count > 0 && _marks[^1] == _stack.Count)
                {
                    _marks.RemoveAt(_marks.Count - 1);
                }
                else
                {
                    Pop();
                }

                break;
            case (byte)'1':
                PopToMark();
                break;
            case (byte)'2':
                Push(Peek());
                break;

            case (byte)')':
                Push(PickleSequence.Empty);
                break;
            case (byte)']' or 0x8F:
                Push(new PickleSequence());
                break;
            case (byte)'t' or (byte)'l' or 0x91:
                Push(new PickleSequence { Items = PopToMark() });
                break;
            case 0x85 or 0x86 or 0x87:
                Push(new PickleSequence { Items = PopLast(opcode - 0x84) });
                break;
            case (byte)'}':
                Push(new PickleDictionary());
                break;
            case (byte)'d':
                var dictionary = new PickleDictionary();
                SetEntries(dictionary, PopToMark());
                Push(dictionary);
                break;
            case (byte)'a':
                AddItems(PopLast(1));
                break;
            case (byte)'e' or 0x90:
                AddItems(PopToMark());
                break;
            case (byte)'s':
                SetEntries(PopLast(2));
                break;
            case (byte)'u':
                SetEntries(PopToMark());
                break;

            case (byte)'p':
                _memo[Index(input.Line())] = Peek();
                break;
            case (byte)'q':
                _memo[input.Byte()] = Peek();
                break;
            case (byte)'r':
                _memo[input.UInt32()] = Peek();
                break;
            case 0x94:
                _memo[_memo.Count] = Peek();
                break;
            case (byte)'g':
                Push(Remembered(Index(input.Line())));
                break;
            case (byte)'h':
                Push(Remembered(input.Byte()));
                break;
            case (byte)'j':
                Push(Remembered(input.UInt32()));
                break;

            case (byte)'c':
                Push(Import(input.Line(), input.Line()));
                break;
            case 0x93:
                List<object?> name = PopLast(2);
                Push(Import(name[0] as string ?? "…", name[1] as string ?? "…"));
                break;
            case 0x82:
                Push(Extension(input.Byte()));
                break;
            case 0x83:
                Push(Extension(input.Byte() | (input.Byte() << 8)));
                break;
            case 0x84:
                Push(Extension(input.Int32()));
                break;
            case (byte)'R' or 0x81:
                object? arguments = Pop();
                Push(Call(Pop(), arguments));
                break;
            case 0x92:
                // The last of the three are arguments by name.
                List<object?> call = PopLast(3);
                Push(Call(call[0], call[1]));
                break;
            case (byte)'i':
                PickleGlobal type = Import(input.Line(), input.Line());
                Push(Call(type, new PickleSequence { Items = PopToMark() }));
                break;
            case (byte)'o':
                List<object?> parts = PopToMark();
                FileFault.Unless(parts.Count > 0, $"the pickle makes an object of nothing before byte {input.Position}; it is damaged.");
                Push(Call(parts[0], new PickleSequence { Items = parts[1..] }));
                break;
            case (byte)'b':
                object? state = Pop();
                SetState(Peek(), state);
                break;
            case (byte)'P':
                Push(Reference(input.Line()));
                break;
            case (byte)'Q':
                Push(Reference(Pop()));
                break;

            default:
                throw FileFault.Corrupt($"the pickle has the byte 0x{opcode.ToString("X2", CultureInfo.InvariantCulture)} at {input.Position - 1}, which is no opcode; it is damaged.");
        }
    }

    private void Push(object? value) => _stack.Add(value);

    // Items below the last mark belong to what encloses it.
    private object? Pop()
    {
        object? top = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    private object? Peek()
    {
        RequireItems(1);
        return _stack[^1];
    }

    private List<object?> PopLast(int count)
    {
        RequireItems(count);
        List<object?> last = _stack.GetRange(_stack.Count - count, count);
        _stack.RemoveRange(_stack.Count - count, count);
        return last;
    }

    private List<object?> PopToMark()
    {
        FileFault.Unless(_marks.Count > 0, $"the pickle refers to a mark before byte {input.Position}, but there is none; it is damaged.");
        int mark = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        return PopLast(_stack.Count - mark);
    }

    private void RequireItems(int count) => FileFault.Unless(
        _stack.Count - (_marks.Count > 0 ? _marks[^1] : 0) >= count,
        $"the pickle takes {count} values before byte {input.Position}, but has fewer; it is damaged.");

    private static object Boxed(long number) => number is >= 0 and < 256 ? SmallNumbers[number] : number;

    private static object? Number(string digits, bool hasTruth) =>
        hasTruth && digits is "00" or "01" ? digits == "01" ? True : False
        : long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? Boxed(number)
        : new PickleInteger([]);

    private object Integer(long length)
    {
        ReadOnlySpan<byte> bytes = input.Take((int)Math.Min(length, MostIntegerBytes));
        object number;
        if (length <= sizeof(long))
        {
            long value = bytes.IsEmpty || bytes[^1] < 0x80 ? 0 : -1;
            for (int i = bytes.Length - 1; i >= 0; i--)
            {
                value = unchecked((value << 8) | bytes[i]);
            }

            number = Boxed(value);
        }
        else
        {
            number = new PickleInteger(bytes.ToArray());
        }

        input.Skip(length - bytes.Length);
        return number;
    }

    private PickleBytes Bytes(int width)
    {
        var bytes = new PickleBytes(input.Length(width));
        input.Skip(bytes.Length);
        return bytes;
    }

    private long Index(string digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long index) ? index : throw FileFault.Corrupt(
            $"the pickle has an invalid number of a remembered value before byte {input.Position}; it is damaged.");

    private object? Remembered(long index) =>
        _memo.TryGetValue(index, out object? value) ? value : throw FileFault.Corrupt(
            $"the pickle refers to value {index} before byte {input.Position}, which it has not remembered; it is damaged.");

    private PickleGlobal Import(string module, string name)
    {
        var global = new PickleGlobal(module, name);
        calls.Import(global);
        return global;
    }

    private PickleGlobal Extension(int code)
    {
        string name = FormattableString.Invariant($"extension {code} of copyreg");
        calls.Other(name);
        return new PickleGlobal("", name);
    }

    private object Reference(object? id)
    {
        var reference = new PicklePersistent(id);
        _references.Add(reference);
        return Resolve(reference);
    }

    private PickleObject Call(object? callable, object? arguments)
    {
        calls.Call(callable, arguments);
        return new PickleObject(callable, arguments);
    }

    private void AddItems(List<object?> items)
    {
        List<object?>? target = Peek() switch
        {
            PickleSequence sequence when sequence != PickleSequence.Empty => sequence.Items,
            PickleObject made => made.SetItems().Items,
            _ => null,
        };
        FileFault.Unless(target is not null, $"the pickle appends to a value that is no list before byte {input.Position}; it is damaged.");
        target!.AddRange(items);
    }

    private void SetEntries(List<object?> pairs)
    {
        PickleDictionary? target = Peek() switch
        {
            PickleDictionary dictionary => dictionary,
            PickleObject made => made.SetEntries(),
            _ => null,
        };
        FileFault.Unless(target is not null, $"the pickle sets entries of a value that is no dictionary before byte {input.Position}; it is damaged.");
        SetEntries(target!, pairs);
    }

    private void SetEntries(PickleDictionary target, List<object?> pairs)
    {
        FileFault.Unless(pairs.Count % 2 == 0, $"the pickle has a key without a value before byte {input.Position}; it is damaged.");
        for (int i = 0; i < pairs.Count; i += 2)
        {
            target.Add(pairs[i], pairs[i + 1]);
        }
    }

    // Python calls __setstate__ of the object's class, or sets attributes.
    private static void SetState(object? target, object? state)
    {
        if (target is PickleObject made)
        {
            made.State = state;
        }
    }
}
