namespace DeepCalc.Formats.Onnx.Syntax;

/// <summary>The outer values that bodies use: graphs inside nodes, such as a branch of If.</summary>
internal static class CapturedNames
{
    /// <summary>The names of the outer values that the bodies of a node use, each once.</summary>
    public static IReadOnlyList<string> Of(OnnxNode node)
    {
        if (!node.HasBodies)
        {
            return [];
        }

        List<string>? captured = null;
        foreach (OnnxAttribute attribute in node.Attributes)
        {
            if (attribute.Graph is { } graph)
            {
                captured = captured is null ? [.. Of(graph)] : [.. captured.Union(Of(graph), StringComparer.Ordinal)];
            }
        }

        return captured ?? (IReadOnlyList<string>)[];
    }

    /// <summary>The names of the outer values that a body uses, each once.</summary>
    public static IReadOnlyList<string> Of(OnnxGraph graph)
    {
        if (graph.Captured is { } known)
        {
            return known;
        }

        List<string> captured = [];
        var seen = new HashSet<string>(StringComparer.Ordinal) { "" };
        seen.UnionWith(graph.Inputs.Select(input => input.Name));
        seen.UnionWith(graph.Initializers.Select(initializer => initializer.Name));
        seen.UnionWith(graph.Nodes.SelectMany(node => node.Outputs));
        foreach (string name in graph.Nodes.SelectMany(node => node.Inputs.Concat(Of(node))).Concat(graph.Outputs.Select(output => output.Name)))
        {
            if (seen.Add(name))
            {
                captured.Add(name);
            }
        }

        return graph.Captured = captured;
    }
}
