namespace DeepCalc;

/// <summary>
/// Attention without a softmax: each head has a state matrix, which every position updates with its key and value and multiplies by its
/// query (Katharopoulos et al. 2020; gated and delta rules: Yang et al. 2024). The inputs are query, key and value, each of positions and
/// features, and further ones of the positions: the decay and the rate of the state. Its outputs are the results and the last state.
/// </summary>
/// <param name="Heads">The number of query heads h.</param>
/// <param name="KeyValueHeads">The number of key and value heads g, each of which has a state.</param>
public sealed record LinearAttention(long Heads, long KeyValueHeads) : LayerDefinition
{
    /// <summary>Whether the state decays at each position.</summary>
    public bool IsGated { get; init; }

    /// <summary>Whether the state is updated by what its value for the key lacks, at a rate.</summary>
    public bool IsDelta { get; init; }

    /// <summary>Whether the fourth input is the logarithm of the decay.</summary>
    public bool HasDecay { get; init; }

    /// <summary>The factor of the queries, or null for 1/√d.</summary>
    public double? Scale { get; init; }

    public override string Describe() => SettingText.Join(
        $"{Heads} heads",
        KeyValueHeads != Heads ? $"{KeyValueHeads} key and value heads" : null,
        IsGated ? HasDecay ? "gated by an input" : "gated" : HasDecay ? "decay" : null,
        IsDelta ? "delta rule" : null,
        SettingText.Of("queries times", Scale));

    public override int LeastInputs => HasDecay ? 4 : 3;

    public override int MostInputs => 5;

    public override TensorShape DefaultInput => new(Quantity.Unknown("T"), Quantity.Unknown("C"));

    public override void Validate()
    {
        Require("the number of heads", Heads, 1);
        Require("the number of key and value heads", KeyValueHeads, 1);
    }

    public override int OutputCount(ReadOnlySpan<TensorShape> inputs) => 2;

    public override string? OutputName(int output) => output == 1 ? "state" : null;

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) => OutputShape(0, inputs, working);

    public override TensorShape OutputShape(int output, ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        foreach (TensorShape input in inputs[..3])
        {
            DeepCalcException.ThrowIf(
                input.Rank != 2, ErrorCode.RankMismatch,
                $"the queries {inputs[0]}, keys {inputs[1]} and values {inputs[2]} must have positions and features, such as 197x768.");
        }

        Quantity width = AttentionWork.HeadWidth(inputs[0], Heads);
        Quantity valueWidth = AttentionWork.HeadWidth(inputs[2], KeyValueHeads);
        return output == 1
            ? new TensorShape(inputs[0].Layout, KeyValueHeads, width, valueWidth)
            : inputs[0].With(1, working.Record("Output features", "out", ResultHeads(working) * working.Let("v", valueWidth, "width of a head's values"), Sources.Definition));
    }

    /// <summary>
    /// T·g·d·v multiply-adds to update the states and T·max(h, g)·v·d to read them; as many again for a delta rule, with 2 operations a value.
    /// </summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity positions = working.Let("T", inputs[0][0]);
        Quantity keyHeads = working.Let("g", KeyValueHeads, "key and value heads");
        Quantity width = working.Let("d", AttentionWork.HeadWidth(inputs[0], Heads), "width of a head's queries and keys");
        Quantity valueWidth = working.Let("v", AttentionWork.HeadWidth(inputs[2], KeyValueHeads), "width of a head's values");
        Quantity states = positions * keyHeads * width * valueWidth;
        Quantity results = positions * ResultHeads(working) * valueWidth;
        var steps = new WorkSteps(working);

        // Each position adds k·vᵀ to the state and multiplies the state by q. A delta rule first multiplies the state by k.
        steps.Add(WorkFormula.Contraction(states, 1, 1, working, steps.Next("update of the state")));
        steps.Add(WorkFormula.Contraction(results, width, 0, working, steps.Next("result")));
        if (IsDelta)
        {
            Quantity keys = positions * keyHeads * valueWidth;
            steps.Add(WorkFormula.Contraction(keys, width, 0, working, steps.Next("value of the state for a key")));
            steps.Add(WorkFormula.Elementwise(keys, 2, working, steps.Next("difference and rate")));
        }

        if (IsGated)
        {
            steps.Add(WorkFormula.Elementwise(states, 1, working, steps.Next("decay")));
            if (HasDecay)
            {
                steps.Add(WorkFormula.Elementwise(inputs[3].ElementCount, 1, working, steps.Next("exponential")));
            }
        }

        steps.Add(WorkFormula.Elementwise(results, 1, working, steps.Next("scale")));
        return steps.Total();
    }

    /// <summary>The states of all heads; how many of them are kept for the backward pass is the implementation's choice.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => new()
    {
        KeepsInputs = All(inputs),
        Held = [new Held("states", working.Record("Elements of the states", "e", OutputShape(1, inputs).ElementCount, Sources.Definition), 0)],
        IsKeptUnknown = true,
    };

    /// <summary>The states of all heads, which the next position updates.</summary>
    public override IReadOnlyList<State> States(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        [new("state", working.Record("Elements of the states", "e", OutputShape(1, inputs).ElementCount, Sources.Definition))];

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) => View(0, input, axis, inputs, output);

    public override AxisView View(int number, int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        number != 0 || axis != 0 ? AxisView.Everything
        : input == 0 ? AxisView.Same(0)
        : AxisView.Prefix(0);

    private Quantity ResultHeads(Working? working) => working.Let("h", Math.Max(Heads, KeyValueHeads), "heads");
}
