using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>
/// A node with its input tensors, to which an operator's rule is applied. Where it has only some of the node's operands, it knows their places
/// in the node. An answer can keep the tensors, but not the operation.
/// </summary>
internal sealed class Operation(OnnxNode node, long opset, FileTensor?[] operands, INodeScope scope, OnnxOperand[]? origins = null, int[]? places = null)
{
    private const int MostAxes = 64;

    public OnnxNode Node => node;

    public long Opset => opset;

    public INodeScope Scope => scope;

    /// <summary>The number of operands, including omitted ones.</summary>
    public int Count => operands.Length;

    public int OutputCount => node.Outputs.Length;

    /// <summary>Whether an output is used.</summary>
    public bool Wants(int output) => output < node.Outputs.Length && node.Outputs[output].Length > 0;

    public FileTensor?[] Tensors => operands;

    public bool Has(int index) => index < operands.Length && operands[index] is not null;

    /// <summary>A required operand with a known number of axes.</summary>
    /// <exception cref="UnknownShapeException">The number of axes is unknown.</exception>
    public FileTensor this[int index] => Any(index) is { IsRanked: true } tensor ? tensor : throw new UnknownShapeException();

    /// <summary>A required operand with one of the given numbers of axes.</summary>
    public FileTensor Ranked(int index, params ReadOnlySpan<int> ranks) => ranks.Contains(this[index].Rank)
        ? this[index]
        : throw Fail($"input {PlaceOf(index)} has {this[index].Rank} axes ({this[index]}); it must have {string.Join(" or ", ranks.ToArray())}");

    /// <summary>A required operand with at least the given number of axes.</summary>
    public FileTensor Least(int index, int rank) => this[index].Rank >= rank
        ? this[index]
        : throw Fail($"input {PlaceOf(index)} has {this[index].Rank} axes ({this[index]}); it must have at least {rank}");

    /// <summary>A required operand of known or unknown shape.</summary>
    public FileTensor Any(int index) => Optional(index)
        ?? throw new DeepCalcException(ErrorCode.FileCorrupt, $"the operator {node.Operator} needs input {PlaceOf(index)}, counted from 0, which is missing.");

    private int PlaceOf(int index) => places?.ElementAtOrDefault(index) ?? index;

    public FileTensor? Optional(int index) => index < operands.Length ? operands[index] : null;

    /// <summary>Whether an operand is an empty list, which means the same as an omitted operand.</summary>
    public bool IsEmpty(int index) => Any(index) is { IsRanked: true, Rank: 1 } tensor && tensor[0] == 0;

    /// <summary>Those of some operands that are given.</summary>
    public int[] Given(params int[] some) => Array.FindAll(some, Has);

    public bool IsConstant(int index) => Has(index) && origins is not null && origins[index].Input < 0;

    /// <summary>The same node in a version of its domain, with some of the operands, converted.</summary>
    public Operation With(long version, int[] chosen, Func<FileTensor, FileTensor> meaning) => new(
        node,
        version,
        Array.ConvertAll(chosen, i => Optional(i) is { } tensor ? meaning(tensor) : null),
        scope,
        origins is null ? null : Array.ConvertAll(chosen, i => i >= 0 && i < origins.Length ? origins[i] : OnnxOperand.None),
        Array.ConvertAll(chosen, PlaceOf));

    /// <summary>The stored tensors that a constant operand was computed from.</summary>
    public StoredTensor[] Stored(int index) => origins?[index].Weights ?? [];

    /// <summary>A name that is unique in the graph: that of the first output.</summary>
    public string Label => Array.Find(node.Outputs, output => output.Length > 0) ?? node.Name;

    public ElementType TypeOf(int index) => Any(index).Type;

    /// <summary>The values of an operand, or null if it is omitted or they are unknown.</summary>
    public TensorValues? Values(int index) => Optional(index)?.Values;

    /// <summary>The only value of an operand, or null.</summary>
    public Scalar? Single(int index) => Values(index) is { Count: 1 } values ? values[0] : null;

    /// <summary>The integers in an operand, or in an attribute before a version of the operator; null if they are omitted or unknown.</summary>
    public Quantity[]? Sizes(int index, string attribute = "", long since = 0) =>
        opset < since ? Ints(attribute) is { } given ? Array.ConvertAll(given, static size => (Quantity)size) : null
        : Values(index)?.Elements.ToArray() is { } values && Array.TrueForAll(values, static value => value.IsWhole)
            ? Array.ConvertAll(values, static value => value.Whole)
        : null;

    /// <summary>The integer in an operand; a size of the first output, with this name, if it is unknown.</summary>
    public Quantity Size(int index, string name) => Sizes(index) is [var size] ? size : UnknownSize(0, name);

    /// <summary>The same as numbers, or null if any of them is unknown.</summary>
    public long[]? Numbers(int index, string attribute = "", long since = 0) =>
        Sizes(index, attribute, since) is { } sizes && Array.TrueForAll(sizes, static size => size.IsKnown)
            ? Array.ConvertAll(sizes, static size => size.Value)
            : null;

    /// <summary>The same, where they can be omitted, but not unknown.</summary>
    /// <exception cref="UnknownShapeException">They are unknown.</exception>
    public long[]? KnownNumbers(int index, string attribute = "", long since = 0) =>
        Numbers(index, attribute, since) ?? (opset >= since && Has(index) ? throw new UnknownShapeException() : null);

    public long? Int(string name) => node.Attribute(name)?.Int;

    public long Int(string name, long otherwise) => Int(name) ?? otherwise;

    /// <summary>A required integer attribute that is at least 1, such as a number of heads.</summary>
    public long Positive(string name) => Int(name) is >= 1 and var count
        ? count
        : throw Fail($"the attribute {name} must be at least 1; it is {(object?)Int(name) ?? "missing"}");

    /// <summary>Whether an integer attribute is set and not 0.</summary>
    public bool Flag(string name, bool otherwise = false) => Int(name, otherwise ? 1 : 0) != 0;

    public long[]? Ints(string name) => node.Attribute(name)?.Ints?.ToArray();

    /// <summary>The numbers of an attribute, one for each of several axes or tensors; null if the node has none.</summary>
    public long[]? Ints(string name, int count, string what) => Ints(name) is not { Length: > 0 } numbers ? null
        : numbers.Length == count ? numbers
        : throw Fail($"{name} has {numbers.Length} numbers for {count} {what}; there must be one for each");

    public float? Float(string name) => node.Attribute(name)?.Float;

    /// <summary>A floating-point attribute as its shortest decimal, or null for the usual number.</summary>
    /// <remarks>The usual number is the default of ONNX's own operators; the operator itself can have another default.</remarks>
    public double? Real(string name, double usual, double? missing = null) =>
        (Float(name) is { } number ? SettingText.Shortest(number) : missing ?? usual) is var real && real != usual ? real : null;

    /// <summary>All floating-point attributes as constants, or null if the node has none.</summary>
    public Constants? Reals() => node.Attributes.Where(attribute => attribute.Float is not null || attribute.Floats is { Count: > 0 }).Aggregate(
        (Constants?)null, (all, attribute) => Constants.With(
            all, attribute.Name, attribute.Float is { } one ? [SettingText.Shortest(one)] : [.. attribute.Floats!.Select(number => SettingText.Shortest(number))]));

    public string Text(string name, string otherwise) => node.Attribute(name)?.Text is { Length: > 0 } text ? text : otherwise;

    /// <summary>The meaning of a text attribute; that of the first text where it is omitted.</summary>
    public T Choice<T>(string name, params ReadOnlySpan<(string Text, T Meaning)> valid)
    {
        string given = Text(name, valid[0].Text);
        foreach ((string text, T meaning) in valid)
        {
            if (text == given)
            {
                return meaning;
            }
        }

        throw Fail($"{name} is {given}; it must be one of {string.Join(", ", valid.ToArray().Select(each => each.Text))}");
    }

    /// <summary>An attribute with the number of an element type, or a default.</summary>
    public ElementType Type(string name, ElementType otherwise) => Int(name) is { } number and not 0 ? TensorReader.TypeOf(number) : otherwise;

    /// <summary>The index of an axis; a negative axis counts from the end.</summary>
    public int Axis(long axis, int rank) => axis >= -rank && axis < rank
        ? (int)(axis < 0 ? axis + rank : axis)
        : rank == 0 ? throw Fail($"axis {axis} does not exist; the tensor is a scalar, which has no axes")
        : throw Fail($"axis {axis} does not exist; for {rank} axes it must be from {-rank} to {rank - 1}");

    /// <summary>The indices of axes of the first operand, by default of all.</summary>
    public int[] Axes(long[]? axes) =>
        axes is null ? [.. Enumerable.Range(0, this[0].Rank)] : Array.ConvertAll(axes, axis => Axis(axis, this[0].Rank));

    /// <summary>An unknown size that depends on data, named after an output.</summary>
    public Quantity UnknownSize(int output, string what) =>
        Quantity.Unknown($"{scope.Prefix}{(output < node.Outputs.Length && node.Outputs[output].Length > 0 ? node.Outputs[output] : $"{Label}.{output}")}.{what}");

    /// <summary>An unknown size of the first output for each number in an operand.</summary>
    /// <exception cref="UnknownShapeException">It is unknown how many numbers there are.</exception>
    public Quantity[] UnknownSizes(int operand) => HasKnownCount(operand)
        ? [.. Enumerable.Range(0, (int)operands[operand]![0].Value).Select(axis => UnknownSize(0, $"{axis}"))]
        : throw new UnknownShapeException();

    /// <summary>Whether it is known how many numbers an operand has.</summary>
    public bool HasKnownCount(int operand) => Optional(operand) is { Rank: 1 } numbers && numbers[0].KnownValue is >= 0 and <= MostAxes;

    /// <summary>Throws the error of invalid inputs or settings if a rule is broken; the text is computed only then.</summary>
    public void FailIf([DoesNotReturnIf(true)] bool isBroken, [InterpolatedStringHandlerArgument(nameof(isBroken))] InvariantText what)
    {
        if (isBroken)
        {
            throw Fail(what);
        }
    }

    /// <summary>Throws the error if a list does not have one element for each of these axes of the first operand; a list of null is omitted.</summary>
    public void RequireEach(string what, int? count, int axes) =>
        FailIf(count is not null && count != axes, $"there are {count} {what} for {axes} axes of {this[0]}; there must be one for each");

    /// <summary>The error of invalid inputs or settings.</summary>
    public DeepCalcException Fail(InvariantText what) => Fail(what.ToString());

    public DeepCalcException Fail(string what) => new(ErrorCode.ShapeMismatch, $"{node.Operator}: {what}.");
}
