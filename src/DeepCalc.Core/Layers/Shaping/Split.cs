using DeepCalc.Formulas;
using DeepCalc.Shapes;

namespace DeepCalc;

/// <summary>The parts into which an axis is split, or one of them.</summary>
/// <param name="Index">The index of the part, from 0; null for all parts, each of which is an output.</param>
/// <param name="Count">The number of equal parts; null where the sizes are given.</param>
/// <param name="Sizes">The size of each part, in place of a count.</param>
/// <param name="Axis">The axis, without the batch axis, negative from the end; null is the channel axis.</param>
/// <param name="IsChunked">
/// Whether the axis is split into chunks of ⌈size/count⌉ positions, the last one smaller (torch.chunk); there can be
/// fewer chunks than the count.
/// </param>
public sealed record Split(int? Index, long? Count = null, AxisValues? Sizes = null, int? Axis = null, bool IsChunked = false) : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => nameof(Split);

    /// <inheritdoc/>
    public override string Describe() =>
        (Index, Sizes) switch
        {
            ({ } part, { } sizes) => $"part {part + 1} of {sizes}",
            ({ } part, _) => $"part {part + 1} of {Count}{(IsChunked ? " chunks" : "")}",
            (_, { } sizes) => $"parts of {sizes}",
            _ => $"{Count} {(IsChunked ? "chunks" : "parts")}",
        } + (Axis is { } axis ? $", axis {axis}" : "");

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

        if (Index is { } part && (part < 0 || part >= (Count ?? Sizes!.Value.Count)))
        {
            throw new DeepCalcException(
                ErrorCode.InvalidSize, $"part {part} does not exist: the parts are numbered from 0 to {(Count ?? Sizes!.Value.Count) - 1}.");
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
    public override int OutputCount(ReadOnlySpan<TensorShape> inputs) => Index is null ? (int)long.Min(PartsOf(inputs[0]), int.MaxValue) : 1;

    /// <inheritdoc/>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) => OutputShape(0, inputs, working);

    /// <inheritdoc/>
    public override TensorShape OutputShape(int output, ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        int axis = AxisOf(input);
        int index = Index ?? output;
        RequireParts(input, axis, index);
        Quantity size = working.Let("size₁", input[axis], "input size");
        Quantity part = PartSize(index, size, working);
        return input.With(axis, working.Record($"Output size of axis {axis}", "size₂", Sizes is null && index > 0 && IsChunked ? Rest(index, size, part) : part, Sources.Definition));
    }

    /// <inheritdoc/>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        PartOf(inputs[0], AxisOf(inputs[0]));

    /// <inheritdoc/>
    public override Storage Storage(int number, ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        Storage(inputs, output, working);

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) => View(0, input, axis, inputs, output);

    /// <inheritdoc/>
    public override AxisView View(int number, int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) => axis == AxisOf(inputs[0])
        ? AxisView.Window(axis, 1, 1, 1, 0 - OffsetOf(Index ?? number, inputs[0][axis]))
        : AxisView.Same(axis);

    private int AxisOf(TensorShape input) => AxisIndex.OrChannel(Axis, input);

    private Quantity PartSize(int index, Quantity size, Working? working) => Sizes is { } sizes ? sizes.Values[index]
        : IsChunked ? Quantity.CeilingDivide(size, working.Let("k", Count!.Value, "parts"))
        : Quantity.FloorDivide(size, working.Let("k", Count!.Value, "parts"));

    // The positions after the earlier chunks, at most a chunk.
    private static Quantity Rest(int index, Quantity size, Quantity part)
    {
        Quantity rest = size - (index * part);
        return rest.IsKnown && rest.Value >= part.Value ? part : Quantity.Min(rest, part);
    }

    private Quantity OffsetOf(int index, Quantity size) => Sizes is { } sizes
        ? sizes.Values.Take(index).Sum()
        : index * PartSize(index, size, null);

    private void RequireParts(TensorShape input, int axis, int index)
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

        if (IsChunked && index >= PartsOf(input))
        {
            throw new DeepCalcException(
                ErrorCode.ShapeMismatch,
                $"part {index} does not exist: {Count} chunks of axis {axis} of {input} are {PartsOf(input)} of ⌈{size}/{Count}⌉ positions, numbered from 0.");
        }
    }
}
