namespace DeepCalc;

/// <summary>The common settings of the layers of a block: the beginning of their names, and whether they are frozen.</summary>
/// <param name="Name">The name of the block, or null to name the layers after their kinds.</param>
/// <param name="IsFrozen">Whether the weights are frozen, so that training does not change them.</param>
public readonly record struct BlockScope(string? Name = null, bool IsFrozen = false)
{
    /// <summary>The identity of the outermost block, which training with checkpoints computes again as a whole; null outside of one.</summary>
    internal object? Block { get; init; }

    /// <summary>The weights that blocks share, or null where each block has its own.</summary>
    internal BlockWeights? Weights { get; init; }

    // The place within the outermost block.
    private string Path { get; init; } = "";

    /// <summary>The scope within a block that is one whole, unless it is part of another.</summary>
    internal BlockScope AsBlock() => this with { Block = Block ?? new object() };

    /// <summary>The scope of a block within this one.</summary>
    public BlockScope Inner(string part) => this with { Name = NameOf(part), Path = $"{Path}{part}/" };

    /// <summary>Adds a layer of the block.</summary>
    public Layer Add(string part, LayerDefinition definition, params ReadOnlySpan<Layer> inputs)
    {
        var layer = new Layer(definition, NameOf(part), inputs) { Block = Block };
        layer = Weights?.Share(Path + part, layer) ?? layer;
        return IsFrozen ? layer.Frozen() : layer;
    }

    /// <summary>Adds a product with one number; without one, or with 1, the layer stays as it is.</summary>
    internal Layer Scaled(string part, Layer input, double? factor) => factor is null or 1 ? input : Add(part, Pointwise.Times(factor.Value), input);

    private string? NameOf(string part) => string.IsNullOrEmpty(Name) ? null : $"{Name}/{part}";
}
