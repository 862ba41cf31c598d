namespace DeepCalc;

/// <summary>
/// The time mixing of RWKV-4 (Peng et al. 2023), in place of attention: each feature puts out an average of its values so far. A value has
/// the weight e^k of its key, which decays with each position after it; that of the position itself has a bonus. The average is multiplied by
/// the sigmoid of the receptance.
/// </summary>
/// <param name="InnerWidth">The number I of inner features; null is the number of features of the input.</param>
public sealed record Rwkv4TimeMixing(long? InnerWidth = null) : LinearRecurrence(ElementType.Float32)
{
    private const int Mixtures = 3;

    public override string Describe() => SettingText.Join(InnerWidth is { } width ? $"inner width {width}" : null, DescribeState());

    public override void Validate() => Require("the inner width", InnerWidth ?? 1, 1);

    /// <summary>3·C·I of receptance, key and value, I·C of the output; 3·C of the mixtures, I of the decays, I of the bonus.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null) => base.Weights(inputs, working);

    /// <summary>
    /// Beside its projections, 7 an element of the input for its mixtures, and 28 an inner feature: the sigmoid, the average, the update of the
    /// state, whose exponents are taken less the greatest one, and the gate.
    /// </summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => base.Work(inputs, output, working);

    private protected override string Source => Sources.Rwkv4;

    // Projections take mixtures.
    private protected override bool KeepsInput => false;

    private protected override IEnumerable<Projection> Projections(Quantity features, Working? working)
    {
        Quantity inner = Inner(features, working);
        return [new("receptance", features, inner), new("key", features, inner), new("value", features, inner), new("output", inner, features)];
    }

    private protected override IEnumerable<Weight> Vectors(Quantity features, Working? working)
    {
        Quantity inner = Inner(features, working);
        return [new("mixtures", new TensorShape(Mixtures, features)), new("decay", new TensorShape(inner)), new("bonus", new TensorShape(inner))];
    }

    // The weighted sum of the values, the sum of the weights, and the greatest exponent of a weight.
    private protected override Quantity StateElements(Quantity features, Working? working) => 3 * Inner(features, working);

    private protected override Quantity LastInputs(Quantity features, Working? working) => features;

    private protected override void Recur(ref WorkSteps steps, Quantity positions, Quantity features, Working? working)
    {
        Quantity elements = positions * features;
        Quantity inner = positions * Inner(features, working);
        steps.Each("differences to the positions before", elements, 1);
        steps.Each("mixtures", elements, 2 * Mixtures);
        steps.Each("functions of the receptances", inner, ElementwiseWork.Of(ActivationFunction.Sigmoid));

        // k + u and the greater exponent, two exponentials of differences, two weighted sums with the value, one of weights, their quotient.
        steps.Each("averages", inner, 12);

        // The same with the decay in place of the bonus, but for the quotient.
        steps.Each("update of the state", inner, 11);
        steps.Each("gate", inner, 1);
    }

    private protected override IEnumerable<HeldPart> Middle(Quantity features, Working? working)
    {
        Quantity inner = Inner(features, working);
        yield return HeldPart.ForWeights("differences to the positions before", features);
        yield return HeldPart.ForWeights("mixtures", Mixtures * features);
        yield return new("receptances, keys and values", 3 * inner, 3 * inner, 1, 2);
        yield return new("averages", inner, inner, 1, 3);
        yield return HeldPart.ForWeights("gated averages", inner);
    }

    private Quantity Inner(Quantity features, Working? working) =>
        InnerWidth is { } width ? working.Let("I", width, "inner features") : features;
}
