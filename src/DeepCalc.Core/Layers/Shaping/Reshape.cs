namespace DeepCalc;

/// <summary>Arranges the same elements, in the same order, on other axes.</summary>
/// <param name="Sizes">The sizes, without the batch axis; one may be −1, which is computed from the others.</param>
public sealed record Reshape(TensorShape Sizes) : Rearrangement
{
    /// <summary>A reshape to known sizes, one of which may be −1.</summary>
    public Reshape(AxisValues sizes)
        : this(new TensorShape([.. sizes.Values]))
    {
    }

    public override string Describe() => $"to {Sizes}";

    public override void Validate()
    {
        DeepCalcException.ThrowIf(
            Sizes.Rank == 0 && !IsWhole, ErrorCode.RankMismatch, "a shape needs at least one size, such as 196,768 or -1.");

        foreach (Quantity size in Sizes)
        {
            DeepCalcException.ThrowIf(
                size.KnownValue < -1 || (size == 0 && !IsWhole), ErrorCode.InvalidSize,
                $"every size of a shape must be at least {(IsWhole ? 0 : 1)}, or -1 to compute it from the others; given {Sizes}.");
        }

        DeepCalcException.ThrowIf(
            Sizes.Sizes.Count(size => size == -1) > 1, ErrorCode.InvalidSetting, $"only one size of a shape can be -1; given {Sizes}.");
    }

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        int open = Sizes.Sizes.IndexOf(-1);
        Quantity given = (open < 0 ? Sizes : Sizes.With(open, 1)).ElementCount;
        Quantity elements = input.ElementCount;
        bool fits = elements.KnownValue is not { } known || given.KnownValue is not { } product
            || (open < 0 || product == 0 ? known == product : known % product == 0);
        DeepCalcException.ThrowIf(
            !fits, ErrorCode.ShapeMismatch,
            $"{input} has {elements} elements, which do not fit the sizes {Sizes}: "
            + $"{(open < 0 ? $"their product is {given}; use -1 in place of one size to compute it" : $"the number is not a multiple of {given}, the product of the given sizes")}.");

        if (open < 0)
        {
            return new TensorShape(input.Layout, Sizes.Span);
        }

        Quantity size = given == 0 ? 0 : Quantity.FloorDivide(working.Let("n", elements), working.Let("k", given, "product of the other sizes"));
        return new TensorShape(input.Layout, Sizes.Span).With(open, working.Record($"Output size of axis {open}", "size", size, Sources.Definition));
    }

    /// <summary>A view, if the input is contiguous.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { ViewOf = 0, Order = ViewOrder.Reshaped };

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        ReshapedAxes.View(axis, inputs[0], output);
}
