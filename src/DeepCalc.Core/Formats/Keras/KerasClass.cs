namespace DeepCalc;

/// <summary>A class of Keras that DeepCalc knows.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Build">What makes its layers.</param>
/// <param name="HoldsWeights">Whether it can hold weights.</param>
/// <param name="IsWrapper">Whether it holds a layer, which knows best what to do with inputs of unknown shapes.</param>
internal sealed record KerasClass(string Name, KerasBuilder Build, bool HoldsWeights = false, bool IsWrapper = false)
{
    /// <summary>Whether an unknown class is one of Keras that calls a function and has nothing to learn.</summary>
    public static bool IsWithoutWeights(string className) => className is "Lambda" or "TFOpLambda" or "SlicingOpLambda" or "TensorFlowOpLayer"
        or "ClassMethod" or "InstanceMethod" or "InstanceProperty";
}
