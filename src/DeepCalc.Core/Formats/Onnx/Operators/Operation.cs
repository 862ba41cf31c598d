namespace DeepCalc;

/// <summary>A node and what is known of the tensors that go in: what an operator's rule answers for.</summary>
/// <param name="node">The node.</param>
/// <param name="opset">The version of the operator's domain.</param>
/// <param name="operands">The tensors; null for one that is left out.</param>
/// <param name="scope">Where the node stands.</param>
/// <param name="origins">Where the operands come from.</param>
internal sealed class Operation(OnnxNode node, long opset, FileTensor?[] operands, OnnxScope scope, OnnxOperand[]? origins = null)
{
    public OnnxNode Node => node;

    /// <summary>The version of the operator's domain.</summary>
    public long Opset => opset;

    /// <summary>Where the node stands: its functions, and how the bodies that it holds are imported.</summary>
    public OnnxScope Scope => scope;

    /// <summary>The number of operands, those left out in between among them.</summary>
    public int Count => operands.Length;

    /// <summary>The number of outputs.</summary>
    public int OutputCount => node.Outputs.Length;

    /// <summary>Whether an output is wanted.</summary>
    public bool Wants(int output) => output < node.Outputs.Length && node.Outputs[output].Length > 0;

    /// <summary>The shapes of all operands.</summary>
    public IEnumerable<string> Shapes() => operands.Select(operand => operand?.ToString() ?? "none");

    /// <summary>Whether an operand is there.</summary>
    public bool Has(int index) => index < operands.Length && operands[index] is not null;

    /// <summary>An operand that must be there, with sizes that are known at least by number.</summary>
    /// <exception cref="UnknownShapeException">Not even the number of axes is known.</exception>
    public FileTensor this[int index] => Any(index) is { IsRanked: true } tensor ? tensor : throw new UnknownShapeException();

    /// <summary>An operand that must have one of these numbers of axes.</summary>
    public FileTensor Ranked(int index, params ReadOnlySpan<int> ranks) => ranks.Contains(this[index].Rank)
        ? this[index]
        : throw Fail($"input {index} has {this[index].Rank} axes ({this[index]}); it must have {string.Join(" or ", ranks.ToArray())}");

    /// <summary>An operand that must have so many axes at least.</summary>
    public FileTensor Least(int index, int rank) => this[index].Rank >= rank
        ? this[index]
        : throw Fail($"input {index} has {this[index].Rank} axes ({this[index]}); it must have at least {rank}");

    /// <summary>An operand that must be there, whatever is known of it.</summary>
    public FileTensor Any(int index) => Optional(index)
        ?? throw new DeepCalcException(ErrorCode.FileCorrupt, $"the operator {node.Operator} needs input {index}, which the node leaves out.");

    /// <summary>An operand, or null if it is left out.</summary>
    public FileTensor? Optional(int index) => index < operands.Length ? operands[index] : null;

    /// <summary>Whether an operand is a list of no elements, which says as much as one that is left out.</summary>
    public bool IsEmpty(int index) => Any(index) is { IsRanked: true, Rank: 1 } tensor && tensor[0] == 0;

    /// <summary>Whether an operand is a constant.</summary>
    public bool IsConstant(int index) => origins is not null && origins[index].Input < 0;

    /// <summary>The tensors of the file that a constant operand was made of.</summary>
    public StoredTensor[] Stored(int index) => origins?[index].Weights ?? [];

    /// <summary>A name that no other node of the same graph has: that of its first output.</summary>
    public string Label => Array.Find(node.Outputs, output => output.Length > 0) ?? node.Name;

    /// <summary>The type of an operand's elements.</summary>
    public ElementType TypeOf(int index) => Any(index).Type;

    /// <summary>The values of an operand, or null if it is left out or they are not known.</summary>
    public TensorValues? Values(int index) => Optional(index)?.Values;

    /// <summary>The whole numbers that an operand holds, or null if it is left out or they are not known.</summary>
    public Quantity[]? Sizes(int index) => Values(index) is { } values ? WholeNumbers(values) : null;

    /// <summary>The known whole numbers that an operand holds, or null if it is left out or they are not known.</summary>
    public long[]? Numbers(int index) => Sizes(index) is { } sizes && Array.TrueForAll(sizes, size => size.IsKnown)
        ? Array.ConvertAll(sizes, size => size.Value)
        : null;

    /// <summary>A whole number of the node, or null.</summary>
    public long? Int(string name) => node.Attribute(name)?.Int;

    /// <summary>A whole number of the node.</summary>
    public long Int(string name, long otherwise) => Int(name) ?? otherwise;

    /// <summary>Whether a number of the node says yes.</summary>
    public bool Flag(string name, bool otherwise = false) => Int(name, otherwise ? 1 : 0) != 0;

    /// <summary>Whole numbers of the node, or null.</summary>
    public long[]? Ints(string name) => node.Attribute(name)?.Ints?.ToArray();

    /// <summary>A floating-point number of the node, or null.</summary>
    public float? Float(string name) => node.Attribute(name)?.Float;

    /// <summary>Floating-point numbers of the node, or null.</summary>
    public float[]? Floats(string name) => node.Attribute(name)?.Floats?.ToArray();

    /// <summary>A text of the node.</summary>
    public string Text(string name, string otherwise) => node.Attribute(name)?.Text is { Length: > 0 } text ? text : otherwise;

    /// <summary>A type that the node names by its number.</summary>
    public ElementType Type(string name, ElementType otherwise) => Int(name) is { } number ? TensorReader.TypeOf(number) : otherwise;

    /// <summary>An axis of so many, counted from the end where it is negative.</summary>
    public int Axis(long axis, int rank) => axis >= -rank && axis < rank
        ? (int)(axis < 0 ? axis + rank : axis)
        : rank == 0 ? throw Fail($"axis {axis} is asked of a single number, which has no axes")
        : throw Fail($"axis {axis} is not one of the {rank} axes that there are; it must be from {-rank} to {rank - 1}");

    /// <summary>A size that depends on what the tensors hold; it has the name of the output.</summary>
    public Quantity UnknownSize(int output, string what) =>
        Quantity.Unknown($"{scope.Prefix}{(output < node.Outputs.Length && node.Outputs[output].Length > 0 ? node.Outputs[output] : $"{Label}.{output}")}.{what}");

    /// <summary>The error of inputs or settings that the operator does not take.</summary>
    public DeepCalcException Fail(InvariantText what) => Fail(what.ToString());

    /// <summary>The error of inputs or settings that the operator does not take.</summary>
    public DeepCalcException Fail(string what) => new(ErrorCode.ShapeMismatch, $"{node.Operator}: {what}.");

    private static Quantity[]? WholeNumbers(TensorValues values)
    {
        var numbers = new Quantity[values.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!values[i].IsWhole)
            {
                return null;
            }

            numbers[i] = values[i].Whole;
        }

        return numbers;
    }
}
