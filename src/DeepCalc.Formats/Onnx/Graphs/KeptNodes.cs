using System.Runtime.CompilerServices;

namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>What is kept of the nodes of a file. Most nodes equal another one in all but names and constants.</summary>
internal sealed class KeptNodes : IEqualityComparer<GraphNode>
{
    private readonly Dictionary<GraphNode, KeptNode> _kept;
    private readonly GraphSource _source;

    public KeptNodes(GraphSource source)
    {
        _source = source;
        _kept = new(this);
    }

    /// <summary>What is kept of a node.</summary>
    public KeptNode Of(GraphNode node)
    {
        if (!_kept.TryGetValue(node, out KeptNode? kept))
        {
            kept = node.Kept with { Source = _source };
            _kept.Add(node, kept);
        }

        return kept;
    }

    public bool Equals(GraphNode? x, GraphNode? y) =>
        x!.Node.Operator == y!.Node.Operator && ReferenceEquals(x.Operator, y.Operator) && x.Node.Outputs.Length == y.Node.Outputs.Length
        && x.Node.HasAttributesOf(y.Node) && x.Kept.LayerOperands.AsSpan().SequenceEqual(y.Kept.LayerOperands);

    public int GetHashCode(GraphNode obj) => HashCode.Combine(obj.Node.Operator, obj.Operands.Length, obj.Node.Attributes.Length > 0 ? RuntimeHelpers.GetHashCode(obj.Node.Attributes[^1]) : 0);
}
