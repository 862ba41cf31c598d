namespace DeepCalc;

/// <summary>A function of each element, without weights; also a layer that does nothing in inference.</summary>
/// <param name="Name">The name of its kind.</param>
/// <param name="Each">The operations per element, 0 for a layer that returns its input; docs/conventions.md has the table.</param>
public sealed record Pointwise(string Name, long Each) : SameShapeDefinition
{
    /// <summary>Its constants, such as the factor and offset of a rescaling or the rate of a dropout, or null.</summary>
    public Constants? Constants { get; init; }

    /// <summary>
    /// Whether the output is a multiple of the input, perhaps moved, so that the derivative needs neither. A layer without operations is
    /// otherwise one that does something in training.
    /// </summary>
    public bool IsLinear { get; init; }

    /// <summary>Whether the elements are other ones than the input's, although no operation counts: a cast, logic.</summary>
    public bool ChangesElements { get; init; }

    /// <summary>The type that the elements are cast to, or null.</summary>
    public ElementType? Type { get; init; }

    /// <summary>The layer of a function, by its name in ONNX or Keras; null for one that is unknown.</summary>
    /// <param name="function">The name of the function.</param>
    /// <param name="name">The name of its kind.</param>
    internal static Pointwise? Of(string function, string name) => ElementwiseWork.Of(function) is not { } each ? null : new(name, each)
    {
        IsLinear = each == 0 || function.ToLowerInvariant() is "neg" or "negative" or "sign" or "floor" or "ceil" or "round",
        ChangesElements = each == 0 && function.ToLowerInvariant() is not ("identity" or "copy" or "stopgradient"),
    };

    /// <summary>A product with one number.</summary>
    internal static Pointwise Times(double factor) => new("Rescaling", 1) { IsLinear = true, Constants = Constants.Of(("scale", factor)) };

    public override string Kind(ReadOnlySpan<TensorShape> inputs) => Name;

    public override string Describe() => SettingText.Join(Type is { } type ? $"to {SettingText.Of(type)}" : null, Constants?.ToString());

    public override void Validate() => Require("the number of operations per element", Each, 0);

    /// <summary>As many for each element as it is given.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        Each == 0 ? default : WorkFormula.Elementwise(working.OutputElements(output), Each, working);

    /// <summary>Written over the input, or the input itself; kept is the input of a function that is not linear.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        Each == 0 && !ChangesElements
            ? new() { ViewOf = 0, IsViewInInferenceOnly = !IsLinear, IsKeptUnknown = !IsLinear }
            : new() { Overwrites = [0], KeepsInputs = IsLinear ? [] : [0] };

    public override ElementType OutputType(ReadOnlySpan<ElementType> inputs) => Type ?? (Each == 0 ? inputs[0] : inputs[0].Computed());
}
