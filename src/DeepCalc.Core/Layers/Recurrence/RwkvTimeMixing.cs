namespace DeepCalc;

/// <summary>
/// The time mixing of RWKV, in place of attention: each head of width d has a matrix of d·d numbers as its state, in which each feature of a
/// key decays by itself. In version 7, the layers behind the first mix the values of the first layer, their second input, with their own.
/// </summary>
/// <param name="Version">The version, V6 or V7.</param>
/// <remarks>All heads together are as wide as the input. The outputs of version 7 are the results and, of the first layer, its values.</remarks>
public sealed record RwkvTimeMixing(RwkvVersion Version = RwkvVersion.V7) : LinearRecurrence(ElementType.Float32)
{
    // The mixtures of a position and the one before it, of which version 6 computes all but the first from the input.
    private const int Mixtures = 6;

    private static readonly long Tanh = ElementwiseWork.Of(ActivationFunction.Tanh);
    private static readonly long Sigmoid = ElementwiseWork.Of(ActivationFunction.Sigmoid);

    /// <summary>The width d of a head.</summary>
    public long HeadWidth { get; init; } = 64;

    /// <summary>The rank of the projection of the decays.</summary>
    public long DecayRank { get; init; } = 64;

    /// <summary>The rank of the projection of a mixture, of version 6.</summary>
    public long MixRank { get; init; } = 32;

    /// <summary>The rank of the projection of the rates at which the state learns, of version 7.</summary>
    public long RateRank { get; init; } = 64;

    /// <summary>The rank of the projection of the shares of the first layer's values, of version 7.</summary>
    public long ValueRank { get; init; } = 32;

    /// <summary>The rank of the projection of the gate, of version 7.</summary>
    public long GateRank { get; init; } = 128;

    /// <summary>Whether it is a layer behind the first, which mixes the first layer's values with its own, of version 7.</summary>
    public bool MixesValues { get; init; }

    private bool IsSeven => Version == RwkvVersion.V7;

    public override string Kind(ReadOnlySpan<TensorShape> inputs) => IsSeven ? "Rwkv7TimeMixing" : "Rwkv6TimeMixing";

    public override string Describe() => SettingText.Join(
        $"head width {HeadWidth}",
        $"decays of rank {DecayRank}",
        IsSeven ? $"rates of rank {RateRank}, gate of rank {GateRank}" : $"mixtures of rank {MixRank}",
        MixesValues ? $"values of rank {ValueRank}" : null,
        DescribeState());

    public override int LeastInputs => MixesValues ? 2 : 1;

    public override void Validate()
    {
        Require("the head width", HeadWidth, 1);
        Require("the rank of the decays", DecayRank, 1);
        Require("the rank of the mixtures", MixRank, 1);
        Require("the rank of the rates", RateRank, 1);
        Require("the rank of the values", ValueRank, 1);
        Require("the rank of the gate", GateRank, 1);
        DeepCalcException.ThrowIf(
            Version == RwkvVersion.V4, ErrorCode.InvalidSetting,
            $"the time mixing of RWKV-4 has no heads; it is {nameof(Rwkv4TimeMixing)}. Valid versions are V6 and V7.");
        if (MixesValues && !IsSeven)
        {
            throw new DeepCalcException(ErrorCode.InvalidSetting, "only RWKV-7 mixes the values of the first layer with those of the others.");
        }
    }

    public override int OutputCount(ReadOnlySpan<TensorShape> inputs) => IsSeven && !MixesValues ? 2 : 1;

    public override string? OutputName(int output) => output == 1 ? "values" : null;

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape shape = base.OutputShape(inputs, working);
        if (shape.Last.KnownValue % HeadWidth is > 0)
        {
            throw new DeepCalcException(
                ErrorCode.GroupsMismatch,
                $"{shape.Last} features (input {shape}) do not divide into heads of width {HeadWidth}; give a width that divides {shape.Last}.");
        }

        return !MixesValues || AreAlike(inputs[1], shape, working) ? shape : throw new DeepCalcException(
            ErrorCode.ShapeMismatch, $"the values of the first layer must have the shape of the input, {shape}; given {inputs[1]}.");

        static bool AreAlike(TensorShape values, TensorShape shape, Working? working) =>
            values.Rank == 2 && Merging.Agree(values[0], shape[0], working) is not null && Merging.Agree(values[1], shape[1], working) is not null;
    }

    /// <summary>
    /// <list type="table">
    /// <item><term>RWKV-6 time mixing</term><description>5·C·C of receptance, key, value, gate and output; C·5R + R·5C for mixtures, C·R + R·C for decays; 10·C: 6 mixtures, an offset, the bonus, the norm</description></item>
    /// <item><term>RWKV-7 time mixing</term><description>4·C·C of receptance, key, value and output; C·R + R·C each for decays, rates and the gate, and behind the first layer for values; 13·C: 6 mixtures, 2 offsets, 3 factors, the norm; an offset more behind the first layer</description></item>
    /// </list>
    /// </summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null) => base.Weights(inputs, working);

    /// <summary>
    /// Beside its projections T·C·d multiply-adds each to update the states and to read them, of version 7 also to ask them for a key and to
    /// correct them; T·C for the bonus; 1 an element of a state for its decay.
    /// </summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => base.Work(inputs, output, working);

    /// <summary>A position sees itself and those before it; its value also depends on the position before it.</summary>
    public override AxisView View(int number, int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        number == 1 && axis == 0 ? AxisView.Window(0, 2, 1, 1, 1) : View(input, axis, inputs, output);

    private protected override string Source => IsSeven ? Sources.Rwkv7 : Sources.Rwkv6;

    // Projections take mixtures.
    private protected override bool KeepsInput => false;

    private protected override IEnumerable<Projection> Projections(Quantity features, Working? working)
    {
        Quantity decay = working.Let("Rw", DecayRank, "rank of the decays");
        if (!IsSeven)
        {
            Quantity mix = working.Let("Rm", MixRank, "rank of a mixture");
            return
            [
                new("mixture_down", features, (Mixtures - 1) * mix),
                new("mixture_up", mix, (Mixtures - 1) * features),
                new("receptance", features, features),
                new("key", features, features),
                new("value", features, features),
                new("gate", features, features),
                .. Projection.Through("decay", features, decay, features),
                new("output", features, features),
            ];
        }

        return
        [
            new("receptance", features, features),
            new("key", features, features),
            new("value", features, features),
            .. Projection.Through("decay", features, decay, features),
            .. Projection.Through("rate", features, working.Let("Ra", RateRank, "rank of the rates"), features),
            .. MixesValues ? Projection.Through("value_share", features, working.Let("Rv", ValueRank, "rank of the values"), features) : [],
            .. Projection.Through("gate", features, working.Let("Rg", GateRank, "rank of the gate"), features),
            new("output", features, features),
        ];
    }

    private protected override IEnumerable<Weight> Vectors(Quantity features, Working? working)
    {
        yield return new("mixtures", new TensorShape(Mixtures, features));
        string[] names = !IsSeven ? ["decay_offset"]
            : MixesValues ? ["decay_offset", "rate_offset", "value_offset", "key_factor", "rate_factor"]
            : ["decay_offset", "rate_offset", "key_factor", "rate_factor"];
        foreach (string name in (string[])[.. names, "bonus", "norm_scale", "norm_offset"])
        {
            yield return new(name, new TensorShape(features));
        }
    }

    private protected override Quantity StateElements(Quantity features, Working? working) =>
        features * working.Let("d", HeadWidth, "width of a head");

    private protected override Quantity LastInputs(Quantity features, Working? working) => features;

    private protected override void Recur(ref WorkSteps steps, Quantity positions, Quantity features, Working? working)
    {
        Quantity elements = positions * features;
        Quantity width = working.Let("d", HeadWidth, "width of a head");
        Quantity heads = working.Let("h", working.Record("Heads", "h", Quantity.FloorDivide(features, width), Source), "heads");
        Quantity states = elements * width;
        steps.Each("differences to the positions before", elements, 1);
        if (IsSeven)
        {
            Seven(ref steps, positions, elements, working);
        }
        else
        {
            // The first mixture is the input of the others, whose shares are sums.
            steps.Each("mixtures", elements, 2 + ((Mixtures - 1) * 3));
            steps.Each("functions of the mixtures", (Mixtures - 1) * positions * working.Let("Rm", MixRank), Tanh);
            steps.Each("functions of the decays", positions * working.Let("Rw", DecayRank), Tanh);
            steps.Each("decays", elements, 3);
            steps.Each("functions of the gate", elements, ElementwiseWork.Of(ActivationFunction.Silu));
        }

        steps.Each("decay of the states", states, 1);
        if (IsSeven)
        {
            steps.Contract("values of the states for the removed keys", elements, width, 0);
            steps.Contract("correction of the states", states, 1, 1);
        }

        steps.Contract("update of the states", states, 1, 1);
        steps.Contract("results", elements, width, 0);

        // A bonus for the position itself: the sum of r·u·k over a head, times its values.
        steps.Each("factors of the bonus", elements, 1);
        steps.Contract("bonus", positions * heads, width, 0);
        steps.Each("values with the bonus", elements, 2);
        steps.Each("norm of the results", elements, ElementwiseWork.Of(new Normalization(NormalizationKind.Group)));
        steps.Each("gate", elements, 1);
    }

    // What version 7 computes for each position before its states.
    private void Seven(ref WorkSteps steps, Quantity positions, Quantity elements, Working? working)
    {
        steps.Each("mixtures", elements, 2 * Mixtures);
        steps.Each("functions of the decays", positions * working.Let("Rw", DecayRank), Tanh);
        steps.Each("functions of the gate", positions * working.Let("Rg", GateRank), Sigmoid);

        // An offset, a sigmoid, a factor and an exponential.
        steps.Each("decays", elements, Sigmoid + 3);
        steps.Each("rates", elements, Sigmoid + 1);
        if (MixesValues)
        {
            // An offset and a sigmoid; the difference to the first values, a product and a sum.
            steps.Each("mixed values", elements, Sigmoid + 4);
        }

        // k·κ, brought to length 1, and its product with the rate; k·(1 + (a − 1)·α).
        steps.Each("removed keys", elements, ElementwiseWork.UnitLength + 2);
        steps.Each("replacement keys", elements, 4);
    }

    // Of products of several factors, only the factors are kept.
    private protected override IEnumerable<HeldPart> Middle(Quantity features, Working? working)
    {
        Quantity heads = Quantity.FloorDivide(features, working.Let("d", HeadWidth, "width of a head"));
        yield return HeldPart.Only("differences to the positions before", features) with { IsForWeights = IsSeven };
        yield return HeldPart.ForWeights("mixtures", (IsSeven ? Mixtures : Mixtures - 1) * features);
        yield return new("receptances, keys and values", 3 * features, 3 * features);
        yield return new("decays", features, features);
        yield return HeldPart.Only("decays before their exponential", features);
        yield return HeldPart.Only("middle of the decays", working.Let("Rw", DecayRank, "rank of the decays"));
        yield return new("results", features, features, 1, 3);
        yield return HeldPart.Only("means and inverse deviations", 2 * heads);
        yield return HeldPart.Only("bonus", heads);
        yield return HeldPart.Only("normalised results", features);
        yield return new("gates", features, features, 2, 2);
        yield return HeldPart.ForWeights("gated results", features);
        if (IsSeven)
        {
            yield return new("removed keys and rates", 2 * features, 2 * features);
            yield return HeldPart.Only("keys before their factors", 2 * features);
            yield return HeldPart.Only("lengths of removed keys", heads);
            yield return HeldPart.ForWeights("middle of the rates", working.Let("Ra", RateRank, "rank of the rates"));
            yield return HeldPart.Only("middle of the gates", working.Let("Rg", GateRank, "rank of the gate"));
        }
        else
        {
            yield return HeldPart.Only("gates before SiLU", features);
            yield return HeldPart.Only("shares and input of the mixtures", Mixtures * features);
            yield return HeldPart.Only("middle of the mixtures", (Mixtures - 1) * working.Let("Rm", MixRank, "rank of a mixture"));
        }

        if (MixesValues)
        {
            yield return HeldPart.Only("shares of the values and their differences", 2 * features);
            yield return HeldPart.ForWeights("middle of the values", working.Let("Rv", ValueRank, "rank of the values"));
        }
    }
}
