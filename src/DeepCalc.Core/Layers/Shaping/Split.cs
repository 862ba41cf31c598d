namespace DeepCalc;

/// <summary>The parts into which an axis is split, or one of them.</summary>
/// <param name="Index">The index of the part, from 0; null for all parts, each of which is an output.</param>
/// <param name="Count">The number of equal parts; null where the sizes are given.</param>
/// <param name="Sizes">The size of each part, in place of a count.</param>
/// <param name="Axis">The axis, without the batch axis, negative from the end; null is the channel axis.</param>
/// <param name="IsChunked">
/// Whether the axis is split into chunks of ⌈size/count⌉ positions, the last one smaller (torch.chunk); there can be
/// fewer chunks than the count, but not of a whole tensor.
/// </param>
public sealed record Split(int? Index, long? Count = null, AxisValues? Sizes = null, int? Axis = null, bool IsChunked = false) : Rearrangement
{
    /// <summary>The size of each part of a whole tensor, some of which can be unknown or 0, in place of <see cref="Sizes"/>.</summary>
    public TensorShape? Parts { get; init; }

    private TensorShape? Given => Parts ?? (Sizes is { } sizes ? new TensorShape([.. sizes.Values]) : null);

    private long Asked => Count ?? Given!.Rank;

    public override string Describe() =>
        (Index, Given) switch
        {
            ({ } part, { } sizes) => $"part {part + 1} of {sizes}",
            ({ } part, _) => $"part {part + 1} of {Count}{(IsChunked ? " chunks" : "")}",
            (_, { } sizes) => $"parts of {sizes}",
            _ => $"{Count} {(IsChunked ? "chunks" : "parts")}",
        } + (Axis is { } axis ? $", axis {axis}" : "");

    public override void Validate()
    {
        DeepCalcException.ThrowIf(
            Count is null && Given is null, ErrorCode.InvalidSetting,
            "a split needs a number of equal parts, such as 2, or the size of each.");
        DeepCalcException.ThrowIf(
            Count is not null && Given is not null, ErrorCode.InvalidSetting,
            $"a number of parts ({Count}) and the size of each ({Given}) are given; give only one of them.");
        DeepCalcException.ThrowIf(
            IsChunked && Count is null, ErrorCode.InvalidSetting, "chunks need a number of parts, but the size of each part is given.");

        Require("the number of parts", Asked, 1);
        int least = IsWhole ? 0 : 1;
        DeepCalcException.ThrowIf(
            Given?.Sizes.Any(size => size.KnownValue < least) == true, ErrorCode.InvalidSize,
            $"the size of every part must be at least {least}; given {Given}.");
        DeepCalcException.ThrowIf(
            Index < 0 || Index >= Asked, ErrorCode.InvalidSize,
            $"part {Index} does not exist: the parts are numbered from 0 to {Asked - 1}.");
    }

    /// <summary>The number of parts; it can be less than the count of chunks where the axis is short.</summary>
    public long PartsOf(TensorShape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return IsChunked && !IsWhole && input[AxisOf(input)].KnownValue is { } size
            ? Quantity.CeilingDivide(size, Quantity.CeilingDivide(size, Asked))
            : Asked;
    }

    public override int OutputCount(ReadOnlySpan<TensorShape> inputs) => Index is null ? (int)long.Min(PartsOf(inputs[0]), int.MaxValue) : 1;

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) => OutputShape(0, inputs, working);

    public override TensorShape OutputShape(int output, ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        int axis = AxisOf(input);
        int part = Index ?? output;
        RequireParts(input, axis, part);
        Quantity size = working.Let("size₁", input[axis], "input size");
        string whose = output == 0 ? "" : $", output {output + 1}";
        return input.With(axis, working.Record($"Output size of axis {axis}{whose}", "size₂", SizeOf(part, size, working), Sources.Definition));
    }

    /// <summary>A view, strided unless it is a part of the outermost axis.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        PartOf(inputs[0], AxisOf(inputs[0]));

    public override Storage Storage(int number, ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        Storage(inputs, output, working);

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) => View(0, input, axis, inputs, output);

    public override AxisView View(int number, int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) => axis == AxisOf(inputs[0])
        ? AxisView.Window(axis, 1, 1, 1, 0 - Begin(Index ?? number, inputs[0][axis]))
        : AxisView.Same(axis);

    private int AxisOf(TensorShape input) => AxisIndex.OrChannel(Axis, input);

    // The size of a part that is not the last.
    private Quantity Each(Quantity size, Working? working) => IsChunked
        ? Quantity.CeilingDivide(size, working.Let("k", Count!.Value, "parts"))
        : Quantity.FloorDivide(size, working.Let("k", Count!.Value, "parts"));

    private Quantity SizeOf(int part, Quantity size, Working? working)
    {
        if (Given is { } sizes)
        {
            return sizes[part];
        }

        Quantity each = Each(size, working);
        if (!IsChunked || part == 0 || (IsWhole && part < Count - 1))
        {
            return each;
        }

        // The positions after the earlier chunks, at most a chunk. All chunks of a whole tensor exist.
        Quantity rest = size - (part * each);
        return IsWhole ? rest : rest.IsKnown && rest.Value >= each.Value ? each : Quantity.Min(rest, each);
    }

    private Quantity Begin(int part, Quantity size) => Given is { } sizes
        ? sizes.Sizes.Take(part).Aggregate((Quantity)0, static (sum, before) => sum + before)
        : part * Each(size, null);

    private void RequireParts(TensorShape input, int axis, int part)
    {
        if (input[axis].KnownValue is not { } size)
        {
            return;
        }

        Quantity all = Given is null ? size : Begin(Given.Rank, size);
        DeepCalcException.ThrowIf(
            all.IsKnown && all != size, ErrorCode.ShapeMismatch,
            $"parts of {Given} have {all} positions in all, but axis {axis} of {input} has {size}; the two must be equal.");
        DeepCalcException.ThrowIf(
            Given is null && !IsChunked && size % Count!.Value != 0, ErrorCode.ShapeMismatch,
            $"{Count} equal parts need a multiple of {Count} positions; axis {axis} of {input} has {size}. Give the size of each part, or use chunks, the last of which may be smaller (torch.chunk).");
        DeepCalcException.ThrowIf(
            IsChunked && part >= PartsOf(input), ErrorCode.ShapeMismatch,
            $"part {part} does not exist: {Count} chunks of axis {axis} of {input} are {PartsOf(input)} of ⌈{size}/{Count}⌉ positions, numbered from 0.");
    }
}
