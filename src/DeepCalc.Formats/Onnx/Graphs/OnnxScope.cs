namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>The named values that the nodes of a graph, body or function can use, and the settings that apply to these nodes.</summary>
internal sealed class OnnxScope : INodeScope
{
    private Dictionary<string, OnnxValue> _values = new(StringComparer.Ordinal);
    private readonly OnnxScope? _outer;
    private readonly IReadOnlyDictionary<string, long> _opsets;
    private readonly IReadOnlyList<OnnxValueInfo> _declared;
    private Dictionary<string, FileTensor>? _declaredTensors;

    /// <summary>The values of a graph.</summary>
    /// <param name="importer">The importer of the file's graphs.</param>
    /// <param name="opsets">The operator versions.</param>
    /// <param name="declared">The declared types of the graph's values.</param>
    /// <param name="prefix">The prefix of layer names.</param>
    /// <param name="depth">The number of enclosing graphs and functions.</param>
    /// <param name="outer">The enclosing graph of a body, whose values can be used too; else null.</param>
    public OnnxScope(
        GraphImporter importer,
        IReadOnlyDictionary<string, long> opsets,
        IReadOnlyList<OnnxValueInfo> declared,
        string prefix = "",
        int depth = 0,
        OnnxScope? outer = null)
    {
        Importer = importer;
        _opsets = opsets;
        _declared = declared;
        _outer = outer;
        Prefix = prefix;
        Depth = depth;
    }

    /// <summary>The importer of the file's graphs.</summary>
    public GraphImporter Importer { get; }

    /// <summary>The prefix of layer names.</summary>
    public string Prefix { get; }

    /// <summary>The number of enclosing graphs and functions.</summary>
    public int Depth { get; }

    public ImportOptions Options => Importer.Options;

    public bool IsBusy => Importer.IsBusy;

    public OnnxOperator? Operator(string domain, string name) => OperatorTable.Find(domain, name);

    public BodyResult Run(Operation operation, string attribute, FileTensor[] inputs) => BodyImport.Run(this, operation, attribute, inputs);

    /// <summary>The operator versions of all domains.</summary>
    public IReadOnlyDictionary<string, long> Opsets => _opsets;

    /// <summary>The operator version of a domain.</summary>
    public long OpsetOf(string domain) => _opsets.TryGetValue(domain, out long version) ? version : 1;

    /// <summary>The value with a name, here or in an enclosing graph, or null.</summary>
    public OnnxValue? Find(string name) => _values.TryGetValue(name, out OnnxValue? value) ? value : _outer?.Find(name);

    /// <summary>The scope without its values, and with the declared types of these outputs only.</summary>
    public OnnxScope Alone(string[] outputs) =>
        new(Importer, _opsets, [.. _declared.Where(info => outputs.Contains(info.Name))], Prefix, Depth);

    /// <summary>Lets the values go, now that all nodes have them.</summary>
    public void LetGo() => _values = [];

    /// <summary>Defines a value.</summary>
    /// <exception cref="DeepCalcException">The name is already defined in this graph.</exception>
    public void Add(string name, OnnxValue value)
    {
        if (!_values.TryAdd(name, value))
        {
            throw new DeepCalcException(ErrorCode.FileCorrupt, $"the value '{name}' is defined twice; every value of a graph needs a unique name.");
        }
    }

    /// <summary>Reserves memory for further values.</summary>
    public void Reserve(int values) => _values.EnsureCapacity(_values.Count + values);

    /// <summary>The declared tensor of a value, or null.</summary>
    public FileTensor? Declared(string name)
    {
        if (_declaredTensors is null)
        {
            _declaredTensors = new(StringComparer.Ordinal);
            foreach (OnnxValueInfo info in _declared)
            {
                if (info.Type is { } type)
                {
                    _declaredTensors[info.Name] = DeclaredTensor.Of(info.Name, type, Importer.Options);
                }
            }
        }

        return _declaredTensors.GetValueOrDefault(name);
    }

    /// <summary>All values of this graph.</summary>
    public IEnumerable<KeyValuePair<string, OnnxValue>> Values => _values;
}
