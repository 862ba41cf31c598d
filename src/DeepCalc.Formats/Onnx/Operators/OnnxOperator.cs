namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>An operator of ONNX: its rule, which gives the answer for operands, and the roles of its operands.</summary>
/// <remarks>Source of the rules: the operators' specification of the ONNX project; of ONNX Runtime's operators, its documentation.</remarks>
internal sealed record OnnxOperator(string Name, Func<Operation, Answer> Rule, string Domain = OnnxDomain.Default)
{
    /// <summary>
    /// The operands that are weights by definition, whatever produces them: a kernel, a matrix, a table, a bias. Other operands may or may
    /// not be learned, such as those of an addition, multiplication, concatenation or move.
    /// </summary>
    public int[] Weights { get; init; } = [];

    /// <summary>Whether it contracts with weights, so that an addition of one number a channel directly after it is its bias.</summary>
    public bool Contracts { get; init; }

    /// <summary>Whether it is elementwise, so that a scalar operand belongs to a formula.</summary>
    public bool IsArithmetic { get; init; }

    /// <summary>The operands whose integers represent floating-point numbers: quantised weights, if they are stored in the file.</summary>
    public int[] Quantized { get; init; } = [];

    /// <summary>Whether the integers of these operands represent floating-point numbers; null if they always do.</summary>
    public Func<Operation, bool>? IsQuantized { get; init; }

    /// <summary>The scales of quantised weights, which count as part of them.</summary>
    public int[] Scales { get; init; } = [];

    /// <summary>The operands that are settings, not weights: scales of a resize, limits of a clip.</summary>
    public int[] Settings { get; init; } = [];

    /// <summary>The operands that training does not change: running statistics.</summary>
    public int[] Statistics { get; init; } = [];

    /// <summary>The operands of which only the shape matters, not the elements.</summary>
    public int[] SizesOnly { get; init; } = [];

    /// <summary>Whether the operands are factors of a product.</summary>
    public bool Multiplies { get; init; }

    /// <summary>Whether it remembers something from step to step in decoding: recurrence, attention.</summary>
    public bool HasState { get; init; }

    /// <summary>The type of the first output where an unknown shape stops the rule; mostly that of the first operand.</summary>
    public Func<Operation, ElementType> Type { get; init; } = static op => op.Optional(0)?.Type ?? ElementType.Undefined;

    /// <summary>Whether all outputs have the type of the first.</summary>
    public bool IsOfOneType { get; init; }

    /// <summary>The logical sizes of an operand with packed quantised weights, or null.</summary>
    public Func<Operation, int, TensorShape?>? UnpackedShape { get; init; }
}
