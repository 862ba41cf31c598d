namespace DeepCalc;

/// <summary>
/// Pooling to a given size: unit o of n takes the positions from ⌊o·W/n⌋ to ⌈(o + 1)·W/n⌉ − 1, so windows differ in size and
/// overlap where n does not divide W.
/// </summary>
/// <param name="Pool">The value taken from each window: Max or Average.</param>
/// <param name="OutputSize">The size of each axis; 0 keeps it.</param>
/// <param name="Rank">The number of spatial axes, or null to take it from the input.</param>
public sealed record AdaptivePooling(PoolKind Pool, AxisValues OutputSize, int? Rank = null) : LayerDefinition
{
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => PoolWork.Kind("Adaptive", Pool, inputs);

    public override string Describe() => $"to {OutputSize}";

    public override TensorShape DefaultInput => WindowedLayer.DefaultInput(Rank ?? (OutputSize.Count > 1 ? OutputSize.Count : null));

    public override bool FixesRank => true;

    public override void Validate()
    {
        foreach (long size in OutputSize.Values)
        {
            Require("the output size", size, 0);
        }

        DeepCalcException.ThrowIf(
            Pool is PoolKind.L2 or PoolKind.Lp, ErrorCode.InvalidSetting, "pooling to a given size is Max or Average.");
    }

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        WindowedLayer.RequireSpatial(input, "pooling to a size", Rank);
        int rank = input.SpatialRank;
        WindowedLayer.RequireFit("output size", OutputSize, OutputSize.Fits(rank), rank);
        Quantity[] spatial = input.Spatially((i, axis, size) =>
            OutputSize[i] == 0 ? size : working.Record(axis.OutputName, axis.After, OutputSize[i], Sources.AdaptivePooling));
        return TensorShape.FromSpatial(input.Layout, spatial, input.Channels);
    }

    /// <summary>The values of all windows, W + n − gcd(W, n) on an axis pooled to n; for max, less one for each output.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        // The windows of an axis have W + n − gcd(W, n) positions in all.
        Quantity taken = working.Let("C", output.Channels);
        for (int i = 0; i < output.SpatialRank; i++)
        {
            AxisNotation axis = AxisNotation.For(i, output.SpatialRank);
            int index = output.SpatialAxis(i);
            Quantity before = working.Let(axis.Before, inputs[0][index]);
            Quantity after = working.Let(axis.After, output[index]);
            taken *= before + after - working.Let($"g{axis.Suffix}", CommonDivisor(inputs[0][index], output[index]));
        }

        Quantity values = working.Record("Values in all windows", "v", taken, Sources.AdaptivePooling);
        Quantity operations = Pool == PoolKind.Max
            ? working.Let("v", values, "values in all windows") - working.Let("n", working.OutputElements(output))
            : working.Let("v", values, "values in all windows");
        return new Work(0, 0, 0, working.Record("Element-wise operations", "E", operations, Sources.Elementwise));
    }

    /// <summary>Written over the input channel by channel; kept are the input and, for max, an index (int64) of each output.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        PoolWork.Storage(Pool, output, working);

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        Quantity size = inputs[0][axis];
        Quantity units = output[axis];
        if (axis == inputs[0].ChannelAxis || size == units)
        {
            return AxisView.Same(axis);
        }

        if (units == 1)
        {
            return AxisView.Everything;
        }

        if (!size.IsKnown || !units.IsKnown)
        {
            return AxisView.Unknown(axis);
        }

        long common = Ratio.Gcd(size.Value, units.Value);
        long period = units.Value / common;
        long shift = size.Value / common;
        if (period > Phases.Most)
        {
            return AxisView.Unknown(axis);
        }

        var phases = new PhaseWindow[period];
        for (long unit = 0; unit < period; unit++)
        {
            long start = Quantity.FloorDivide(unit * shift, period);
            phases[unit] = new PhaseWindow(start, Quantity.CeilingDivide((unit + 1) * shift, period) - start);
        }

        return AxisView.Periodic(axis, 1, shift, phases);
    }

    private static Quantity CommonDivisor(Quantity size, Quantity units) =>
        units == 1 ? 1
        : size == units ? units
        : size.IsKnown && units.IsKnown ? Ratio.Gcd(size.Value, units.Value)
        : Quantity.Unknown($"gcd({size}, {units})");
}
