namespace DeepCalc;

/// <summary>
/// Adapts a DeepCalc layer to a Keras class: with the name of the class, with its channels on another axis than the network's, or as the
/// known part of a layer that does more.
/// </summary>
/// <param name="Inner">The layer.</param>
internal sealed record KerasLayer(LayerDefinition Inner) : LayerDefinition
{
    /// <summary>The name of the class, or null for the layer's own.</summary>
    public string? ClassName { get; init; }

    /// <summary>The layer's channel position, or null for the network's.</summary>
    public Layout? Layout { get; init; }

    /// <summary>The channel axis of a layer that keeps its shape, or null for the layout's.</summary>
    public int? Channel { get; init; }

    /// <summary>Whether the layer does further, unknown work.</summary>
    public bool IsWorkUnknown { get; init; }

    /// <summary>Whether the layer holds further, unknown weights.</summary>
    public bool HoldsMore { get; init; }

    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => ClassName ?? Inner.Kind(Seen(inputs));

    /// <inheritdoc/>
    public override string Describe()
    {
        string settings = Inner.Describe();
        string layout = Layout is { } own ? own == DeepCalc.Layout.ChannelsFirst ? "channels first" : "channels last" : "";
        string unknown = IsWorkUnknown || HoldsMore ? "partly unknown" : "";
        return string.Join(", ", new[] { settings, Channel is null ? layout : $"axis {Channel}", unknown }.Where(part => part.Length > 0));
    }

    /// <inheritdoc/>
    public override TensorShape DefaultInput => Inner.DefaultInput;

    /// <inheritdoc/>
    public override bool FixesRank => Inner.FixesRank;

    /// <inheritdoc/>
    public override int LeastInputs => Inner.LeastInputs;

    /// <inheritdoc/>
    public override int MostInputs => Inner.MostInputs;

    /// <inheritdoc/>
    public override bool Multiplies => Inner.Multiplies;

    /// <inheritdoc/>
    public override bool Sees(int input) => Inner.Sees(input);

    /// <inheritdoc/>
    public override void Validate() => Inner.Validate();

    /// <inheritdoc/>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape output = Inner.OutputShape(Seen(inputs), working);
        return Channel is not null ? inputs[0]
            : output.Layout == inputs[0].Layout ? output
            : new TensorShape(inputs[0].Layout, [.. output]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        IReadOnlyList<Weight> weights = Inner.Weights(Seen(inputs), working);
        return HoldsMore ? [.. weights, new Weight("other_weights", new TensorShape(Quantity.Unknown($"weights of {ClassName ?? Kind(inputs)}")))] : weights;
    }

    /// <inheritdoc/>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        if (IsWorkUnknown)
        {
            return DeepCalc.Work.Unknown(Kind(inputs));
        }

        return Inner.Work(Seen(inputs), Seen(output), working);
    }

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        if (Channel is not { } channel)
        {
            return Inner.View(input, axis, Seen(inputs), Seen(output));
        }

        // The layer keeps its shape, so a unit sees its own position, and the whole of the axes that statistics run over.
        int moved = axis == channel ? output.Rank - 1 : axis < channel ? axis : axis - 1;
        AxisView view = Inner.View(input, moved, Seen(inputs), Seen(output));
        return view.IsGated ? AxisView.Same(axis).Gated() : AxisView.Same(axis);
    }

    private TensorShape[] Seen(ReadOnlySpan<TensorShape> shapes)
    {
        var seen = new TensorShape[shapes.Length];
        for (int i = 0; i < seen.Length; i++)
        {
            seen[i] = Seen(shapes[i]);
        }

        return seen;
    }

    private TensorShape Seen(TensorShape shape)
    {
        if (Channel is { } channel)
        {
            return channel < shape.Rank
                ? new TensorShape(DeepCalc.Layout.ChannelsLast, [.. shape.Sizes.Where((_, axis) => axis != channel), shape[channel]])
                : throw new DeepCalcException(ErrorCode.RankMismatch, $"it works along axis {channel}, which the input {shape} does not have.");
        }

        return Layout is { } layout && layout != shape.Layout ? new TensorShape(layout, [.. shape]) : shape;
    }
}
