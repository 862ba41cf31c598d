namespace DeepCalc.Layers.Elementwise;

/// <summary>
/// The operations of common functions on one element. Addition, subtraction, multiplication, division, comparison,
/// absolute value, exp, log, tanh and erf are one operation each; docs/conventions.md has the table.
/// </summary>
internal static class ElementwiseWork
{
    /// <summary>
    /// A normalisation. With running statistics it is x·scale + shift, with the statistics folded into both. Otherwise it is the mean (1),
    /// the centred value (1), its square (1), the variance (1) and the division (1), and one each for scale and offset; RMS has no mean and
    /// no centring. Operations done once for all elements are left out.
    /// </summary>
    public static long Of(Normalization normalization) => normalization switch
    {
        { TrackStatistics: true } => 2,
        { Method: NormalizationKind.Rms } => 3 + (normalization.UseScale ? 1 : 0),
        _ => 5 + (normalization.UseScale ? 1 : 0) + (normalization.UseCenter ? 1 : 0),
    };

    /// <summary>
    /// An element of a local response normalisation, x/(k + α/n · Σx²)^β: n squares, n − 1 sums, a product, a sum, a power (logarithm,
    /// product, exponential) and a division: 2n + 5.
    /// </summary>
    public static Quantity LocalResponse(Quantity size) => (2 * size) + 5;

    /// <summary>An addition of position embeddings to an element.</summary>
    public const long Addition = 1;

    /// <summary>An element that is turned by its position (rotary embeddings): two products and a sum.</summary>
    public const long Rotation = 3;

    /// <summary>An element of a vector that is divided by its length: a square, an addition and a division.</summary>
    public const long UnitLength = 3;

    /// <summary>c·tanh(x/c), which holds an element within ±c.</summary>
    public const long SoftCap = 3;

    /// <summary>x, or αx where it is negative.</summary>
    public const long ParametricRelu = 2;

    /// <summary>Whether a function works on each element by itself, without weights.</summary>
    public static bool IsElementwise(ActivationFunction function) => function is not (
        ActivationFunction.PRelu or ActivationFunction.Glu or ActivationFunction.ReGlu or ActivationFunction.GeGlu
        or ActivationFunction.SwiGlu or ActivationFunction.Softmax or ActivationFunction.Softmin or ActivationFunction.LogSoftmax);

    /// <summary>An error unless a function works on each element by itself, without weights; null is a function that is unknown.</summary>
    /// <param name="function">The function.</param>
    /// <param name="place">What needs such a function: <c>a gate</c>.</param>
    /// <param name="example">A function that can be there.</param>
    public static void Require(ActivationFunction? function, string place, ActivationFunction example) => DeepCalcException.ThrowIf(
        function is { } known && !IsElementwise(known), ErrorCode.InvalidSetting,
        $"{function} does not work on each element separately; {place} needs a function that does, such as {example}.");

    /// <summary>An activation function that works on each element by itself.</summary>
    public static long Of(ActivationFunction function) => function switch
    {
        ActivationFunction.Linear => 0,
        ActivationFunction.Relu => 1,
        ActivationFunction.Relu6 => 2,
        ActivationFunction.LeakyRelu => 2,
        ActivationFunction.Elu => 4,
        ActivationFunction.Selu => 5,
        ActivationFunction.Celu => 7,
        ActivationFunction.Gelu or ActivationFunction.GeluTanh => 5,
        ActivationFunction.Silu => Of(ActivationFunction.Sigmoid) + 1,
        ActivationFunction.QuickGelu => Of(ActivationFunction.Silu) + 1,
        ActivationFunction.Mish => Of(ActivationFunction.Softplus) + Of(ActivationFunction.Tanh) + 1,
        ActivationFunction.Sigmoid => 4,
        ActivationFunction.HardSigmoid => 4,
        ActivationFunction.HardSwish => Of(ActivationFunction.HardSigmoid) + 1,
        ActivationFunction.Tanh => 1,
        ActivationFunction.Softplus => 3,
        ActivationFunction.Squareplus => 5,
        ActivationFunction.SparsePlus => 5,
        ActivationFunction.SparseSigmoid => 4,
        ActivationFunction.LogSigmoid => Of(ActivationFunction.Softplus) + 2,
        ActivationFunction.HardTanh => 2,
        ActivationFunction.Softsign => 3,
        ActivationFunction.Exponential => 1,
        ActivationFunction.HardShrink => 2,
        ActivationFunction.SoftShrink => 3,
        ActivationFunction.TanhShrink => Of(ActivationFunction.Tanh) + 1,
        ActivationFunction.SquaredRelu => Of(ActivationFunction.Relu) + 1,
        ActivationFunction.Threshold => 1,
        ActivationFunction.RRelu => Of(ActivationFunction.LeakyRelu),
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, "The work of this function is not per element."),
    };

    /// <summary>
    /// The constants of a gated unit: a factor inside its sigmoid (alpha), an addition to the projection that is gated (beta), the limits of
    /// both (limit: one of the gate, two of the other), the cap of the gate outside its sigmoid (gate_cap), and that of the other (cap).
    /// </summary>
    public static long OfGate(Constants? constants)
    {
        return Of(constants?["alpha"], 1, 1) + Of(constants?["beta"], 0, 1) + Of(constants?["limit"], null, 3)
            + Of(constants?["gate_cap"], null, SoftCap) + Of(constants?["cap"], null, SoftCap);

        static long Of(IReadOnlyList<double>? numbers, double? neutral, long each) => numbers is null or [] || numbers[0] == neutral ? 0 : each;
    }

    /// <summary>
    /// A function of one element that is no activation, by its name in ONNX or Keras without underscores; null for an unknown one. Logic
    /// counts as none.
    /// </summary>
    public static long? Of(string function) => function.ToLowerInvariant() switch
    {
        "abs" or "absolute" or "neg" or "negative" or "sign" or "floor" or "ceil" or "round" or "sqrt" or "square" or "reciprocal" or "log" or "erf"
            or "sin" or "cos" or "tan" or "asin" or "acos" or "atan" or "sinh" or "cosh" or "asinh" or "acosh" or "atanh" => 1,
        "identity" or "cast" or "castlike" or "bitcast" or "copy" or "stopgradient" or "not" or "bitwisenot" or "isnan" or "isinf" => 0,
        _ => null,
    };

    /// <summary>A function of the elements of several tensors that is no merge, by its name in ONNX.</summary>
    public static long OfSeveral(string function) =>
        function is "Equal" or "Greater" or "GreaterOrEqual" or "Less" or "LessOrEqual" or "Mod" ? 1 : 0;

    /// <summary>
    /// A power. A square is one multiplication, a cube two; any other power is a logarithm, a product and an exponential.
    /// </summary>
    /// <param name="exponent">The exponent, or null where it is unknown or differs from element to element.</param>
    public static long Power(double? exponent) => exponent switch { 1 => 0, 2 or 0.5 or -1 => 1, 3 => 2, _ => 3 };

    /// <summary>
    /// The operations to subtract from softmax's five per element (largest, subtract, exp, sum, divide), once for every
    /// sum: the first comparison and the first addition. LogSoftmax adds one for the logarithm of the sum. Softmin
    /// subtracts each element from the smallest, which costs the same.
    /// </summary>
    public static long OncePerSoftmax(ActivationFunction function) => function == ActivationFunction.LogSoftmax ? -1 : -2;

    /// <summary>Whether the derivative of a function is computed from its output; otherwise from its input (PyTorch, derivatives.yaml).</summary>
    public static bool KeepsOutput(ActivationFunction function) => function is ActivationFunction.Relu or ActivationFunction.Sigmoid or ActivationFunction.Tanh
        or ActivationFunction.Exponential or ActivationFunction.Softmax or ActivationFunction.Softmin or ActivationFunction.LogSoftmax;
}
