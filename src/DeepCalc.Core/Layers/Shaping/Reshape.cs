using DeepCalc.Formulas;
using DeepCalc.Layers.Shaping;

namespace DeepCalc;

/// <summary>Arranges the same elements, in the same order, on other axes.</summary>
/// <param name="Sizes">The sizes, without the batch axis; one may be −1, which is computed from the others.</param>
public sealed record Reshape(AxisValues Sizes) : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => nameof(Reshape);

    /// <inheritdoc/>
    public override string Describe() => $"to {Sizes}";

    /// <inheritdoc/>
    public override void Validate()
    {
        if (Sizes.Count == 0)
        {
            throw new DeepCalcException(ErrorCode.RankMismatch, "a shape needs at least one size, such as 196,768 or -1.");
        }

        if (Sizes.Values.Any(size => size is 0 or < -1))
        {
            throw new DeepCalcException(
                ErrorCode.InvalidSize, $"every size of a shape must be at least 1, or -1 to compute it from the others; given {Sizes}.");
        }

        if (Sizes.Values.Count(size => size == -1) > 1)
        {
            throw new DeepCalcException(ErrorCode.InvalidSetting, $"only one size of a shape can be -1; given {Sizes}.");
        }
    }

    /// <inheritdoc/>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        Quantity given = 1;
        foreach (long size in Sizes.Values)
        {
            given *= size == -1 ? 1 : size;
        }

        Quantity elements = input.ElementCount;
        int open = Sizes.Values.IndexOf(-1);
        bool fits = elements.KnownValue is not { } known || (open < 0 ? known == given.Value : known % given.Value == 0);
        if (!fits)
        {
            throw new DeepCalcException(
                ErrorCode.ShapeMismatch,
                $"{input} has {elements} elements, which do not fit the sizes {Sizes}: "
                + (open < 0 ? $"their product is {given}; use -1 in place of one size to compute it." : $"the number is not a multiple of {given}, the product of the given sizes."));
        }

        var sizes = new Quantity[Sizes.Count];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            sizes[axis] = axis == open
                ? working.Record(
                    $"Output size of axis {axis}", "size", Quantity.FloorDivide(working.Let("n", elements), working.Let("k", given, "product of the other sizes")), Sources.Definition)
                : Sizes[axis];
        }

        return new TensorShape(input.Layout, sizes);
    }

    /// <inheritdoc/>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { ViewOf = 0, Order = ViewOrder.Reshaped };

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        ReshapedAxes.View(axis, inputs[0], output);
}
