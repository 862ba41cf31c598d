namespace DeepCalc.Formats.Keras;

/// <summary>Activation layers, and layers that work only in training.</summary>
internal static class KerasElements
{
    // Keras's defaults, which are those of a leaky or thresholded ReLU without constants in its networks.
    private const double UsualSlope = 0.3;
    private const double UsualThreshold = 1;

    public static KerasClass[] Classes { get; } =
    [
        new("Activation", call => call.Add(call.Settings.Element("activation") is { } json
            ? KerasActivations.Define(call, KerasActivations.NameOf(json, "activation"), -1)
            : new Activation(ActivationFunction.Linear))),
        new("ReLU", Relu),
        new("LeakyReLU", call => call.Add(new Activation(ActivationFunction.LeakyRelu) { Constants = Constants.Of(("slope", Slope(call, UsualSlope))) })),
        new("ELU", call => call.Add(new Activation(ActivationFunction.Elu) { Constants = Constants.Of(("alpha", call.Settings.Unusual("alpha", 1))) })),
        new("ThresholdedReLU", call => call.Add(new Activation(ActivationFunction.Threshold) { Constants = Constants.Of(("threshold", call.Settings.Unusual("theta", UsualThreshold))) })),
        new("Softmax", Softmax),
        new("PReLU", ParametricRelu, HoldsWeights: true),
        new("Dropout", call => call.Add(new Dropout(call.Settings.Real("rate", 0)))),
        .. KerasWindows.OfRanks(["SpatialDropout{0}D"], 1, 3, (call, _) => TrainingOnly(call), holdsWeights: false),
        .. ((string[])["GaussianDropout", "AlphaDropout", "GaussianNoise", "ActivityRegularization", "StochasticDepth", "DropPath"])
            .Select(name => new KerasClass(name, TrainingOnly)),
        new("LayerScale", Scale, HoldsWeights: true),
        new("CustomScaleLayer", ScaledSum),
        new("Identity", call => call.Add(new Pointwise("Identity", 0) { IsLinear = true })),

        // A comparison and a product, as in Keras; checking whether a step has any value is not arithmetic.
        new("Masking", call => call.Add(new Pointwise("Masking", 2) { Constants = Constants.Of(("mask_value", call.Settings.Unusual("mask_value", 0))) })),
    ];

    /// <summary>A layer that is the identity in inference.</summary>
    public static KerasOutputs TrainingOnly(KerasCall call) =>
        call.Add(new Pointwise(call.Settings.ClassName, 0) { Constants = call.Settings.Constants("rate", "stddev", "drop_path_rate", "survival_probability") });

    // LayerScale of ConvNeXt in keras.applications; other packages have classes of that name with other settings.
    private static KerasOutputs Scale(KerasCall call) => call.Settings.Element("projection_dim") is not null && call.Settings.Element("init_values") is not null
        ? call.Add(new Scale(-1))
        : call.Unknown();

    // CustomScaleLayer of Inception-ResNet in keras.applications: the first input plus the second times a number.
    private static KerasOutputs ScaledSum(KerasCall call) => call.Inputs is [var first, var second] && call.Settings.Element("scale") is not null
        ? call.Add(new Merge(), null, first, call.Add(new Pointwise("Rescaling", 1) { IsLinear = true, Constants = call.Settings.Constants("scale") }, "scale", second))
        : call.Unknown(holdsWeights: false);

    private static KerasOutputs Relu(KerasCall call)
    {
        bool isLeaky = Slope(call, 0) is not null;
        bool isCapped = call.Settings.Element("max_value") is not null;

        // A cap, a slope and a threshold each add a comparison or a product.
        double? threshold = call.Settings.Unusual("threshold", 0);
        ActivationFunction function = isLeaky ? ActivationFunction.LeakyRelu
            : isCapped ? ActivationFunction.Relu6
            : threshold is not null ? ActivationFunction.Threshold
            : ActivationFunction.Relu;
        bool isMore = (isCapped && isLeaky) || (threshold is not null && (isCapped || isLeaky));
        LayerDefinition definition = new Activation(function)
        {
            Constants = Constants.Of(
                ("slope", isLeaky ? Slope(call, UsualSlope) : null),
                ("cap", isCapped ? call.Settings.Unusual("max_value", isLeaky ? double.NaN : 6) : null),
                ("threshold", function == ActivationFunction.Threshold ? call.Settings.Unusual("threshold", UsualThreshold) : threshold)),
        };
        return call.Add(isMore ? call.InPart(definition, "it is a ReLU with more than one of cap, slope and threshold") : definition);
    }

    // Keras 2 names it alpha.
    private static double? Slope(KerasCall call, double usual) => call.Settings.Unusual(call.Settings.Element("negative_slope") is null ? "alpha" : "negative_slope", usual);

    // A mask may come as a second positional argument.
    private static KerasOutputs Softmax(KerasCall call)
    {
        int[] given = [.. (call.Settings.Numbers("axis") ?? -1).Values.Select(axis => KerasSettings.AxisWithoutBatch("axis", axis))];
        int[] axes = [.. given.Select(axis => AxisIndex.Of(axis, call.Input.OutputShape)).Distinct().Order()];
        return call.Add(
            axes.Length == 1 ? new Activation(ActivationFunction.Softmax, given[0])
            : axes.Length > 1 && axes[^1] - axes[0] == axes.Length - 1 ? new Activation(ActivationFunction.Softmax, axes[0]) { JointAxes = axes.Length }
            : call.InPart(new Activation(ActivationFunction.Linear), "it is a softmax over axes that are not neighbours"),
            null,
            call.Input);
    }

    private static KerasOutputs ParametricRelu(KerasCall call) => call.Add(new ParametricRelu(
        call.Settings.Element("shared_axes") is { ValueKind: System.Text.Json.JsonValueKind.Array } list && list.GetArrayLength() == 0 || call.Settings.Numbers("shared_axes") is not { } shared
            ? SharedAxes.None
            : new SharedAxes(new AxisValues([.. shared.Values.Select(axis => (long)KerasSettings.AxisWithoutBatch("shared_axes", axis))]))));
}
