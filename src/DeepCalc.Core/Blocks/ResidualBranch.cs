namespace DeepCalc.Blocks;

/// <summary>A branch of a block: a normalisation, layers, perhaps another normalisation, and the addition of the branch's input.</summary>
/// <param name="Name">The name of the branch in the names of its layers.</param>
/// <param name="Layers">Adds the layers of the branch.</param>
internal sealed record ResidualBranch(string Name, Func<Layer, BlockScope, Layer> Layers)
{
    /// <summary>The normalisation of the branch's input, or null.</summary>
    public Normalization? Before { get; init; }

    /// <summary>The normalisation of the branch's output before it is added, or null.</summary>
    public Normalization? Behind { get; init; }

    /// <summary>The normalisation of the sum, or null.</summary>
    public Normalization? OfSum { get; init; }

    /// <summary>The factor of the branch's output before it is added, or null.</summary>
    public double? Scale { get; init; }

    /// <summary>Whether the branch's output has a learned factor for each feature before it is added.</summary>
    public bool UseLayerScale { get; init; }

    /// <summary>Adds the branch after a layer and returns its last layer.</summary>
    public Layer On(Layer input, BlockScope scope)
    {
        Layer inner = Layers(Before is null ? input : scope.Add(Name + "_norm", Before, input), scope);
        inner = Behind is null ? inner : scope.Add(Name + "_output_norm", Behind, inner);
        inner = UseLayerScale ? scope.Add(Name + "_layer_scale", new Scale(-1), inner) : inner;
        inner = scope.Scaled(Name + "_scale", inner, Scale);
        Layer sum = scope.Add(Name + "_add", new Merge(), inner, input);
        return OfSum is null ? sum : scope.Add(Name + "_norm", OfSum, sum);
    }
}
