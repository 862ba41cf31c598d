using System.Runtime.InteropServices;

namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>Builds layers from the graphs of one ONNX file.</summary>
internal sealed class GraphImporter
{
    // Nested loops in a small file can run for ever, so the nodes are limited.
    private const int MostLayers = 1_000_000;
    private const int MostInBodies = 100_000;
    private const int DeepestScope = 64;

    private readonly Dictionary<(string Domain, string Name, string Overload), OnnxFunction> _functions = [];
    private readonly UniqueNames _prefixes = new(StringComparer.Ordinal);
    private readonly GraphImporter? _outer;
    private readonly FunctionSizes _sizes;
    private long _imported;
    private List<Layer> _layers = [];
    private UniqueNames _layerNames = new(StringComparer.OrdinalIgnoreCase);
    private int _active;

    public GraphImporter(OnnxModel model, ImportOptions options)
    {
        Options = options;
        WeightPlaces = new();
        foreach (OnnxFunction function in model.Functions)
        {
            DeepCalcException.ThrowIf(
                !_functions.TryAdd((function.Domain, function.Name, function.Overload), function), ErrorCode.FileCorrupt,
                $"the file defines the function '{function.Name}' of the domain '{function.Domain}' twice.");
        }

        _sizes = new FunctionSizes(FunctionOf);
    }

    private GraphImporter(GraphImporter outer)
    {
        Options = outer.Options;
        WeightPlaces = outer.WeightPlaces;
        _functions = outer._functions;
        InputSizes = outer.InputSizes;
        _sizes = new FunctionSizes(FunctionOf);
        _outer = outer;
    }

    /// <summary>
    /// The importer of a node's bodies. They are imported anew for each input shape of the node, and each import counts against the limit.
    /// Their layers are internal, so their names need not be unique.
    /// </summary>
    public GraphImporter ForBodies() => _outer is null ? new GraphImporter(this) : this;

    /// <summary>Whether bodies have run so often that loops should no longer be unrolled.</summary>
    public bool IsBusy => _outer is not null && _imported > MostInBodies / 4;

    /// <summary>Where the file stores most of its weights.</summary>
    public WeightPlaces WeightPlaces { get; }

    /// <summary>The names of the sizes in the file's inputs.</summary>
    public HashSet<string> InputSizes { get; } = new(StringComparer.Ordinal);

    /// <summary>The answers of the file's nodes, while nodes are imported; null afterwards.</summary>
    public KnownAnswers? Answers { get; private set; }

    public ImportOptions Options { get; }

    /// <summary>Adds the values of a graph to a scope, node by node.</summary>
    public void Import(IReadOnlyList<OnnxNode> nodes, OnnxScope scope, IEnumerable<string> outputs)
    {
        DeepCalcException.ThrowIf(
            scope.Depth > DeepestScope, ErrorCode.FileTooLarge,
            $"graphs and functions are nested deeper than {DeepestScope} levels, the most that is read; a function may call itself.");

        var wanted = new Lazy<HashSet<string>>(() => NodeOrder.Wanted(nodes, outputs));
        scope.Reserve(nodes.Count);
        if (_active++ == 0)
        {
            Answers = _outer?.Answers ?? new(InputSizes);
        }

        for (int i = 0; i < nodes.Count; i++)
        {
            Options.Cancellation.ThrowIfCancellationRequested();
            Count(1);
            OnnxOperand[] operands = scope.Operands(nodes[i], out List<Layer>? inputs, out string? missing);
            if (missing is not null)
            {
                nodes = [.. nodes.Take(i), .. NodeOrder.Ordered([.. nodes.Skip(i)], scope)];
                operands = scope.Operands(nodes[i], out inputs, out missing);
            }

            OnnxNode node = nodes[i];
            DeepCalcException.ThrowIf(
                missing is not null,
                ErrorCode.FileCorrupt,
                $"the node '{node.Label}' ({node.Operator}) has the input '{missing}', which no node, input or initializer defines.");
            if (FunctionOf(node) is { } function)
            {
                RequireFew(_imported + _sizes.Of(function));
                FunctionCall.Inline(function, node, scope);
            }
            else
            {
                Import(new GraphNode(node, OperatorTable.Find(node.Domain, node.Operator), operands, scope), inputs, wanted);
            }
        }

        if (--_active == 0)
        {
            Answers = null;
        }
    }

    private OnnxFunction? FunctionOf(OnnxNode node) =>
        _functions.Count > 0 ? _functions.GetValueOrDefault((node.Domain, node.Operator, node.Overload)) : null;

    private void RequireFew(long nodes)
    {
        long most = _outer is null ? MostLayers : MostInBodies;
        DeepCalcException.ThrowIf(
            nodes > most, ErrorCode.FileTooLarge,
            $"the functions and bodies of {(_outer is null ? "the file" : "a node")} expand to more than {most} nodes, the most that is read.");
    }

    // Nodes of bodies also count for the file, while the file itself is being imported.
    private void Count(long nodes)
    {
        _imported += nodes;
        RequireFew(_imported);
        if (_outer is { _active: > 0 })
        {
            _outer.Count(nodes);
        }
    }

    /// <summary>Makes the layer of a node, for an output that stands for it, on the layers among its operands.</summary>
    public Layer Add(GraphNode node, int output, string name, ReadOnlySpan<Layer> inputs)
    {
        var layer = new Layer(new OnnxLayer(node), output, name, inputs) { FilePlace = _layers.Count + 1 };
        _layers.Add(layer);
        return layer;
    }

    /// <summary>The nodes behind the layers, in the order of the layers in the file.</summary>
    public IReadOnlyList<GraphNode> Nodes() => [.. _layers.Select(layer => ((OnnxLayer)layer.Definition).Node with { Inputs = layer.InputShapes })];

    /// <summary>
    /// Lets the nodes of the layers go, now that they have answered. Weights are found before, since who consumes the other weights of the
    /// file can decide which they are.
    /// </summary>
    public void LetGo(GraphSource source)
    {
        var kept = new KeptNodes(source);
        List<FileTensor?> known = [];
        for (int i = 0; i < _layers.Count; i++)
        {
            var definition = (OnnxLayer)_layers[i].Definition;
            try
            {
                foreach (Weight weight in _layers[i].Weights())
                {
                    known.Add(weight.Shape as FileTensor);
                }

                definition.LetGo(kept, i + 1);
                known.AddRange(definition.Outputs);
            }
            catch (DeepCalcException)
            {
                // A measure of weights gives the error again.
            }
        }

        // The shapes of later layers have been computed from the values.
        known.ForEach(static tensor => tensor?.LetGo());
        var names = new FileNames(_layers.ConvertAll(layer => layer.Name));
        _layers.ForEach(layer => layer.LetNameGo(names));
        (_layers, _layerNames) = ([], new(StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>A unique prefix for the layers and sizes of a function call.</summary>
    public string PrefixFor(string call) => _prefixes.Of(call) + "/";

    public string UniqueName(string name) => _layerNames.Of(name);

    private void Import(GraphNode graphNode, List<Layer>? inputs, Lazy<HashSet<string>> wanted)
    {
        BiasOperand.Mark(graphNode.Operator, graphNode.Operands, inputs);
        WeightPlaces.Add(graphNode.Operator, graphNode.Operands);
        if (inputs is null && AskConstants(graphNode) is var answer && !IsWork(graphNode, answer))
        {
            AddConstants(graphNode, answer);
            return;
        }

        (OnnxNode node, OnnxScope scope) = (graphNode.Node, graphNode.Scope);
        Layer? layer = null;
        for (int output = 0; output < node.Outputs.Length; output++)
        {
            string name = node.Outputs[output];
            if (name.Length == 0 || (node.Outputs.Length > 1 && !wanted.Value.Contains(name)))
            {
                continue;
            }

            string own = scope.Prefix + (layer is null && node.Name.Length > 0 ? node.Name : name);
            string unique = _outer is null ? UniqueName(own) : own;
            Layer value = layer?.Output(output, unique) ?? Add(graphNode, output, unique, CollectionsMarshal.AsSpan(inputs));
            layer ??= RequireKnown(value);
            scope.Add(name, OnnxValue.Of(value));
        }
    }

    // A product of weights, for example, runs at each inference. Cheaper work on constants is left out, as runtimes do it once
    // in advance.
    private static bool IsWork(GraphNode node, Answer answer) => node.HasWeights && answer.Work(null).Macs is var macs && macs.IsKnown && macs != 0;

    private static Answer AskConstants(GraphNode node)
    {
        try
        {
            return node.Infer([]);
        }
        catch (DeepCalcException e)
        {
            throw new DeepCalcException(node.Node.Label, e);
        }
    }

    // A node whose inputs are all constants gives constants, not a layer.
    private static void AddConstants(GraphNode node, Answer answer)
    {
        StoredTensor[] weights = node.WeightsOfConstants(answer);
        for (int output = 0; output < node.Node.Outputs.Length; output++)
        {
            if (node.Node.Outputs[output].Length > 0)
            {
                node.Scope.Add(node.Node.Outputs[output], OnnxValue.Of(output < answer.Outputs.Length ? answer.Outputs[output] : FileTensor.Unranked(), weights));
            }
        }
    }

    private Layer RequireKnown(Layer layer) => !Options.IsStrict || !layer.Definition.IsUnknown(layer.InputShapeSpan)
        ? layer
        : throw new DeepCalcException(
            layer.Name ?? layer.Kind,
            new DeepCalcException(ErrorCode.LayerUnknown, $"the output of the operator {layer.Kind} for the inputs {string.Join(", ", layer.Inputs.Select(input => input.OutputShape))} is unknown; without -Strict, the counts leave it out."));
}
