namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>
/// The number of nodes in a function, including those of the functions that it calls. It is counted before the calls are replaced,
/// because nested calls in a small file can expand to more nodes than fit in memory.
/// </summary>
internal sealed class FunctionSizes(Func<OnnxNode, OnnxFunction?> find)
{
    /// <summary>The limit for the nodes of one function.</summary>
    public const int Most = 250_000;

    private const int Deepest = 64;
    private const long InWork = -1;

    private readonly Dictionary<OnnxFunction, long> _sizes = new(ReferenceEqualityComparer.Instance);

    /// <summary>The number of nodes in a function.</summary>
    /// <exception cref="DeepCalcException">The number exceeds the limit, or the function calls itself.</exception>
    public long Of(OnnxFunction function) => Of(function, 0);

    private long Of(OnnxFunction function, int depth)
    {
        if (_sizes.TryGetValue(function, out long size))
        {
            return size == InWork
                ? throw new DeepCalcException(ErrorCode.FileCorrupt, $"the function '{function.Name}' calls itself, which ONNX does not allow.")
                : size;
        }

        DeepCalcException.ThrowIf(
            depth > Deepest, ErrorCode.FileTooLarge, $"calls of functions are nested deeper than {Deepest} levels, the most that is read.");

        _sizes[function] = InWork;
        size = Of(function.Nodes, depth);
        return _sizes[function] = size <= Most
            ? size
            : throw new DeepCalcException(ErrorCode.FileTooLarge, $"the function '{function.Name}' expands to more than {Most} nodes, the most that is read.");
    }

    private long Of(List<OnnxNode> nodes, int depth) => nodes.Sum(node => 1
        + (find(node) is { } called ? Of(called, depth + 1) : 0)
        + node.Attributes.Sum(attribute => attribute.Graph is { } graph ? Of(graph.Nodes, depth) : 0));
}
