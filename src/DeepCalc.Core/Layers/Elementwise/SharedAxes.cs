namespace DeepCalc;

/// <summary>The axes along which a learned activation has one parameter for all positions.</summary>
/// <param name="Axes">The axes, the batch axis not counted, negative from the end.</param>
/// <param name="AreAll">Whether all axes of the input share the parameter.</param>
public sealed record SharedAxes(AxisValues Axes, bool AreAll = false)
{
    /// <summary>A parameter for each element, Keras's default.</summary>
    public static SharedAxes None { get; } = new(new AxisValues());

    /// <summary>One parameter in all, PyTorch's default.</summary>
    public static SharedAxes All { get; } = new(new AxisValues(), AreAll: true);

    /// <summary>Whether the positions of an axis share a parameter.</summary>
    internal bool Has(int axis, TensorShape input) => AreAll || Axes.Values.Any(shared => AxisIndex.Of(shared, input) == axis);

    /// <summary>The shape of the parameters.</summary>
    internal TensorShape ParameterShape(TensorShape input) => AreAll ? new TensorShape(1) : input.WithOnes(AxisIndex.AllOf(Axes, input));
}
