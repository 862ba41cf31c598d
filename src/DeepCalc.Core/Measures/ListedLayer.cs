namespace DeepCalc.Measures;

/// <summary>A layer in a listing: one of the listed network, or of a body that a layer of it runs.</summary>
/// <param name="Network">The network that it is a layer of.</param>
/// <param name="Layer">The layer.</param>
/// <param name="Index">Its place there, from 0, without an implicit input.</param>
/// <param name="Body">The layer and the body that it stands in, from the outermost on: <c>loop/body</c>; null for the listed network.</param>
/// <param name="Runs">How often it runs when the listed network runs once.</param>
/// <param name="IsEntered">Whether its bodies are listed as well, so that their work and weights must not be counted with it.</param>
internal readonly record struct ListedLayer(Network Network, Layer Layer, int Index, string? Body, Quantity Runs, bool IsEntered)
{
    /// <summary>The layers of a network in order, each followed by those of its bodies if these are entered.</summary>
    public static IEnumerable<ListedLayer> Of(Network network, bool entersBodies) => Of(network, null, 1, entersBodies);

    /// <summary>The holders of the weights of the listed layers of a network. What a listed body holds is not held by the layer that runs it.</summary>
    public static SharedWeights? Sharing(ListedLayer[] listed, Network network) => !Array.Exists(listed, listed => listed.IsEntered)
        ? network.SharedWeights
        : SharedWeights.Of([.. listed.Where(listed => !listed.IsEntered).Concat(listed.Where(listed => listed.IsEntered)).Select(listed => listed.Layer)]);

    /// <summary>Its work in all of its runs, without that of listed bodies.</summary>
    public Work Work(Func<Layer, Work> once) => IsEntered ? default : Runs == 1 ? once(Layer) : WorkFormula.Repeated(once(Layer), Runs, null);

    private static IEnumerable<ListedLayer> Of(Network network, string? body, Quantity runs, bool entersBodies)
    {
        int index = 0;
        foreach (Layer layer in network.Layers.Where(layer => !layer.IsImplicit))
        {
            IReadOnlyList<LayerBody> bodies = entersBodies ? layer.Bodies : [];
            yield return new ListedLayer(network, layer, index++, body, runs, bodies.Count > 0);
            foreach (LayerBody inner in bodies)
            {
                foreach (ListedLayer listed in Of(inner.Network, $"{network.NameOf(layer)}/{inner.Name}", Times(runs, inner.Runs, network, layer), entersBodies))
                {
                    yield return listed;
                }
            }
        }
    }

    private static Quantity Times(Quantity runs, Quantity inner, Network network, Layer layer)
    {
        try
        {
            return runs * inner;
        }
        catch (OverflowException)
        {
            throw LayerErrors.Overflow(network.NameOf(layer), "number of runs of its body");
        }
    }
}
