using System.Numerics;

namespace DeepCalc.Measures.Memory;

/// <summary>
/// Finds an order of the layers in which their inputs and outputs take the least memory at once. The search is exact where the parts of the
/// network between layers that all paths run through are small enough.
/// </summary>
/// <remarks>
/// The memory after some layers have run does not depend on their order. So the search runs over sets of layers, always from the set with
/// the least peak so far: Dijkstra's search for the path whose largest edge is least. A layer that takes no more memory than it frees, and
/// reaches no new peak, can always run at once. A part that is too large is ordered step by step, each time by the layer that needs least.
/// </remarks>
internal sealed class OrderSearch
{
    private const int MostSets = 200_000;
    private const int MostLayersOfPart = 64;

    private readonly TensorGraph _graph;
    private readonly long[] _bytes;
    private readonly MemoryState _state;

    /// <summary>A search over the layers of a network.</summary>
    /// <exception cref="DeepCalcException">A size is unknown.</exception>
    public OrderSearch(TensorGraph graph)
    {
        _graph = graph;
        _bytes = [.. graph.Buffers.Select(buffer => buffer.Bytes.KnownValue ?? throw new DeepCalcException(
            ErrorCode.SizeUnknown, $"the order with the least memory depends on {string.Join(" and ", buffer.Bytes.UnknownNames)}; give a number for each, with -Size."))];
        _state = new MemoryState(graph, _bytes);
    }

    /// <summary>The order, and whether no other one takes less.</summary>
    public (int[] Order, bool IsExact) Best()
    {
        List<int> order = [.. _graph.Inputs];
        order.ForEach(_state.Run);
        long exact = 0;
        long found = 0;
        foreach (int[] part in PartsInOrder.Of(_graph, [.. Enumerable.Range(0, _graph.Steps.Length).Except(order)]))
        {
            int[] next = Greedy(part, out long peak);
            if (part.Length == 1 || (part.Length <= MostLayersOfPart && Exact(part, ref peak, ref next)))
            {
                exact = Math.Max(exact, peak);
            }
            else
            {
                found = Math.Max(found, peak);
            }

            order.AddRange(next);
            Array.ForEach(next, _state.Run);
        }

        // A part that was not searched whole does not matter where another one needs more.
        return ([.. order], found <= exact);
    }

    // Each time the layer after which the peak is least, and of several the one after which the least remains.
    private int[] Greedy(int[] part, out long peak)
    {
        MemoryState state = _state.Copy();
        List<int> left = [.. part];
        List<int> order = [];
        peak = 0;
        while (left.Count > 0)
        {
            _graph.Cancellation.ThrowIfCancellationRequested();
            (int Layer, long During, long After) next = left.Where(state.IsReady).Select(layer => (layer, state.During(layer), state.After(layer)))
                .MinBy(choice => (choice.Item2, choice.Item3, choice.layer));
            state.Run(next.Layer);
            peak = Math.Max(peak, next.During);
            order.Add(next.Layer);
            left.Remove(next.Layer);
        }

        return [.. order];
    }

    // Finds the order of a part with the least peak, at most the given one; false if there are too many sets of layers.
    private bool Exact(int[] part, ref long peak, ref int[] order)
    {
        long bound = peak;
        ulong all = part.Length == 64 ? ulong.MaxValue : (1UL << part.Length) - 1;
        var queue = new PriorityQueue<ulong, (long Peak, int Left)>();
        var known = new Dictionary<ulong, (long Peak, ulong From, int Layer)> { [0] = (0, 0, -1) };
        queue.Enqueue(0, (0, part.Length));
        var done = new HashSet<ulong>();
        while (queue.TryDequeue(out ulong set, out (long Peak, int Left) priority))
        {
            _graph.Cancellation.ThrowIfCancellationRequested();
            if (!done.Add(set))
            {
                continue;
            }

            if (set == all)
            {
                peak = priority.Peak;
                order = Path(part, known, set);
                return true;
            }

            if (known.Count > MostSets)
            {
                return false;
            }

            MemoryState state = _state.Copy();
            for (int i = 0; i < part.Length; i++)
            {
                if ((set & (1UL << i)) != 0)
                {
                    state.Run(part[i]);
                }
            }

            int[] ready = [.. Enumerable.Range(0, part.Length).Where(i => (set & (1UL << i)) == 0 && state.IsReady(part[i]))];
            int free = Array.FindIndex(ready, i => state.During(part[i]) <= priority.Peak && state.After(part[i]) <= state.Live);
            foreach (int i in free >= 0 ? [ready[free]] : ready)
            {
                ulong next = set | (1UL << i);
                long most = Math.Max(priority.Peak, state.During(part[i]));
                if (most <= bound && (!known.TryGetValue(next, out (long Peak, ulong From, int Layer) before) || most < before.Peak))
                {
                    known[next] = (most, set, part[i]);
                    queue.Enqueue(next, (most, part.Length - BitOperations.PopCount(next)));
                }
            }
        }

        return false;
    }

    private static int[] Path(int[] part, Dictionary<ulong, (long Peak, ulong From, int Layer)> known, ulong set)
    {
        var path = new int[part.Length];
        for (int i = path.Length - 1; i >= 0; i--)
        {
            (_, ulong from, path[i]) = known[set];
            set = from;
        }

        return path;
    }
}
