namespace DeepCalc;

/// <summary>What the layers of a block have in common: the beginning of their names, and whether they are frozen.</summary>
/// <param name="Name">The name of the block, or null to leave the layers' names to their kinds.</param>
/// <param name="IsFrozen">Whether training leaves the weights alone.</param>
public readonly record struct BlockScope(string? Name = null, bool IsFrozen = false)
{
    /// <summary>The scope of a block within this one.</summary>
    public BlockScope Inner(string part) => this with { Name = NameOf(part) };

    /// <summary>A layer of the block.</summary>
    public Layer Add(string part, LayerDefinition definition, params ReadOnlySpan<Layer> inputs)
    {
        var layer = new Layer(definition, NameOf(part), inputs);
        return IsFrozen ? layer.Frozen() : layer;
    }

    private string? NameOf(string part) => string.IsNullOrEmpty(Name) ? null : $"{Name}/{part}";
}
