namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>
/// The file behind imported layers. A layer keeps its answers and the text of its attributes, and not its node. Where more is asked,
/// such as a step of the working or another input shape, the file is read once more.
/// </summary>
internal sealed class GraphSource(FilePlace place, long length, Func<Stream, IReadOnlyList<GraphNode>> read)
{
    private readonly string _name = place.Name;
    private readonly Func<Stream?>? _reopen = place.Reopen;
    private readonly Func<DateTime?> _writing = place.Written;
    private readonly DateTime? _written = place.Written();
    private IReadOnlyList<GraphNode>? _nodes;

    /// <summary>The node of a layer, by the number of the layer in the file, from 1.</summary>
    /// <exception cref="DeepCalcException">The file has changed since it was imported.</exception>
    public GraphNode Node(int number) => (_nodes ??= Read())[number - 1];

    private IReadOnlyList<GraphNode> Read()
    {
        using Stream? stream = _reopen?.Invoke();
        return stream is not null && stream.Length == length && _writing() == _written
            ? read(stream)
            : throw new DeepCalcException(
                ErrorCode.FileUnreadable, $"{_name} has changed or is gone since it was imported, and is needed for this; import it again.");
    }
}
