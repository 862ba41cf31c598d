namespace DeepCalc;

/// <summary>
/// A layer on tensors with more axes, or another order of them, than the layer describes: on each sample of a batch or each step of a
/// sequence, or with its channels on another axis. It is the one adapter between a layer and the shapes that it meets.
/// </summary>
/// <param name="Inner">The layer.</param>
public sealed record Placed(LayerDefinition Inner) : LayerDefinition
{
    /// <summary>Whether the first axis holds samples or steps, on each of which the layer works separately, with the same weights.</summary>
    public Apart Apart { get; init; }

    /// <summary>The layer's channel position, or null for that of its inputs.</summary>
    public Layout? Layout { get; init; }

    /// <summary>The channel axis of a layer that keeps its shape, or null for the layout's.</summary>
    public int? Channel { get; init; }

    /// <summary>The name of its kind in a file, or null for the layer's own.</summary>
    public string? KindName { get; init; }

    /// <summary>Whether the layer does further, unknown work.</summary>
    public bool IsWorkUnknown { get; init; }

    /// <summary>Whether the layer holds further, unknown weights.</summary>
    public bool HoldsMore { get; init; }

    public override LayerDefinition Meaning => Inner.Meaning;

    public override string Kind(ReadOnlySpan<TensorShape> inputs) =>
        KindName ?? (Apart == Apart.Steps ? "TimeDistributed" : Inner.Kind(Seen(inputs)));

    public override string Describe()
    {
        string settings = Apart == Apart.Steps ? $"{Inner.GetType().Name} {Inner.Describe()}".TrimEnd() : Inner.Describe();
        string place = Channel is { } axis ? $"axis {axis}"
            : Layout is not { } own ? ""
            : own == DeepCalc.Layout.ChannelsFirst ? "channels first" : "channels last";
        return string.Join(", ", new[] { settings, place, IsWorkUnknown || HoldsMore ? "partly unknown" : "" }.Where(part => part.Length > 0));
    }

    public override TensorShape DefaultInput => Apart == Apart.Steps ? new([Quantity.Unknown("T"), .. Inner.DefaultInput]) : Inner.DefaultInput;

    public override bool FixesRank => Inner.FixesRank;

    public override int LeastInputs => Inner.LeastInputs;

    public override int MostInputs => Apart == Apart.Steps ? 1 : Inner.MostInputs;

    public override bool Multiplies => Inner.Multiplies;

    internal override bool HasActiveParts => Inner.HasActiveParts;

    public override bool SeesBatch => Apart == Apart.Samples || Inner.SeesBatch;

    public override bool Sees(int input) => Inner.Sees(input);

    public override void Validate()
    {
        DeepCalcException.ThrowIf(
            Apart == Apart.Steps && Inner.LeastInputs > 1, ErrorCode.InvalidSetting,
            "a merge already works on every step and cannot be time-distributed.");

        Inner.Validate();
    }

    public override int OutputCount(ReadOnlySpan<TensorShape> inputs) => Inner.OutputCount(Seen(inputs));

    public override string? OutputName(int output) => Inner.OutputName(output);

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) => OutputShape(0, inputs, working);

    public override TensorShape OutputShape(int output, ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        if (Apart == Apart.Samples)
        {
            RequireBatch(inputs);
        }

        TensorShape[] seen = Seen(inputs);
        TensorShape shape = Inner.OutputShape(output, seen, working);
        DeepCalcException.ThrowIf(
            Channel is not null && !shape.Span.SequenceEqual(seen[0].Span), ErrorCode.InvalidSetting,
            "only a layer that keeps the shape of its input can have its channels on any axis.");

        return !shape.IsRanked ? shape
            : Channel is not null ? inputs[0]
            : Apart == Apart.Samples ? shape.Batch(Positions(inputs, working))
            : Apart == Apart.Steps ? new TensorShape(shape.Layout, [Positions(inputs, working), .. shape])
            : shape.Layout == inputs[0].Layout ? shape
            : new TensorShape(inputs[0].Layout, [.. shape]);
    }

    /// <summary>Those of the layer that is placed.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        IReadOnlyList<Weight> weights = Inner.Weights(Seen(inputs), working);
        return HoldsMore ? [.. weights, new Weight("other_weights", new TensorShape(Quantity.Unknown($"weights of {Kind(inputs)}")))] : weights;
    }

    /// <summary>That of the layer that is placed, for each sample or step.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        if (IsWorkUnknown)
        {
            return DeepCalc.Work.Unknown(Kind(inputs));
        }

        Work once = Inner.Work(Seen(inputs), Seen(output), working);
        return Apart == Apart.Nothing ? once
            : Apart == Apart.Steps ? WorkFormula.Repeated(once, Positions(inputs), working)
            : Positions(inputs) is var samples && samples == 1 ? once
            : WorkFormula.Repeated(once, samples, working, "B", "all samples");
    }

    /// <summary>The view of a unit: it sees its own sample or step only, and within it the view of the layer.</summary>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        View(0, input, axis, inputs, output);

    public override AxisView View(int number, int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        int front = Apart == Apart.Nothing ? 0 : 1;
        if (axis < front)
        {
            return AxisView.Same(axis);
        }

        if (Channel is not { } channel)
        {
            AxisView own = Inner.View(number, input, axis - front, Seen(inputs), Seen(output));
            return front == 0 ? own : own.OnAxisAfter(front);
        }

        // The layer keeps its shape, so a unit sees its own position, and the whole of the axes that statistics run over.
        int moved = axis == channel ? output.Rank - 1 : axis < channel ? axis : axis - 1;
        return Inner.View(number, input, moved - front, Seen(inputs), Seen(output)).IsGated ? AxisView.Same(axis).Gated() : AxisView.Same(axis);
    }

    public override ElementType OutputType(ReadOnlySpan<ElementType> inputs) => Inner.OutputType(inputs);

    /// <summary>That of the layer that is placed, for all samples or steps.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        Storage(0, inputs, output, working);

    public override Storage Storage(int number, ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Storage one = Inner.Storage(number, Seen(inputs), Seen(output), working);
        return IsWorkUnknown || HoldsMore ? DeepCalc.Storage.Unknown
            : !IsRepeated(inputs, out Quantity times) ? one
            : one with
            {
                // Parts of several samples are apart.
                Order = one.ViewOf >= 0 && one.Order == ViewOrder.Contiguous && output.ElementCount != inputs[one.ViewOf].ElementCount
                    ? ViewOrder.Strided
                    : one.Order,
                Held = [.. one.Held.Select(held => held.Times(times, Apart == Apart.Steps ? "T" : "B", Every, working))],
            };
    }

    internal override MatrixUse UseOf(Weight weight, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        MatrixUse one = Inner.UseOf(weight, Seen(inputs), Seen(output));
        return IsRepeated(inputs, out Quantity times) ? one with { Positions = one.Positions * times } : one;
    }

    public override IReadOnlyList<State> States(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        IReadOnlyList<State> one = Inner.States(Seen(inputs), Seen(output), working);

        // Every sample is a sequence of its own, whereas a layer that works on each step by itself begins anew with each.
        return Apart == Apart.Steps ? []
            : !IsRepeated(inputs, out Quantity times) ? one
            : [.. one.Select(state => state with
            {
                Elements = working.Record($"{state.Name}, {Every}", "e", working.Let("B", times) * working.Let("e", state.Elements, state.Name), Sources.Definition),
            })];
    }

    // A layer that works on each step by itself remembers nothing.
    internal override LayerDefinition AfterPositions(Quantity past) =>
        Apart != Apart.Steps && Inner.AfterPositions(past) is var after && !ReferenceEquals(after, Inner) ? this with { Inner = after } : this;

    private string Every => Apart == Apart.Steps ? "all steps" : "all samples";

    private bool IsRepeated(ReadOnlySpan<TensorShape> inputs, out Quantity times)
    {
        times = Apart == Apart.Nothing ? 1 : Positions(inputs);
        return times != 1;
    }

    /// <summary>The shapes as the layer sees them.</summary>
    internal TensorShape[] Seen(ReadOnlySpan<TensorShape> shapes)
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
            return Last(channel, shape);
        }

        TensorShape one = One(shape);
        return Layout is { } layout && layout != one.Layout ? new TensorShape(layout, [.. one]) : one;
    }

    // The shape of one sample or step with this axis of the whole as the last.
    private TensorShape Last(int channel, TensorShape shape) => channel >= (Apart == Apart.Nothing ? 0 : 1) && channel < shape.Rank
        ? new TensorShape(DeepCalc.Layout.ChannelsLast, [.. One(shape).Sizes.Where((_, axis) => axis != channel - (shape.Rank - One(shape).Rank)), shape[channel]])
        : throw new DeepCalcException(ErrorCode.RankMismatch, $"it works along axis {channel}, which the input {shape} does not have.");

    // The shape of one sample or step.
    private TensorShape One(TensorShape shape) => Apart switch
    {
        Apart.Samples => shape.Sample(),
        Apart.Steps when shape.Rank < 2 => throw new DeepCalcException(
            ErrorCode.RankMismatch, $"a time-distributed layer needs an input of steps and the shape of a step, such as 10x64; the input is {shape}."),
        Apart.Steps => new TensorShape(shape.Layout, shape.Span[1..]),
        _ => shape,
    };

    // The number of samples or steps.
    private static Quantity Positions(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        Quantity positions = inputs[0][0];
        foreach (TensorShape input in inputs[1..])
        {
            positions = Merging.Agree(positions, input[0], working) ?? throw new DeepCalcException(
                ErrorCode.ShapeMismatch, $"{inputs[0]} and {input} differ in the number of samples, their first axis; it must be the same.");
        }

        return positions;
    }

    private static void RequireBatch(ReadOnlySpan<TensorShape> inputs)
    {
        foreach (TensorShape input in inputs)
        {
            DeepCalcException.ThrowIf(
                !input.IsRanked, ErrorCode.SizeUnknown,
                "the shape of the input is unknown, so no layer can follow it; import the file only up to an earlier layer.");
            DeepCalcException.ThrowIf(
                !input.HasSampleAxis, ErrorCode.ShapeMismatch,
                $"the inputs mix shapes with and without a batch axis ({input} has none); take all of them from files, or none.");
        }
    }
}
