namespace DeepCalc;

/// <summary>An operator of ONNX: its rule, and what matters of its operands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rule">What it makes of operands.</param>
/// <param name="Domain">Its domain.</param>
internal sealed record OnnxOperator(string Name, Func<Operation, Answer> Rule, string Domain = OnnxDomain.Default)
{
    /// <summary>
    /// The operands that are weights by the operator's definition, whatever makes them: a kernel, a matrix, a table, a bias. Others may be
    /// learned or not: what is added, multiplied with, joined or moved.
    /// </summary>
    public int[] Weights { get; init; } = [];

    /// <summary>Whether it sums products with its weights, so that a number for each channel that is added behind it is its bias.</summary>
    public bool Contracts { get; init; }

    /// <summary>Whether it is a sum of two tensors.</summary>
    public bool Adds { get; init; }

    /// <summary>Whether it calculates element by element, so that a single number among its operands is one of a formula.</summary>
    public bool IsArithmetic { get; init; }

    /// <summary>The operands whose whole numbers stand for floating-point ones: quantised weights, if they stand in the file.</summary>
    public int[] Quantized { get; init; } = [];

    /// <summary>Whether whole numbers of these operands stand for floating-point ones; without it, they do.</summary>
    public Func<Operation, bool>? IsQuantized { get; init; }

    /// <summary>The scales that make floating-point numbers of quantised weights, and so are part of them.</summary>
    public int[] Scales { get; init; } = [];

    /// <summary>The operands that say how it works: scales of a resize, limits of a clip. They are no weights.</summary>
    public int[] Settings { get; init; } = [];

    /// <summary>The operands that training does not change: running statistics.</summary>
    public int[] Statistics { get; init; } = [];

    /// <summary>The operands of which only the size counts, not what they hold.</summary>
    public int[] SizesOnly { get; init; } = [];

    /// <summary>Whether the operands are factors of a product.</summary>
    public bool Multiplies { get; init; }

    /// <summary>
    /// The type of the first output, for where a shape is not known and so the rule tells nothing: mostly that of the first operand.
    /// </summary>
    public Func<Operation, ElementType> Type { get; init; } = static op => op.Optional(0)?.Type ?? ElementType.Undefined;

    /// <summary>Whether all outputs are of the type of the first.</summary>
    public bool IsOfOneType { get; init; }

    /// <summary>The sizes that a quantised weight has by its meaning, where the file packs it: for an operand, or null.</summary>
    public Func<Operation, int, TensorShape?>? UnpackedShape { get; init; }
}
