namespace DeepCalc;

/// <summary>Convolution over one, two or three spatial axes.</summary>
/// <param name="Filters">The number of output channels K.</param>
/// <param name="Window">The sliding window.</param>
/// <param name="Groups">The number of groups g that the channels fall into.</param>
/// <param name="UseBias">Whether each filter has a bias.</param>
public sealed record Convolution(long Filters, WindowSettings Window, long Groups = 1, bool UseBias = true) : LayerDefinition
{
    private static readonly string[] Kinds = ["Conv", "Conv1D", "Conv2D", "Conv3D"];

    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => Kinds[WindowedLayer.KindRank(inputs)];

    /// <inheritdoc/>
    public override string Describe() =>
        $"{Filters} filters {Window.Describe()}{(Groups == 1 ? "" : $", {Groups} groups")}{(UseBias ? "" : ", no bias")}";

    /// <inheritdoc/>
    public override TensorShape DefaultInput => WindowedLayer.DefaultInput(Window.OwnRank);

    /// <inheritdoc/>
    public override bool FixesRank => true;

    /// <inheritdoc/>
    public override void Validate()
    {
        Require("the number of filters", Filters, 1);
        Require("the number of groups", Groups, 1);
        Window.Validate();
        if (Filters % Groups != 0)
        {
            throw new DeepCalcException(
                ErrorCode.GroupsMismatch, $"{Filters} filters do not divide into {Groups} groups; the number of filters must be a multiple of {Groups}.");
        }
    }

    /// <inheritdoc/>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        WindowedLayer.RequireSpatial(input, "a convolution", Window.Rank);
        if (input.Channels is { IsKnown: true } channels && channels.Value % Groups != 0)
        {
            throw new DeepCalcException(
                ErrorCode.GroupsMismatch,
                $"{channels} input channels (input {input}) do not divide into {Groups} groups; the number of groups must divide both {channels} channels and {Filters} filters.");
        }

        return WindowedLayer.OutputShape(Window, input, working.Record("Output channels", "C₂", working.Let("K", Filters), Sources.Notes), working);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        ReadOnlySpan<WindowAxis> axes = Window.ForRank(input.SpatialRank);
        Quantity filters = working.Let("K", Filters);
        Span<Quantity> sizes = new Quantity[axes.Length + 2];
        for (int i = 0; i < axes.Length; i++)
        {
            sizes[i] = KernelSize(axes, i, working);
        }

        sizes[^2] = ChannelsPerGroup(input, working);
        sizes[^1] = filters;
        var kernel = new Weight("kernel", new TensorShape(sizes));
        return UseBias ? [kernel, new Weight("bias", new TensorShape(filters))] : [kernel];
    }

    /// <inheritdoc/>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        TensorShape input = inputs[0];
        ReadOnlySpan<WindowAxis> axes = Window.ForRank(input.SpatialRank);
        Quantity outputs = working.OutputElements(output);
        Quantity channels = ChannelsPerGroup(input, working);
        working.Record("Single-channel convolutions", "N", working.Let("n", outputs) * channels, Sources.Notes);
        Quantity terms = KernelSize(axes, 0, working);
        for (int i = 1; i < axes.Length; i++)
        {
            terms *= KernelSize(axes, i, working);
        }

        terms = working.Record("Products in one output element", "t", terms * channels, Sources.Notes);
        return WorkFormula.Contraction(outputs, terms, UseBias ? 1 : 0, working);
    }

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        WindowedLayer.View(Window, axis, inputs[0], output);

    private static Quantity KernelSize(ReadOnlySpan<WindowAxis> axes, int axis, Working? working) => working is null
        ? axes[axis].Kernel
        : working.Let("F" + AxisNotation.For(axis, axes.Length).Suffix, axes[axis].Kernel);

    private Quantity ChannelsPerGroup(TensorShape input, Working? working)
    {
        Quantity channels = working.Let("Cin", input.Channels);
        return Groups == 1 ? channels : Quantity.FloorDivide(channels, working.Let("g", Groups));
    }
}
