namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>The named values that the nodes of a graph, body or function can use, and the settings that apply to these nodes.</summary>
internal sealed class OnnxScope(
    GraphImporter importer,
    IReadOnlyDictionary<string, long> opsets,
    IReadOnlyList<OnnxValueInfo> declared,
    string prefix = "",
    int depth = 0) : INodeScope
{
    private PartedDictionary<string, OnnxValue> _values = new(StringComparer.Ordinal);
    private Dictionary<string, FileTensor>? _declaredTensors;

    public GraphImporter Importer => importer;

    public string Prefix => prefix;

    public int Depth => depth;

    public ImportOptions Options => Importer.Options;

    public bool IsBusy => Importer.IsBusy;

    public OnnxOperator? Operator(string domain, string name) => OperatorTable.Find(domain, name);

    public BodyResult Run(Operation operation, string attribute, FileTensor[] inputs) => BodyImport.Run(this, operation, attribute, inputs);

    public IReadOnlyDictionary<string, long> Opsets => opsets;

    public long OpsetOf(string domain) => opsets.TryGetValue(domain, out long version) ? version : 1;

    public OnnxValue? Find(string name) => _values.TryGetValue(name, out OnnxValue? value) ? value : null;

    /// <summary>The value of an output of a graph or function, whose values are in this scope.</summary>
    /// <exception cref="DeepCalcException">Nothing defines it.</exception>
    public OnnxValue Output(OnnxGraph graph, string name) => Find(name) ?? throw new DeepCalcException(
        ErrorCode.FileCorrupt,
        $"the {(graph is OnnxFunction ? "function" : "graph")} '{graph.Name}' has the output '{name}', which no node, input or initializer of it defines.");

    /// <summary>The operands of a node, the captured ones last; the layers among them, if any; and the name of one that is not defined, if any.</summary>
    public OnnxOperand[] Operands(OnnxNode node, out List<Layer>? inputs, out string? missing)
    {
        (inputs, missing) = (null, null);
        IReadOnlyList<string> captured = node.Captured;
        var operands = new OnnxOperand[node.Inputs.Length + captured.Count];
        for (int i = 0; i < operands.Length; i++)
        {
            string name = i < node.Inputs.Length ? node.Inputs[i] : captured[i - node.Inputs.Length];
            OnnxValue? value = name.Length == 0 ? OnnxValue.None : Find(name);
            missing = value is null ? name : missing;
            if (value?.Layer is { } layer)
            {
                (inputs ??= new(2)).Add(layer);
                operands[i] = new OnnxOperand(inputs.Count - 1, null, []);
            }
            else
            {
                operands[i] = value is null || ReferenceEquals(value, OnnxValue.None) ? OnnxOperand.None : new OnnxOperand(-1, value.Tensor, value.Weights);
            }
        }

        return operands;
    }

    /// <summary>The scope without its values, and with the declared types of these outputs only.</summary>
    public OnnxScope Alone(string[] outputs) =>
        new(importer, opsets, [.. declared.Where(info => outputs.Contains(info.Name))], prefix, depth);

    /// <summary>Lets the values go, now that all nodes have them.</summary>
    public void LetGo() => _values = new(StringComparer.Ordinal);

    /// <summary>Defines a value.</summary>
    /// <exception cref="DeepCalcException">The name is already defined in this graph.</exception>
    public void Add(string name, OnnxValue value)
    {
        DeepCalcException.ThrowIf(
            !_values.TryAdd(name, value), ErrorCode.FileCorrupt,
            $"the value '{name}' is defined twice; every value of a graph needs a unique name.");
    }

    /// <summary>Defines the stored tensors of a graph.</summary>
    public void AddStored(OnnxGraph graph)
    {
        foreach (OnnxTensor initializer in graph.Initializers)
        {
            Add(initializer.Name, OnnxValue.Of(initializer.Tensor, new StoredTensor(initializer)));
        }
    }

    public void Reserve(int values) => _values.Reserve(values);

    public FileTensor? Declared(string name)
    {
        _declaredTensors ??= declared.Where(info => info.Type is not null).GroupBy(info => info.Name, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => DeclaredTensor.Of(same.Key, same.Last().Type!, Options), StringComparer.Ordinal);
        return _declaredTensors.GetValueOrDefault(name);
    }

    /// <summary>The shape that is given for an output of a node, by the name of its layer or of the value; null where none is.</summary>
    public TensorShape? Given(OnnxNode node, int output)
    {
        string value = node.Outputs[output];
        return (output == 0 && node.Name.Length > 0 && Options.Shapes.TryGetValue(Prefix + node.Name, out TensorShape? given))
            || (value.Length > 0 && Options.Shapes.TryGetValue(Prefix + value, out given)) ? given.Bind(Options.Sizes) : null;
    }

    public IEnumerable<KeyValuePair<string, OnnxValue>> Values => _values.Entries;
}
