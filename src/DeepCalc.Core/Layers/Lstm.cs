namespace DeepCalc;

/// <summary>A long short-term memory layer over a sequence of steps.</summary>
/// <param name="Units">The number of cells u.</param>
/// <param name="Projection">The size p that the hidden state is projected to, or null.</param>
/// <param name="ReturnSequences">Whether the output of every step comes out, or only the last one's.</param>
/// <param name="BiasVectors">The bias vectors of each gate: 1 in Keras, 2 in PyTorch, 0 without bias.</param>
public sealed record Lstm(long Units, long? Projection = null, bool ReturnSequences = false, int BiasVectors = 1) : LayerDefinition
{
    private const int Gates = 4;

    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => "LSTM";

    /// <inheritdoc/>
    public override string Describe() =>
        $"{Units} units{(Projection is { } p ? $", projected to {p}" : "")}{(ReturnSequences ? ", sequences" : "")}"
        + (BiasVectors == 1 ? "" : $", {BiasVectors} bias vectors");

    /// <inheritdoc/>
    public override TensorShape DefaultInput => new(Quantity.Unknown("T"), Quantity.Unknown("C"));

    /// <inheritdoc/>
    public override bool FixesRank => true;

    /// <inheritdoc/>
    public override void Validate()
    {
        Require("the number of units", Units, 1);
        if (Projection is { } projection)
        {
            Require("the projection", projection, 1);
            if (projection >= Units)
            {
                throw new DeepCalcException(
                    ErrorCode.InvalidSize, $"the projection must be smaller than the {Units} units; given {projection}.");
            }
        }

        if (BiasVectors is < 0 or > 2)
        {
            throw new DeepCalcException(
                ErrorCode.InvalidSize, $"the bias vectors are 0 (no bias), 1 (Keras) or 2 (PyTorch); given {BiasVectors}.");
        }
    }

    /// <inheritdoc/>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        if (input.Rank != 2)
        {
            throw new DeepCalcException(
                ErrorCode.RankMismatch,
                $"an LSTM needs an input of two axes, steps and features, such as 100x64; the input is {input}.");
        }

        Quantity features = working.Record("Output features", "h", Hidden(working), Sources.Notes);
        return ReturnSequences ? input.With(1, features) : new TensorShape(input.Layout, features);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        Quantity units = working.Let("u", Units);
        Quantity gates = Gates * units;
        var weights = new List<Weight>(5)
        {
            new("kernel", new TensorShape(working.Let("in", inputs[0][1]), gates)),
            new("recurrent_kernel", new TensorShape(Hidden(working), gates)),
        };
        for (int i = 0; i < BiasVectors; i++)
        {
            weights.Add(new Weight(i == 0 ? "bias" : "recurrent_bias", new TensorShape(gates)));
        }

        if (Projection is { } projection)
        {
            weights.Add(new Weight("projection_kernel", new TensorShape(units, working.Let("p", projection))));
        }

        return weights;
    }

    /// <inheritdoc/>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity steps = working.Let("T", inputs[0][0]);
        Quantity units = working.Let("u", Units);
        Quantity gateOutputs = working.Record("Gate pre-activations", "n", steps * (Gates * units), Sources.Definition);
        Quantity terms = working.Record("Products in one pre-activation", "t", working.Let("in", inputs[0][1]) + Hidden(working), Sources.Definition);
        Work work = WorkFormula.Contraction(gateOutputs, terms, BiasVectors, working);
        if (Projection is { } projection)
        {
            Quantity projected = working.Record("Projected outputs", "n", steps * working.Let("p", projection), Sources.Definition);
            work += WorkFormula.Contraction(projected, Units, 0, working);
        }

        // A cell and step: three sigmoids, two tanh, f·c + i·g, o·tanh(c).
        Quantity each = (3 * ElementwiseWork.Of(ActivationFunction.Sigmoid)) + (2 * ElementwiseWork.Of(ActivationFunction.Tanh)) + 4;
        return work + WorkFormula.Elementwise(steps.Plain * Units, each, working);
    }

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        AxisView.Everything;

    private Quantity Hidden(Working? working) =>
        Projection is { } projection ? working.Let("p", projection) : working.Let("u", Units);
}
