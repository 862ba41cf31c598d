namespace DeepCalc;

/// <summary>
/// The channel mixing of RWKV, in place of a feed-forward network: a mixture of a position and the one before it, a wider hidden layer with
/// a squared ReLU, and a projection back; before version 7 also a gate, the sigmoid of another projection.
/// </summary>
/// <param name="Hidden">The width f of the hidden layer.</param>
/// <param name="Version">The version.</param>
public sealed record RwkvChannelMixing(long Hidden, RwkvVersion Version = RwkvVersion.V7) : LayerDefinition
{
    private bool IsGated => Version != RwkvVersion.V7;

    public override string Kind(ReadOnlySpan<TensorShape> inputs) => Version switch
    {
        RwkvVersion.V4 => "Rwkv4ChannelMixing",
        RwkvVersion.V6 => "Rwkv6ChannelMixing",
        _ => "Rwkv7ChannelMixing",
    };

    public override string Describe() => $"{Hidden} hidden units";

    public override TensorShape DefaultInput => new(Quantity.Unknown("T"), Quantity.Unknown("C"));

    public override bool FixesRank => true;

    public override void Validate() => Require("the hidden width", Hidden, 1);

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) => inputs[0].Rank == 2
        ? inputs[0]
        : throw new DeepCalcException(
            ErrorCode.RankMismatch, $"{Kind(inputs)} needs an input of positions and features, such as 1024x2048; the input is {inputs[0]}.");

    /// <summary>C·f and f·C, and C of the mixture; RWKV-4 and RWKV-6 have C·C of a gate and C of its mixture more.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        Quantity features = working.Let("C", inputs[0].Last);
        Quantity hidden = working.Let("f", Hidden, "hidden width");
        Weight[] own =
        [
            new("key_kernel", new TensorShape(features, hidden)),
            new("value_kernel", new TensorShape(hidden, features)),
            new("mixtures", new TensorShape(IsGated ? 2 : 1, features)),
        ];
        return IsGated ? [.. own, new("receptance_kernel", new TensorShape(features, features))] : own;
    }

    /// <summary>Beside its contractions, 3 an element of the input and 2 more for the gate's, 2 a hidden unit, and before RWKV-7 5 an output.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity positions = working.Let("T", inputs[0][0], "positions");
        Quantity features = working.Let("C", inputs[0].Last);
        Quantity hidden = working.Let("f", Hidden, "hidden width");
        Quantity elements = positions * features;
        var steps = new WorkSteps(working);
        steps.Each("mixtures", elements, IsGated ? 5 : 3);
        steps.Contract("key projection", positions * hidden, features, 0);
        steps.Each("squared ReLU", positions * hidden, ElementwiseWork.Of(ActivationFunction.SquaredRelu));
        steps.Contract("value projection", elements, hidden, 0);
        if (IsGated)
        {
            steps.Contract("receptance projection", elements, features, 0);
            steps.Each("gate", elements, ElementwiseWork.Of(ActivationFunction.Sigmoid) + 1);
        }

        return steps.Total();
    }

    /// <summary>The mixture, the hidden layer and the gate, all of which are kept, as are the differences to the positions before.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity positions = working.Let("T", inputs[0][0], "positions");
        Quantity elements = working.Record("Elements of a mixture", "e", positions * working.Let("C", inputs[0].Last), Sources.Definition);
        Quantity hidden = positions * working.Let("f", Hidden, "hidden width");
        hidden = working.Record("Elements of the hidden layer", "e", hidden, Sources.Definition);
        List<Held> held =
        [
            new("mixture", elements, elements) { Moments = (1, 1), ForWeight = "key_kernel" },
            new("hidden layer", hidden, hidden) { Moments = (1, 2), ForWeight = "value_kernel" },
            new("hidden layer before the square", 0, hidden),
            new("differences to the positions before", 0, elements) { ForWeight = "mixtures" },
        ];
        return new()
        {
            Held = !IsGated ? held :
            [
                .. held,
                new("mixture of the gate", elements, elements) { Moments = (3, 3), ForWeight = "receptance_kernel" },
                new("gate", elements, elements) { Moments = (3, 3) },
                new("output before the gate", 0, elements),
            ],
        };
    }

    /// <summary>The input of the position before.</summary>
    public override IReadOnlyList<State> States(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        [new("last inputs", working.Record("Remembered inputs", "e", working.Let("C", inputs[0].Last) * 1, Sources.Definition))];

    /// <summary>A position sees itself and the one before it.</summary>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        axis == 0 ? AxisView.Window(0, 2, 1, 1, 1) : AxisView.Everything;
}
