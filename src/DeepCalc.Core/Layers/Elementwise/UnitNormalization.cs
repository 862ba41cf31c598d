using DeepCalc.Layers.Elementwise;

namespace DeepCalc;

/// <summary>Divides vectors by their length, so that the length becomes 1 (Keras's UnitNormalization).</summary>
/// <param name="Axes">The axes of the vectors, without the batch axis, negative from the end.</param>
public sealed record UnitNormalization(AxisValues Axes) : LayerDefinition
{
    /// <summary>The norm that is the length: 2, or 1 for the sum of absolute values.</summary>
    public long Norm { get; init; } = 2;

    public override string Kind(ReadOnlySpan<TensorShape> inputs) => nameof(UnitNormalization);

    public override string Describe() => SettingText.Join($"axes {string.Join(',', Axes.Values)}", Norm == 2 ? null : $"norm {Norm}");

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        foreach (long axis in Axes.Values)
        {
            AxisIndex.Of(axis, inputs[0]);
        }

        return inputs[0];
    }

    /// <summary>3 an element, as in a cosine.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        WorkFormula.Elementwise(working.OutputElements(output), ElementwiseWork.UnitLength, working);

    /// <summary>Written over the input; kept are the input and the lengths.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        TensorShape lengths = output;
        foreach (long axis in Axes.Values)
        {
            lengths = lengths.With(AxisIndex.Of(axis, output), 1);
        }

        Quantity count = working.Record("Lengths", "e", working.ProductOf(lengths), Sources.Definition);
        return new() { Overwrites = [0], KeepsInputs = [0], Held = [new Held("lengths", 0, count)] };
    }

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        foreach (long normalized in Axes.Values)
        {
            if (AxisIndex.Of(normalized, inputs[0]) == axis)
            {
                return AxisView.Same(axis).Gated();
            }
        }

        return AxisView.Same(axis);
    }
}
