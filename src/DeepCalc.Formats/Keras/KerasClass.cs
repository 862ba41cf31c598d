namespace DeepCalc.Formats.Keras;

/// <summary>A supported class of Keras.</summary>
/// <param name="Name">The name of the class.</param>
/// <param name="Build">Adds its layers.</param>
/// <param name="HoldsWeights">Whether the class can hold weights.</param>
/// <param name="IsWrapper">Whether it wraps a layer. The wrapped layer then handles inputs of unknown shapes.</param>
internal sealed record KerasClass(string Name, KerasBuilder Build, bool HoldsWeights = false, bool IsWrapper = false)
{
    /// <summary>Whether an unsupported class of Keras has no weights: a function, or preprocessing.</summary>
    public static bool IsWithoutWeights(string className) => className is "Lambda" or "TFOpLambda" or "SlicingOpLambda" or "TensorFlowOpLayer"
        or "TextVectorization" or "HashedCrossing" or "MelSpectrogram" or "MaxNumBoundingBoxes" or "ClassMethod" or "InstanceMethod" or "InstanceProperty";
}
