namespace DeepCalc.Formats.Keras;

/// <summary>Preprocessing layers, and augmentation layers, which work only in training.</summary>
internal static class KerasPreprocessing
{
    // Augmentations, which are the identity in inference.
    private static readonly string[] Augmentations =
    [
        "RandomFlip", "RandomRotation", "RandomTranslation", "RandomZoom", "RandomContrast", "RandomBrightness", "RandomHeight", "RandomWidth",
        "RandomColorDegeneration", "RandomColorJitter", "RandomElasticTransform", "RandomErasing", "RandomGaussianBlur", "RandomGrayscale",
        "RandomHue", "RandomInvert", "RandomPerspective", "RandomPosterization", "RandomSaturation", "RandomSharpness", "RandomShear",
        "AugMix", "CutMix", "MixUp", "RandAugment",
    ];

    // Adjustments of images, element by element, also in inference.
    private static readonly string[] Adjustments = ["AutoContrast", "Equalization", "Solarization", "CLAHE", "ContrastLimitedAdaptiveHistogramEqualization"];

    public static KerasClass[] Classes { get; } =
    [
        .. Augmentations.Select(name => new KerasClass(name, KerasElements.TrainingOnly)),
        .. Adjustments.Select(name => new KerasClass(name, call => call.Add(call.InPart(new Pointwise(name, 0), "its work depends on the image")))),

        // A factor and an offset for each element.
        new("Rescaling", call => call.Add(new Pointwise("Rescaling", 2) { IsLinear = true, Constants = call.Settings.Constants("scale", "offset") })),
        new("Normalization", Normalization, HoldsWeights: true),
        new("Resizing", Resizing),
        new("CenterCrop", Crop),
        new("RandomCrop", Crop),
        new("CategoryEncoding", Encoding),
        new("Hashing", call => Text(call, "int")),
        new("StringLookup", call => Text(call, "int")),
        new("IntegerLookup", call => Text(call, "int")),
        new("Discretization", call => Text(call, "int")),
    ];

    private static KerasOutputs Normalization(KerasCall call)
    {
        // Keras 3 writes an axis of None as an empty list: one mean for all elements.
        AxisValues axes = call.Settings.Element("axis") is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 0
            ? new AxisValues()
            : call.Settings.Numbers("axis") ?? new AxisValues();
        if (call.Settings.Json.ValueKind == JsonValueKind.Object && !call.Settings.Json.TryGetProperty("axis", out _))
        {
            axes = -1;
        }

        return call.Add(new FeatureNormalization(
            new AxisValues([.. axes.Values.Select(axis => (long)AxisIndex.Of(KerasSettings.AxisWithoutBatch("axis", axis), call.Shape)).Distinct().Order()]),
            IsLearned: call.Settings.Element("mean") is null)
        {
            IsInverse = call.Settings.Flag("invert", false),
            Constants = call.Settings.Constants("mean", "variance"),
        });
    }

    private static KerasOutputs Resizing(KerasCall call)
    {
        Interpolation? method = KerasShaping.InterpolationOf(call.Settings, "bilinear");
        var definition = new Upsampling(
            Size: new AxisValues(call.Settings.Number("height"), call.Settings.Number("width")), Method: method ?? Interpolation.Nearest, Rank: 2)
        {
            IsAntialiased = call.Settings.Flag("antialias", false),
        };
        bool isPlain = method is not null && !call.Settings.Flag("crop_to_aspect_ratio", false)
            && !call.Settings.Flag("pad_to_aspect_ratio", false) && !definition.IsAntialiased;
        return call.Add(KerasWindows.LaidOut(call, isPlain
            ? new Placed(definition) { KindName = "Resizing" }
            : call.InPart(definition, "it crops, pads, smooths or interpolates in an unsupported way")));
    }

    private static KerasOutputs Crop(KerasCall call) =>
        call.Add(KerasWindows.LaidOut(call, new CenterCrop(call.Settings.Number("height"), call.Settings.Number("width"))));

    private static KerasOutputs Encoding(KerasCall call)
    {
        string mode = call.Settings.Choice("output_mode", "multi_hot", "multi_hot", "one_hot", "count");
        return call.Add(new CategoryEncoding(call.Settings.Number("num_tokens"), IsOneHot: mode == "one_hot") { Counts = mode == "count" });
    }

    // One number for each text or number. Other encodings depend on the vocabulary, which may be in another file.
    private static KerasOutputs Text(KerasCall call, string otherwise) => (call.Settings.Text("output_mode") ?? otherwise) == "int"
        ? call.Add(call.InPart(new Pointwise(call.Settings.ClassName, 0), "it looks values up"))
        : call.Unknown(holdsWeights: false);
}
