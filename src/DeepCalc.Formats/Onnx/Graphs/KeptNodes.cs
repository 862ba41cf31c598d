using System.Runtime.CompilerServices;

namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>What is kept of the nodes of a file. Most nodes equal another one in all but names and constants.</summary>
internal sealed class KeptNodes(GraphSource source)
{
    private readonly Dictionary<GraphNode, KeptNode> _kept = new(EqualityComparer<GraphNode>.Create(AreEqual, HashOf));

    /// <summary>What is kept of a node.</summary>
    public KeptNode Of(GraphNode node)
    {
        if (!_kept.TryGetValue(node, out KeptNode? kept))
        {
            kept = node.Kept with { Source = source };
            _kept.Add(node, kept);
        }

        return kept;
    }

    private static bool AreEqual(GraphNode? x, GraphNode? y) =>
        x!.Node.Operator == y!.Node.Operator && ReferenceEquals(x.Operator, y.Operator) && x.Node.Outputs.Length == y.Node.Outputs.Length
        && x.Node.HasAttributesOf(y.Node) && x.Kept.LayerOperands.AsSpan().SequenceEqual(y.Kept.LayerOperands);

    private static int HashOf(GraphNode node) => HashCode.Combine(node.Node.Operator, node.Operands.Length, node.Node.Attributes.Length > 0 ? RuntimeHelpers.GetHashCode(node.Node.Attributes[^1]) : 0);
}
