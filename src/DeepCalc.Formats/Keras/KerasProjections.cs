namespace DeepCalc.Formats.Keras;

/// <summary>Dense layers and embeddings.</summary>
internal static class KerasProjections
{
    public static KerasClass[] Classes { get; } =
    [
        new("Dense", Dense, HoldsWeights: true),
        new("TernaryDense", call => KerasActivations.On(call, call.Add(call.InPart(
            new Dense(call.Settings.Number("units"), call.Settings.Flag("use_bias", true)), "its kernel is rounded to −1, 0 and 1 at each call"))), HoldsWeights: true),
        new("EinsumDense", Einsum, HoldsWeights: true),
        new("Embedding", Embedding, HoldsWeights: true),
        new("ReversibleEmbedding", Reversible, HoldsWeights: true),
    ];

    private static KerasOutputs Dense(KerasCall call) =>
        KerasActivations.On(call, call.Add(new Dense(call.Settings.Number("units"), call.Settings.Flag("use_bias", true))));

    private static KerasOutputs Einsum(KerasCall call)
    {
        string equation = call.Settings.Text("equation") ?? throw new DeepCalcException(ErrorCode.InvalidSetting, "equation is missing; it must be an einsum such as 'abc,cd->abd'.");
        long[] output = call.Settings.Sizes("output_shape", "a list of sizes, with null for a size taken from the input");
        return KerasActivations.On(call, call.Add(new EinsumDense(equation, new AxisValues(output), call.Settings.Text("bias_axes"))));
    }

    private static KerasOutputs Embedding(KerasCall call) =>
        call.Add(Table(call));

    private static Embedding Table(KerasCall call) => new(call.Settings.Number("input_dim"), call.Settings.Number("output_dim"))
    {
        MasksZero = call.Settings.Flag("mask_zero", false),
    };

    // Called in reverse, it is a dense layer with the same table. The call says which it is.
    private static KerasOutputs Reversible(KerasCall call)
    {
        Embedding embedding = Table(call);
        bool isReversed = KerasOperations.IsSet(call, "reverse");
        return !call.Settings.Flag("tie_weights", true) || call.Settings.Element("logit_soft_cap") is not null
            ? call.Unknown()
            : call.Add(isReversed ? new Dense(embedding.Vocabulary, UseBias: false) : embedding);
    }
}
