using System.Numerics;

namespace DeepCalc.Measures.Memory;

/// <summary>The parts of a network that run one after another, in whichever order the layers within each run.</summary>
internal static class PartsInOrder
{
    // The ancestors of each layer are kept as bits. A network with more layers is one part.
    private const int MostLayers = 8192;

    /// <summary>Some layers in parts, in order. A layer that all others come before or after is a part of its own.</summary>
    public static IEnumerable<int[]> Of(TensorGraph graph, int[] layers)
    {
        if (layers.Length > MostLayers)
        {
            return [layers];
        }

        var placeOf = new Dictionary<int, int>(layers.Select((layer, place) => KeyValuePair.Create(layer, place)));
        var before = new BigInteger[layers.Length];
        var related = new int[layers.Length];
        for (int i = 0; i < layers.Length; i++)
        {
            foreach (int source in graph.Before[layers[i]])
            {
                if (placeOf.TryGetValue(source, out int place))
                {
                    before[i] |= before[place] | (BigInteger.One << place);
                }
            }
        }

        for (int i = 0; i < layers.Length; i++)
        {
            for (int earlier = 0; earlier < i; earlier++)
            {
                if (!(before[i] >> earlier).IsEven)
                {
                    related[i]++;
                    related[earlier]++;
                }
            }
        }

        List<int[]> parts = [];
        List<int> part = [];
        for (int i = 0; i < layers.Length; i++)
        {
            if (related[i] == layers.Length - 1)
            {
                parts.Add([.. part]);
                parts.Add([layers[i]]);
                part.Clear();
            }
            else
            {
                part.Add(layers[i]);
            }
        }

        parts.Add([.. part]);
        return parts.Where(found => found.Length > 0);
    }
}
