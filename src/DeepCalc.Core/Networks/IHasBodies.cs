namespace DeepCalc.Networks;

/// <summary>A definition of a layer that runs networks.</summary>
internal interface IHasBodies
{
    /// <summary>The networks that it runs for these inputs. Its work is theirs, and it has their weights.</summary>
    public IReadOnlyList<LayerBody> Bodies(ReadOnlySpan<TensorShape> inputs);
}
