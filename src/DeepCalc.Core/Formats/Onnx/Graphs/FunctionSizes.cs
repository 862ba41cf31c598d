namespace DeepCalc;

/// <summary>
/// How many nodes a function comes to with the functions that it calls, counted before any is put in its place: a small file can call
/// functions that call functions so often that they come to more than a machine holds.
/// </summary>
internal sealed class FunctionSizes(Func<OnnxNode, OnnxFunction?> find)
{
    /// <summary>The most that the functions of a file may come to.</summary>
    public const int Most = 250_000;

    private const int Deepest = 64;
    private const long InWork = -1;

    private readonly Dictionary<OnnxFunction, long> _sizes = [];

    /// <summary>The number of nodes.</summary>
    /// <exception cref="DeepCalcException">It is beyond the limit, or the function calls itself.</exception>
    public long Of(OnnxFunction function) => Of(function, 0);

    private long Of(OnnxFunction function, int depth)
    {
        if (_sizes.TryGetValue(function, out long size))
        {
            return size == InWork
                ? throw new DeepCalcException(ErrorCode.FileCorrupt, $"the function '{function.Name}' calls itself; functions of ONNX cannot.")
                : size;
        }

        if (depth > Deepest)
        {
            throw new DeepCalcException(ErrorCode.FileTooLarge, $"functions call each other more than {Deepest} deep; no real file does that.");
        }

        _sizes[function] = InWork;
        size = Of(function.Nodes, depth);
        return _sizes[function] = size <= Most
            ? size
            : throw new DeepCalcException(ErrorCode.FileTooLarge, $"the function '{function.Name}' comes to more than {Most} nodes with the functions that it calls; that is the limit.");
    }

    private long Of(List<OnnxNode> nodes, int depth)
    {
        long size = 0;
        foreach (OnnxNode node in nodes)
        {
            size += 1 + (find(node) is { } called ? Of(called, depth + 1) : 0);
            foreach (OnnxAttribute attribute in node.Attributes)
            {
                size += attribute.Graph is { } graph ? Of(graph.Nodes, depth) : 0;
            }
        }

        return size;
    }
}
