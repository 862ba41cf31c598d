namespace DeepCalc;

/// <summary>
/// Local response normalisation: x/(k + α/n · Σx²)^β, the sum over n neighbouring channels at the same position (Krizhevsky et al. 2012).
/// It has no weights.
/// </summary>
/// <param name="Size">The number n of channels in a sum.</param>
public sealed record LocalResponseNormalization(long Size) : SameShapeDefinition
{
    private const double UsualAlpha = 1e-4;
    private const double UsualBeta = 0.75;

    /// <summary>The factor α of the sum of squares, which is divided by n.</summary>
    public double Alpha { get; init; } = UsualAlpha;

    /// <summary>The exponent β.</summary>
    public double Beta { get; init; } = UsualBeta;

    /// <summary>The term k added to the sum.</summary>
    public double Bias { get; init; } = 1;

    /// <summary>
    /// Whether for an even n the window has one channel more after the centre than before it, as in ONNX, and not the other way, as in PyTorch.
    /// </summary>
    public bool HasMoreAfter { get; init; }

    public override string Describe() => SettingText.Join(
        $"over {Size} channels", SettingText.Of("alpha", Alpha, UsualAlpha), SettingText.Of("beta", Beta, UsualBeta), SettingText.Of("bias", Bias, 1), HasMoreAfter ? "one more after" : null);

    public override TensorShape DefaultInput => WindowedLayer.DefaultInput(null);

    public override void Validate() => Require("the number of channels in a sum", Size, 1);

    protected override void RequireFit(TensorShape input) => DeepCalcException.ThrowIf(
        input.SpatialRank < 1, ErrorCode.RankMismatch,
        $"local response normalisation needs an input of spatial axes and channels, such as 27x27x96; the input is {input}.");

    /// <summary>2n + 5 an element, over n channels: n squares, n − 1 sums, a product, a sum, a power of 3, a division.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity each = working.Record("Operations an output", "c", ElementwiseWork.LocalResponse(working.Let("s", Size, "channels in a sum")), Sources.Elementwise);
        return WorkFormula.Elementwise(working.OutputElements(output), each, working);
    }

    /// <summary>Kept are the input and a divisor for each element.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { KeepsInputs = [0], Held = [new Held("divisors", 0, working.Record("Divisors", "e", working.ProductOf(output), Sources.Definition))] };

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        axis == output.ChannelAxis ? AxisView.Window(axis, Size, 1, 1, (HasMoreAfter ? Size - 1 : Size) / 2) : AxisView.Same(axis);
}
