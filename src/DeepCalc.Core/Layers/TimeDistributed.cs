namespace DeepCalc;

/// <summary>Applies a layer to each step of the first axis separately, with the same weights.</summary>
/// <param name="Inner">The layer.</param>
public sealed record TimeDistributed(LayerDefinition Inner) : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => nameof(TimeDistributed);

    /// <inheritdoc/>
    public override string Describe() => $"{Inner.GetType().Name} {Inner.Describe()}".TrimEnd();

    /// <inheritdoc/>
    public override TensorShape DefaultInput => new([Quantity.Unknown("T"), .. Inner.DefaultInput]);

    /// <inheritdoc/>
    public override bool FixesRank => Inner.FixesRank;

    /// <inheritdoc/>
    public override void Validate()
    {
        if (Inner.LeastInputs > 1)
        {
            throw new DeepCalcException(ErrorCode.InvalidSetting, "a merge already works on every step and cannot be time-distributed.");
        }

        Inner.Validate();
    }

    /// <inheritdoc/>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape output = Inner.OutputShape([Step(inputs[0])], working);
        return new TensorShape(output.Layout, [inputs[0][0], .. output]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null) =>
        Inner.Weights([Step(inputs[0])], working);

    /// <inheritdoc/>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        WorkFormula.Repeated(Inner.Work([Step(inputs[0])], Step(output), working), inputs[0][0], working);

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        axis == 0 ? AxisView.Same(0) : Inner.View(input, axis - 1, [Step(inputs[0])], Step(output)).OnAxisAfter(1);

    private static TensorShape Step(TensorShape shape) => shape.Rank < 2
        ? throw new DeepCalcException(
            ErrorCode.RankMismatch, $"a time-distributed layer needs an input of steps and the shape of a step, such as 10x64; the input is {shape}.")
        : new TensorShape(shape.Layout, [.. shape.Sizes.Skip(1)]);
}
