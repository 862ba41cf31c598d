namespace DeepCalc.Formats.Hdf5;

/// <summary>Reads an attribute message.</summary>
internal sealed class Hdf5Attribute
{
    private const int FixedText = 3;
    private const int VariableLength = 9;

    private const long MostOfText = 64 << 10;

    private readonly Hdf5Reader _reader;
    private readonly bool _isShared;
    private readonly ReadOnlyMemory<byte> _type;
    private readonly ReadOnlyMemory<byte> _space;
    private readonly ReadOnlyMemory<byte> _data;

    /// <summary>Reads the head of the attribute.</summary>
    /// <exception cref="DeepCalcException">The message is damaged, or of an unknown version.</exception>
    public Hdf5Attribute(Hdf5Reader reader, byte[] message)
    {
        _reader = reader;
        var fields = new Hdf5Fields(message);
        long version = fields.Number(1);
        FileFault.Unless(
            version is >= 1 and <= 3,
            ErrorCode.FormatUnknown, $"the HDF5 file has an attribute message of version {version}; versions 1 to 3 are supported. Save the model as .keras or .json.");

        _isShared = fields.Number(1) != 0 && version > 1;
        long nameSize = fields.Number(2);
        long typeSize = fields.Number(2);
        long spaceSize = fields.Number(2);
        fields.Skip(version == 3 ? 1 : 0);
        Name = System.Text.Encoding.UTF8.GetString(Part(fields, nameSize, version).Span.TrimEnd((byte)0));
        _type = Part(fields, typeSize, version);
        _space = Part(fields, spaceSize, version);
        _data = fields.Take(fields.Left);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The text.</summary>
    /// <exception cref="DeepCalcException">It is damaged, too long, or no text.</exception>
    public ReadOnlyMemory<byte> Text(long most)
    {
        (int kind, long size) = TypeOf();
        return kind switch
        {
            FixedText => Trimmed(Data().Take(size)),
            VariableLength => Trimmed(FromHeap(Data(), most)),
            _ => throw new DeepCalcException(ErrorCode.FormatUnknown, $"the HDF5 file has an attribute {Quoted.Cut(Name)} of type class {kind}; it must be a text (class 3 or 9). Save the model as .keras or .json."),
        };
    }

    /// <summary>The texts of an array of texts; none where it is something else.</summary>
    public IReadOnlyList<string> Texts()
    {
        (int kind, long size) = TypeOf();
        if (kind is not (FixedText or VariableLength) || size <= 0)
        {
            return [];
        }

        Hdf5Fields data = Data();
        long count = Hdf5Space.ElementsOf(Hdf5Space.SizesOf(_space.ToArray(), _reader));
        FileFault.Unless(count <= data.Left / size, $"the HDF5 file has an attribute {Quoted.Cut(Name)} of {count} texts, but only {data.Left} bytes; it is damaged.");
        var texts = new string[count];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = System.Text.Encoding.UTF8.GetString((kind == FixedText ? Trimmed(data.Take(size)) : Trimmed(FromHeap(data, MostOfText))).Span);
        }

        return texts;
    }

    private (int Kind, long Size) TypeOf()
    {
        FileFault.Unless(
            !_isShared,
            ErrorCode.FormatUnknown, $"the HDF5 file stores the type of the attribute {Quoted.Cut(Name)} elsewhere, which is not supported; save the model as .keras or .json.");
        var type = new Hdf5Fields(_type.ToArray());
        int kind = (int)type.Number(1) & 0x0F;
        type.Skip(3);
        return (kind, type.Number(4));
    }

    private Hdf5Fields Data() => new(_data.ToArray());

    // In version 1 each part is padded to a multiple of eight bytes.
    private static ReadOnlyMemory<byte> Part(Hdf5Fields fields, long size, long version)
    {
        ReadOnlyMemory<byte> part = fields.Take(size);
        fields.Skip(version == 1 ? (8 - (size % 8)) % 8 : 0);
        return part;
    }

    private static ReadOnlyMemory<byte> Trimmed(ReadOnlyMemory<byte> text) => text.TrimEnd((byte)0);

    // The text's length, the address of its collection, and its number in the collection.
    private ReadOnlyMemory<byte> FromHeap(Hdf5Fields fields, long most)
    {
        long length = fields.Number(4);
        long address = fields.Number(_reader.OffsetSize);
        return _reader.Heap.Text(address, fields.Number(4), length, most);
    }
}
