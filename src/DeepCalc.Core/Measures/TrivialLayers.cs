namespace DeepCalc.Measures;

/// <summary>
/// Finds the layers that a table can leave out: those that hold no weights, do no work, and either return their input unchanged or
/// depend only on sizes. The answers of a layer decide, not its kind.
/// </summary>
internal static class TrivialLayers
{
    /// <summary>For each layer of a network whether it is trivial.</summary>
    public static bool[] Of(Network network)
    {
        var isTrivial = new bool[network.Layers.Count];
        var isOfSizes = new bool[isTrivial.Length];
        for (int i = 0; i < isTrivial.Length; i++)
        {
            Layer layer = network.Layers[i];
            if (layer.Definition is Input)
            {
                continue;
            }

            // A layer that depends on no values of an input depends on sizes only.
            int[] seen = [.. Enumerable.Range(0, layer.Inputs.Count)
                .Where(input => layer.Definition.Sees(input) && !isOfSizes[network.IndexOf(layer.Inputs[input])])];
            isOfSizes[i] = layer.Inputs.Count > 0 && seen.Length == 0;
            isTrivial[i] = (isOfSizes[i] || (seen is [var only] && network.ValuesOf(layer).All(value => Passes(value, only)))) && layer.Weights().Count == 0 && layer.Work() == default;
        }

        return isTrivial;
    }

    // Whether each unit sees exactly the position of its own place.
    private static bool Passes(Layer value, int input)
    {
        TensorShape shape = value.InputShapeSpan[input];
        return shape.IsRanked && value.OutputShape.IsRanked && shape.Equals(value.OutputShape)
            && Enumerable.Range(0, shape.Rank).All(axis => value.View(input, axis) is { IsIdentity: true, IsGated: false } view && view.OutputAxis == axis);
    }
}
