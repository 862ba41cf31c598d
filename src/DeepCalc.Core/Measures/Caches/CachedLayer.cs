namespace DeepCalc.Measures.Caches;

/// <summary>The memory of a layer from step to step, for one sequence. Sizes are bytes.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Growing">The bytes of each position, by the window that is remembered; −1 for all positions.</param>
/// <param name="Fixed">The bytes that do not grow.</param>
internal sealed record CachedLayer(Layer Layer, IReadOnlyDictionary<long, Quantity> Growing, Quantity Fixed)
{
    /// <summary>Whether its bytes depend on no unknown size but open ones.</summary>
    public bool IsCounted(Network network) => Growing.Values.Append(Fixed).All(bytes => bytes.UnknownNames.All(network.OpenSizes.Contains));

    /// <summary>The layers of a network that remember something, in order.</summary>
    /// <param name="network">The network.</param>
    /// <param name="format">The format of what has no type of its own.</param>
    /// <exception cref="DeepCalcException">A size does not fit in 64 bits.</exception>
    public static IReadOnlyList<CachedLayer> Of(Network network, NumberFormat format) =>
        [.. network.Layers.Select(layer => Of(network, layer, format, null)).OfType<CachedLayer>()];

    /// <summary>The memory of a layer, or null where it remembers nothing.</summary>
    public static CachedLayer? Of(Network network, Layer layer, NumberFormat format, Working? working)
    {
        try
        {
            IReadOnlyList<State> states = layer.States(working);
            if (states.Count == 0)
            {
                return null;
            }

            var growing = new SortedDictionary<long, Quantity>();
            Quantity kept = 0;
            foreach (State state in states)
            {
                Quantity bytes = BytesOf(state, format, working);
                if (state.IsPerPosition)
                {
                    growing[state.Window ?? -1] = growing.GetValueOrDefault(state.Window ?? -1) + bytes;
                }
                else
                {
                    kept += bytes;
                }
            }

            return new CachedLayer(layer, growing, kept);
        }
        catch (OverflowException)
        {
            throw LayerErrors.Overflow(network.NameOf(layer), "number of bytes that it remembers");
        }
    }

    private static Quantity BytesOf(State state, NumberFormat format, Working? working)
    {
        NumberFormat own = NumberFormat.Of(state.Type) ?? format;
        Quantity bytes = own.BytesOf(working.Let("e", state.Elements, $"elements of the {state.Name}"), working);
        return working.Record($"Bytes of the {state.Name}{(state.IsPerPosition ? " of a position" : "")}", "bytes", bytes, Sources.Definition);
    }
}
