namespace DeepCalc;

/// <summary>
/// An LSTM whose states are images and whose products are convolutions (Keras's ConvLSTM; Shi et al. 2015, without
/// peepholes). The first axis of its input holds the steps.
/// </summary>
/// <param name="Filters">The number of channels F of a state.</param>
/// <param name="Window">
/// The window of the input's convolution. The state's convolution has the same kernel with stride 1 and padding Same.
/// </param>
public sealed record ConvolutionalRecurrent(long Filters, WindowSettings Window) : RecurrentDefinition
{
    private static readonly int Gates = RecurrentCell.GatesOf(RecurrentKind.Lstm);

    /// <summary>Whether the gates have a bias.</summary>
    public bool UseBias { get; init; } = true;

    /// <summary>Whether it processes the steps from the last to the first.</summary>
    public bool IsBackward { get; init; }

    /// <summary>Whether the channels are the first axis of a step.</summary>
    public bool ChannelsFirst { get; init; }

    public override string Kind(ReadOnlySpan<TensorShape> inputs) => $"ConvLSTM{inputs[0].Rank - 2}D";

    public override string Describe() => SettingText.Join(
        $"{Filters} filters {Window.Describe()}",
        UseBias ? null : "no bias",
        IsBackward ? "backward" : null,
        ReturnSequences ? "sequences" : null,
        ChannelsFirst ? "channels first" : null,
        Functions(),
        Traits());

    public override int MostInputs => 3;

    public override void Validate()
    {
        Require("the number of filters", Filters, 1);
        Window.Validate();
        RecurrentCell.RequireFunctions(Activation, GateActivation);
    }

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape state = StateShape(inputs[0], working);
        foreach (TensorShape initial in inputs[1..])
        {
            DeepCalcException.ThrowIf(
                !initial.Span.SequenceEqual(state.Span), ErrorCode.ShapeMismatch,
                $"an initial state must have the shape of the states, {state}; given {initial}.");
        }

        return ReturnSequences ? new TensorShape(inputs[0].Layout, [inputs[0][0], .. state]) : new TensorShape(inputs[0].Layout, [.. state]);
    }

    /// <summary>The output, and the last states h and c.</summary>
    public override int OutputCount(ReadOnlySpan<TensorShape> inputs) => 3;

    public override string? OutputName(int output) => output switch { 1 => "h", 2 => "c", _ => null };

    public override TensorShape OutputShape(int output, ReadOnlySpan<TensorShape> inputs, Working? working = null) => output == 0
        ? OutputShape(inputs, working)
        : new TensorShape(inputs[0].Layout, [.. StateShape(inputs[0], working)]);

    /// <summary>k·Cin·4F, k·F·4F, and 4F biases, for a kernel of k positions.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape step = Step(inputs[0]);
        ReadOnlySpan<WindowAxis> axes = Window.ForRank(step.SpatialRank);
        Quantity filters = working.Let("K", Filters);
        var kernel = new Weight("kernel", WindowedLayer.KernelShape(axes, working, working.Let("Cin", step.Channels), Gates * filters));
        var recurrent = new Weight("recurrent_kernel", WindowedLayer.KernelShape(axes, working, filters, Gates * filters));
        return UseBias ? [kernel, recurrent, new Weight("bias", new TensorShape(Gates * filters))] : [kernel, recurrent];
    }

    /// <summary>
    /// T·n·4 sums of k·(Cin + F) products, for a state of n elements; 18 a cell and step, as an LSTM; Shi et al. 2015 without
    /// peepholes, as in Keras.
    /// </summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        TensorShape step = Step(inputs[0]);
        Quantity cells = working.Let("T", inputs[0][0]) * working.Let("h", StateShape(inputs[0]).ElementCount, "elements of the state");
        Quantity terms = WindowedLayer.KernelElements(Window.ForRank(step.SpatialRank), working) * (working.Let("Cin", step.Channels) + working.Let("K", Filters));
        var steps = new WorkSteps(working);
        steps.Add(WorkFormula.Contraction(Gates * cells, terms, UseBias ? 1 : 0, working, steps.Next("gates")));

        steps.Add(WorkFormula.Elementwise(
            cells,
            Activation is { } activation && GateActivation is { } gate
                ? RecurrentCell.EachLstm(3 * ElementwiseWork.Of(gate), 2 * ElementwiseWork.Of(activation))
                : Quantity.Unknown($"work of {Kind(inputs)}"),
            working,
            steps.Next("cells")));
        return steps.Total();
    }

    /// <summary>Gates and states of a step; kept are those of all steps and the inputs.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity steps = working.Let("T", inputs[0][0]);
        Quantity state = working.Let("h", working.Record("Elements of a state", "h", working.ProductOf(StateShape(inputs[0])), Sources.Definition));
        Quantity gates = working.Record("Elements of the gates", "e", Gates * state, Sources.Definition);
        Quantity kept = working.Record("Elements of a state, kept", "k", steps * state, Sources.Definition);
        return new()
        {
            KeepsInputs = All(inputs),
            KeepsOutput = ReturnSequences,
            Held =
            [
                new Held("gates", gates, working.Record("Elements of the gates, kept", "k", steps * working.Let("e", gates, "gates"), Sources.Definition)),
                new Held("hidden state", state.Plain, ReturnSequences ? 0 : kept),
                new Held("cell state", state.Plain, kept),
                .. Masks(Step(inputs[0]).ElementCount, state, working),
            ],
        };
    }

    public override IReadOnlyList<State> States(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity state = working.Record("Elements of a state", "e", working.ProductOf(StateShape(inputs[0], working)), Sources.Definition);
        return IsBackward ? [] : [new State("h", state), new State("c", state)];
    }

    /// <summary>
    /// A unit sees the steps up to its own. On the other axes the states of neighbours spread step by step, so it can see the whole axis.
    /// </summary>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        input == 0 && axis == 0 && ReturnSequences && !IsBackward ? AxisView.Prefix(0) : AxisView.Everything;

    /// <summary>The shape of a state: the output of a convolution of one step.</summary>
    internal TensorShape StateShape(TensorShape input, Working? working = null)
    {
        TensorShape step = Step(input);
        WindowedLayer.RequireSpatial(step, "a convolutional LSTM, on each step,", Window.Rank);
        return WindowedLayer.OutputShape(Window, step, working.Record("Output channels", "C₂", working.Let("K", Filters), Sources.Definition), working);
    }

    private TensorShape Step(TensorShape input) => input.Rank < 3
        ? throw new DeepCalcException(ErrorCode.RankMismatch, $"a convolutional LSTM needs an input of steps, spatial axes and channels, such as 10x32x32x3; the input is {input}.")
        : new TensorShape(ChannelsFirst ? Layout.ChannelsFirst : Layout.ChannelsLast, [.. input.Sizes.Skip(1)]);
}
