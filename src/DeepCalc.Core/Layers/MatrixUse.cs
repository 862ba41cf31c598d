namespace DeepCalc.Layers;

/// <summary>How a layer multiplies with one of its weights, for one sample.</summary>
/// <param name="Features">The features that the weight makes at a position.</param>
/// <param name="Positions">The positions at which it makes them.</param>
/// <param name="Matrices">The matrices of which it consists, such as those of experts.</param>
internal readonly record struct MatrixUse(Quantity Features, Quantity Positions, Quantity Matrices)
{
    /// <summary>A weight whose last axis has the features, at every position of an input whose last axis has them.</summary>
    public static MatrixUse Of(Weight weight, TensorShape input) => new(
        weight.Shape.Last, input.IsRanked && input.Rank > 0 ? Quantity.FloorDivide(input.ElementCount, input.Last) : 1, 1);
}
