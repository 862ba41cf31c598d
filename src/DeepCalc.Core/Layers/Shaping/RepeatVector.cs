namespace DeepCalc;

/// <summary>Repeats a vector on a new first axis, which gives a sequence of equal steps.</summary>
/// <param name="Count">The number of steps.</param>
public sealed record RepeatVector(long Count) : LayerDefinition
{
    public override string Describe() => $"{Count} times";

    public override TensorShape DefaultInput => new(Quantity.Unknown("C"));

    public override bool FixesRank => true;

    public override void Validate() => Require("the number of times", Count, 1);

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) => inputs[0].Rank == 1
        ? new TensorShape(inputs[0].Layout, Count, inputs[0][0])
        : throw new DeepCalcException(
            ErrorCode.RankMismatch,
            $"repeating on a new axis needs a vector, such as 64; the input is {inputs[0]}. For other inputs, add an axis and repeat along it.");

    /// <summary>A strided view.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { ViewOf = 0, Order = ViewOrder.Strided };

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) => AxisView.Same(1);
}
