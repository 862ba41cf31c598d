namespace DeepCalc;

/// <summary>Reorders the axes.</summary>
/// <param name="Order">For each output axis, the index of its input axis, from 0 without the batch axis.</param>
/// <param name="Layout">The layout of the output; null keeps the input's.</param>
public sealed record Permute(AxisValues Order, Layout? Layout = null) : Rearrangement
{
    public override string Describe() =>
        $"{string.Join(',', Order.Values)}{(Layout is { } layout ? layout == DeepCalc.Layout.ChannelsFirst ? ", channels first" : ", channels last" : "")}";

    public override TensorShape DefaultInput => Order.Count switch
    {
        1 => new TensorShape(Quantity.Unknown("C")),
        2 or 3 or 4 => WindowedLayer.DefaultInput(Order.Count - 1),
        _ => new TensorShape([.. Enumerable.Range(0, Order.Count).Select(axis => Quantity.Unknown($"n{axis}"))]),
    };

    public override bool FixesRank => true;

    public override void Validate()
    {
        int rank = Order.Count;
        bool isOrder = (rank > 0 || IsWhole)
            && Order.Values.All(axis => axis >= -rank && axis < rank)
            && Order.Values.Select(axis => axis < 0 ? axis + rank : axis).Distinct().Count() == rank;
        DeepCalcException.ThrowIf(
            !isOrder, ErrorCode.InvalidSetting,
            $"the order {Written()} is not an order of {rank} axes: give each axis once, from 0 without the batch axis, such as 1,0 or 2,0,1.");
    }

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        DeepCalcException.ThrowIf(
            input.Rank != Order.Count, ErrorCode.RankMismatch,
            $"the order {Written()} is for {Order.Count} axes; the input is {input}, which has {input.Rank}. The batch axis is not counted.");

        return new TensorShape(Layout ?? input.Layout, [.. Enumerable.Range(0, input.Rank).Select(axis => input[Source(axis)])]);
    }

    /// <summary>A strided view.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { ViewOf = 0, Order = Enumerable.Range(0, Order.Count).All(axis => Source(axis) == axis) ? ViewOrder.Contiguous : ViewOrder.Strided };

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        int moved = 0;
        while (Source(moved) != axis)
        {
            moved++;
        }

        return AxisView.Same(moved);
    }

    private int Source(int axis) => (int)(Order.Values[axis] < 0 ? Order.Values[axis] + Order.Count : Order.Values[axis]);

    private string Written() => string.Join(',', Order.Values);
}
