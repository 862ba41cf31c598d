namespace DeepCalc;

/// <summary>The named values that nodes of a graph, of a body within it or of a function can use, and what applies to those nodes.</summary>
internal sealed class OnnxScope
{
    private readonly Dictionary<string, OnnxValue> _values = new(StringComparer.Ordinal);
    private readonly OnnxScope? _outer;
    private readonly IReadOnlyDictionary<string, long> _opsets;
    private readonly IReadOnlyList<OnnxValueInfo> _declared;
    private Dictionary<string, FileTensor>? _declaredTensors;

    /// <summary>The values of a graph.</summary>
    /// <param name="importer">What imports graphs of this file.</param>
    /// <param name="opsets">The versions of the operators.</param>
    /// <param name="declared">What the graph declares of its values.</param>
    /// <param name="prefix">What stands in front of the names of layers.</param>
    /// <param name="depth">How many graphs and functions this one stands in.</param>
    /// <param name="outer">The graph whose values can be used, too: that in which a body stands.</param>
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

    /// <summary>What imports graphs of this file.</summary>
    public GraphImporter Importer { get; }

    /// <summary>What stands in front of the names of layers.</summary>
    public string Prefix { get; }

    /// <summary>How many graphs and functions this one stands in.</summary>
    public int Depth { get; }

    /// <summary>The versions of the operators.</summary>
    public IReadOnlyDictionary<string, long> Opsets => _opsets;

    /// <summary>The version of a domain's operators.</summary>
    public long OpsetOf(string domain) => _opsets.TryGetValue(domain, out long version) ? version : 1;

    /// <summary>The value of that name, here or in the graphs around, or null.</summary>
    public OnnxValue? Find(string name) => _values.TryGetValue(name, out OnnxValue? value) ? value : _outer?.Find(name);

    /// <summary>Names a value.</summary>
    /// <exception cref="DeepCalcException">The graph has one of that name.</exception>
    public void Add(string name, OnnxValue value)
    {
        if (!_values.TryAdd(name, value))
        {
            throw new DeepCalcException(ErrorCode.FileCorrupt, $"the value '{name}' is made twice; every value of a graph must have a name of its own.");
        }
    }

    /// <summary>Makes room for so many more.</summary>
    public void Reserve(int values) => _values.EnsureCapacity(_values.Count + values);

    /// <summary>What the file declares of a value, or null.</summary>
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
