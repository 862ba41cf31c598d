using DeepCalc.Formulas;
using DeepCalc.Shapes;

namespace DeepCalc;

/// <summary>One of the parts into which an axis is split.</summary>
/// <param name="Index">The index of the part, from 0.</param>
/// <param name="Count">The number of equal parts; null where the sizes are given.</param>
/// <param name="Sizes">The size of each part, in place of a count.</param>
/// <param name="Axis">The axis, without the batch axis, negative from the end; null is the channel axis.</param>
/// <param name="IsChunked">
/// Whether the axis is split into chunks of ⌈size/count⌉ positions, the last one smaller (torch.chunk); there can be
/// fewer chunks than the count.
/// </param>
public sealed record Split(int Index, long? Count = null, AxisValues? Sizes = null, int? Axis = null, bool IsChunked = false) : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => nameof(Split);

    /// <inheritdoc/>
    public override string Describe() =>
        $"part {Index + 1} of {(Sizes is { } sizes ? $"{sizes}" : $"{Count}{(IsChunked ? " chunks" : "")}")}{(Axis is { } axis ? $", axis {axis}" : "")}";

    /// <inheritdoc/>
    public override void Validate()
    {
        if (Count is null == Sizes is null)
        {
            throw new DeepCalcException(
                ErrorCode.InvalidSetting,
                Count is null
                    ? "a split needs a number of equal parts, such as 2, or the size of each."
                    : $"a number of parts ({Count}) and the size of each ({Sizes}) are given; give only one of them.");
        }

        if (IsChunked && Count is null)
        {
            throw new DeepCalcException(ErrorCode.InvalidSetting, "chunks need a number of parts, but the size of each part is given.");
        }

        Require("the number of parts", Count ?? Sizes!.Value.Count, 1);
        if (Sizes is { } sizes && sizes.Values.Any(size => size < 1))
        {
            throw new DeepCalcException(ErrorCode.InvalidSize, $"the size of every part must be at least 1; given {sizes}.");
        }

        if (Index < 0 || Index >= (Count ?? Sizes!.Value.Count))
        {
            throw new DeepCalcException(
                ErrorCode.InvalidSize, $"part {Index} does not exist: the parts are numbered from 0 to {(Count ?? Sizes!.Value.Count) - 1}.");
        }
    }

    /// <summary>The number of parts; it can be less than the count of chunks where the axis is short.</summary>
    public long PartsOf(TensorShape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        long asked = Count ?? Sizes!.Value.Count;
        return IsChunked && input[AxisOf(input)].KnownValue is { } size
            ? Quantity.CeilingDivide(size, Quantity.CeilingDivide(size, asked))
            : asked;
    }

    /// <inheritdoc/>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        int axis = AxisOf(input);
        RequireParts(input, axis);
        Quantity size = working.Let("size₁", input[axis], "input size");
        Quantity part = PartSize(size, working);
        return input.With(axis, working.Record($"Output size of axis {axis}", "size₂", Sizes is null && Index > 0 && IsChunked ? Rest(size, part) : part, Sources.Definition));
    }

    /// <inheritdoc/>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        PartOf(inputs[0], AxisOf(inputs[0]));

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) => axis == AxisOf(inputs[0])
        ? AxisView.Window(axis, 1, 1, 1, 0 - OffsetIn(inputs[0][axis]))
        : AxisView.Same(axis);

    private int AxisOf(TensorShape input) => Axis is { } axis ? AxisIndex.Of(axis, input) : input.ChannelAxis;

    private Quantity PartSize(Quantity size, Working? working) => Sizes is { } sizes ? sizes.Values[Index]
        : IsChunked ? Quantity.CeilingDivide(size, working.Let("k", Count!.Value, "parts"))
        : Quantity.FloorDivide(size, working.Let("k", Count!.Value, "parts"));

    // The positions after the earlier chunks, at most a chunk.
    private Quantity Rest(Quantity size, Quantity part)
    {
        Quantity rest = size - (Index * part);
        return rest.IsKnown && rest.Value >= part.Value ? part : Quantity.Min(rest, part);
    }

    private Quantity OffsetIn(Quantity size) => Sizes is { } sizes
        ? sizes.Values.Take(Index).Sum()
        : Index * PartSize(size, null);

    private void RequireParts(TensorShape input, int axis)
    {
        if (input[axis].KnownValue is not { } size)
        {
            return;
        }

        if (Sizes is { } sizes && sizes.Values.Sum() != size)
        {
            throw new DeepCalcException(
                ErrorCode.ShapeMismatch, $"parts of {sizes} have {sizes.Values.Sum()} positions in all, but axis {axis} of {input} has {size}; the two must be equal.");
        }

        if (Sizes is null && !IsChunked && size % Count!.Value != 0)
        {
            throw new DeepCalcException(
                ErrorCode.ShapeMismatch,
                $"{Count} equal parts need a multiple of {Count} positions; axis {axis} of {input} has {size}. Give the size of each part, or use chunks, the last of which may be smaller (torch.chunk).");
        }

        if (IsChunked && Index >= PartsOf(input))
        {
            throw new DeepCalcException(
                ErrorCode.ShapeMismatch,
                $"part {Index} does not exist: {Count} chunks of axis {axis} of {input} are {PartsOf(input)} of ⌈{size}/{Count}⌉ positions, numbered from 0.");
        }
    }
}
