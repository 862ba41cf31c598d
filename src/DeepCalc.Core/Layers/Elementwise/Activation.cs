namespace DeepCalc;

/// <summary>An activation function on every element, or a softmax along an axis.</summary>
/// <param name="Function">The function.</param>
/// <param name="Axis">The axis of a softmax, without the batch axis, negative from the end; null is the channel axis.</param>
public sealed record Activation(ActivationFunction Function, int? Axis = null) : SameShapeDefinition
{
    /// <summary>The constants of the function that differ from the defaults of the network's framework, or null.</summary>
    public Constants? Constants { get; init; }

    /// <summary>
    /// The number of axes, from <see cref="Axis"/> on, over whose positions together a softmax runs: 1, but any number in old ONNX files.
    /// </summary>
    public int JointAxes { get; init; } = 1;

    /// <summary>The layer of any function: PReLU has weights, and the gated linear units halve an axis.</summary>
    /// <param name="function">The function.</param>
    /// <param name="axis">The axis of a softmax or of a gated linear unit; null is the channel axis.</param>
    /// <param name="sharedAxes">The axes along which PReLU has one slope for all positions.</param>
    /// <exception cref="DeepCalcException">The function has no axis, or no slopes to share.</exception>
    public static LayerDefinition Define(ActivationFunction function, int? axis = null, SharedAxes? sharedAxes = null)
    {
        DeepCalcException.ThrowIf(
            sharedAxes is not null && function != ActivationFunction.PRelu, ErrorCode.InvalidSetting,
            $"shared axes are for PRelu, which learns its slopes; {function} learns none.");

        return function switch
        {
            ActivationFunction.PRelu when axis is null => new ParametricRelu(sharedAxes ?? SharedAxes.None),
            ActivationFunction.PRelu => throw new DeepCalcException(ErrorCode.InvalidSetting, "PRelu has shared axes, not an axis."),
            ActivationFunction.Glu => new GatedLinearUnit(ActivationFunction.Sigmoid, axis),
            ActivationFunction.ReGlu => new GatedLinearUnit(ActivationFunction.Relu, axis),
            ActivationFunction.GeGlu => new GatedLinearUnit(ActivationFunction.Gelu, axis),
            ActivationFunction.SwiGlu => new GatedLinearUnit(ActivationFunction.Silu, axis),
            _ => new Activation(function, axis),
        };
    }

    public override string Describe() => SettingText.Join(
        SettingText.Of(Function),
        Axis is not { } axis ? null : JointAxes == 1 ? $"axis {axis}" : $"{JointAxes} axes from {axis} on",
        Constants?.ToString());

    public override void Validate()
    {
        if (IsNormalised)
        {
            return;
        }

        // PReLU and the gated linear units have definitions of their own, which Define chooses.
        ElementwiseWork.Require(Function, "this definition", ActivationFunction.Relu);
        DeepCalcException.ThrowIf(
            Axis is not null, ErrorCode.InvalidSetting,
            $"{Function} works on each element separately and cannot take axis {Axis}; Softmax, Softmin, LogSoftmax and the gated units take one.");
        if (Constants is not null)
        {
            RequireConstants(Constants);
        }
    }

    private void RequireConstants(Constants given)
    {
        string[] names = ConstantsOf(Function);
        string? other = given.Names.FirstOrDefault(name => !names.Contains(name));
        DeepCalcException.ThrowIf(
            other is not null, ErrorCode.InvalidSetting,
            $"{Function} has no constant {other}; it has {(names.Length == 0 ? "none" : string.Join(", ", names))}.");
    }

    protected override void RequireFit(TensorShape input) => _ = IsNormalised ? FirstAxisOf(input) : 0;

    /// <summary>
    /// <list type="table">
    /// <item><term>function of each element</term><description>By the function, as below</description></item>
    /// <item><term>softmax, softmin</term><description>5C − 2 a sum over C elements</description></item>
    /// <item><term>logsoftmax</term><description>5C − 1 a sum over C elements</description></item>
    /// </list>
    /// </summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        if (IsNormalised)
        {
            return SoftmaxWork(output, working);
        }

        long each = ElementwiseWork.Of(Function);
        return each == 0 ? default : WorkFormula.Elementwise(working.OutputElements(output), each, working);
    }

    /// <summary>
    /// Written over the input; kept is the output of relu, sigmoid, tanh, exponential, softmax, softmin and logsoftmax, the input of
    /// others.
    /// </summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        Function == ActivationFunction.Linear ? new() { ViewOf = 0 } : new()
        {
            Overwrites = LikeOutput(inputs, output),
            KeepsInputs = ElementwiseWork.KeepsOutput(Function) ? [] : [0],
            KeepsOutput = ElementwiseWork.KeepsOutput(Function),
            Held = Function == ActivationFunction.RRelu ? [new Held("random slopes", 0, working.Record("Slopes", "e", working.ProductOf(output), Sources.Definition))] : [],
        };

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        IsNormalised && IsJoint(axis, FirstAxisOf(output)) ? AxisView.Everything : AxisView.Same(axis);

    // Softmax divides by a sum over the axis, so every output depends on the whole axis.
    private bool IsNormalised => Function is ActivationFunction.Softmax or ActivationFunction.Softmin or ActivationFunction.LogSoftmax;

    // The constants that a framework can set. Keras's ReLU has a cap and a threshold beside the slope.
    private static string[] ConstantsOf(ActivationFunction function) => function switch
    {
        ActivationFunction.LeakyRelu => ["slope", "cap", "threshold"],
        ActivationFunction.Relu6 => ["cap", "threshold"],
        ActivationFunction.Threshold => ["threshold", "value"],
        ActivationFunction.RRelu => ["lower", "upper"],
        ActivationFunction.HardTanh => ["min", "max"],
        ActivationFunction.Elu or ActivationFunction.Celu => ["alpha"],
        ActivationFunction.Selu => ["alpha", "gamma"],

        // αx + β, hard sigmoid's slope and offset, and α·tanh(βx).
        ActivationFunction.Linear or ActivationFunction.HardSigmoid or ActivationFunction.Tanh => ["alpha", "beta"],
        ActivationFunction.Silu or ActivationFunction.QuickGelu => ["beta"],
        ActivationFunction.Softplus => ["beta", "threshold"],
        ActivationFunction.Squareplus => ["b"],
        ActivationFunction.HardShrink or ActivationFunction.SoftShrink => ["lambda", "bias"],
        _ => [],
    };

    private Work SoftmaxWork(TensorShape output, Working? working)
    {
        int first = FirstAxisOf(output);
        Quantity sums = working.ProductOf(output, axis => !IsJoint(axis, first));
        Quantity joint = JointAxes == 1
            ? output[first]
            : working.Record("Elements in a softmax", "C", working.ProductOf(output, axis => IsJoint(axis, first)), Sources.Definition);
        return WorkFormula.Softmax(sums, joint, ElementwiseWork.OncePerSoftmax(Function), working);
    }

    private bool IsJoint(int axis, int first) => axis >= first && axis < first + JointAxes;

    private int FirstAxisOf(TensorShape shape) => JointAxes == 0 ? 0 : AxisIndex.OrChannel(Axis, shape);
}
