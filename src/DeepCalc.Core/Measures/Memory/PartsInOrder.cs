namespace DeepCalc.Measures.Memory;

/// <summary>The parts of a network that run one after another, in whichever order the layers within each run.</summary>
internal static class PartsInOrder
{
    /// <summary>Some layers in parts, in order. A layer that all others come before or after is a part of its own.</summary>
    /// <remarks>
    /// All earlier layers come before a layer if each of them is read by it or by another one before it. All later layers come after it if each
    /// of them reads it or another one after it.
    /// </remarks>
    public static IEnumerable<int[]> Of(TensorGraph graph, int[] layers)
    {
        var placeOf = new Dictionary<int, int>(layers.Select((layer, place) => KeyValuePair.Create(layer, place)));
        int[] firstReader = [.. Enumerable.Repeat(int.MaxValue, layers.Length)];
        int[] lastSource = [.. Enumerable.Repeat(-1, layers.Length)];
        for (int i = 0; i < layers.Length; i++)
        {
            foreach (int source in graph.Before[layers[i]])
            {
                if (placeOf.TryGetValue(source, out int place))
                {
                    firstReader[place] = Math.Min(firstReader[place], i);
                    lastSource[i] = Math.Max(lastSource[i], place);
                }
            }
        }

        // The least of the last sources of the layers behind each.
        var leastBehind = new int[layers.Length];
        int least = int.MaxValue;
        for (int i = layers.Length - 1; i >= 0; i--)
        {
            leastBehind[i] = least;
            least = Math.Min(least, lastSource[i]);
        }

        List<int[]> parts = [];
        List<int> part = [];
        int mostBefore = -1;
        for (int i = 0; i < layers.Length; i++)
        {
            if (mostBefore <= i && leastBehind[i] >= i)
            {
                parts.Add([.. part]);
                parts.Add([layers[i]]);
                part.Clear();
            }
            else
            {
                part.Add(layers[i]);
            }

            mostBefore = Math.Max(mostBefore, firstReader[i]);
        }

        parts.Add([.. part]);
        return parts.Where(found => found.Length > 0);
    }
}
