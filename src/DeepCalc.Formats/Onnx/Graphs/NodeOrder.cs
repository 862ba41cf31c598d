namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>Orders nodes, and finds which of their outputs are used.</summary>
internal static class NodeOrder
{
    /// <summary>
    /// The nodes, each after those that produce its inputs. ONNX demands this order; files that violate it (see <see cref="IsReady"/>) are
    /// sorted here.
    /// </summary>
    /// <exception cref="DeepCalcException">The nodes form a cycle.</exception>
    public static IReadOnlyList<OnnxNode> Ordered(IReadOnlyList<OnnxNode> nodes, OnnxScope scope)
    {
        var makers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < nodes.Count; i++)
        {
            foreach (string output in nodes[i].Outputs)
            {
                makers.TryAdd(output, i);
            }
        }

        return Sort();

        IEnumerable<int> Needs(OnnxNode node, int own)
        {
            foreach (string input in node.Inputs.Concat(node.Captured))
            {
                if (input.Length > 0 && makers.TryGetValue(input, out int maker) && (maker != own || scope.Find(input) is null))
                {
                    yield return maker;
                }
            }
        }

        // Depth-first, without recursion.
        IReadOnlyList<OnnxNode> Sort()
        {
            var order = new List<OnnxNode>(nodes.Count);
            var state = new byte[nodes.Count];
            var path = new Stack<(int Node, IEnumerator<int> Needs)>();
            for (int root = 0; root < nodes.Count; root++)
            {
                if (state[root] == 0)
                {
                    Enter(root);
                }

                while (path.TryPeek(out (int Node, IEnumerator<int> Needs) step))
                {
                    if (!step.Needs.MoveNext())
                    {
                        path.Pop();
                        state[step.Node] = 2;
                        order.Add(nodes[step.Node]);
                    }
                    else if (state[step.Needs.Current] == 1)
                    {
                        throw new DeepCalcException(
                            ErrorCode.FileCorrupt, $"the nodes form a cycle: '{nodes[step.Needs.Current].Outputs.FirstOrDefault("")}' is computed from itself.");
                    }
                    else if (state[step.Needs.Current] == 0)
                    {
                        Enter(step.Needs.Current);
                    }
                }
            }

            return order;

            void Enter(int node)
            {
                state[node] = 1;
                path.Push((node, Needs(nodes[node], node).GetEnumerator()));
            }
        }
    }

    /// <summary>Whether all inputs of a node are defined.</summary>
    public static bool IsReady(OnnxNode node, OnnxScope scope) =>
        AreThere(node.Inputs, scope) && (!node.HasBodies || AreThere([.. node.Captured], scope));

    private static bool AreThere(ReadOnlySpan<string> names, OnnxScope scope)
    {
        foreach (string name in names)
        {
            if (name.Length > 0 && scope.Find(name) is null)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The names of all used values, for nodes with several outputs.</summary>
    public static HashSet<string> Wanted(IReadOnlyList<OnnxNode> nodes, IEnumerable<string> outputs)
    {
        var given = nodes.Where(node => node.Outputs.Length > 1).SelectMany(node => node.Outputs).ToHashSet(StringComparer.Ordinal);
        return nodes.SelectMany(node => node.Inputs.Concat(node.Captured)).Where(given.Contains).Concat(outputs).ToHashSet(StringComparer.Ordinal);
    }
}
