namespace DeepCalc;

/// <summary>ONNX files.</summary>
internal static class OnnxFormat
{
    /// <summary>The network in a file.</summary>
    /// <exception cref="DeepCalcException">The file is damaged.</exception>
    public static Layer Read(Stream stream, string name, ImportOptions options)
    {
        (OnnxGraph graph, OnnxScope scope) = Import(stream, name, options);
        string[] outputs = options.Outputs.Count > 0 ? [.. options.Outputs] : [.. graph.Outputs.Select(output => output.Name)];
        if (outputs.Length == 0)
        {
            throw new DeepCalcException(ErrorCode.FileCorrupt, $"the graph '{graph.Name}' has no outputs.");
        }

        var layers = new Layer[outputs.Length];
        for (int i = 0; i < layers.Length; i++)
        {
            layers[i] = OutputOf(outputs[i], graph, scope);
        }

        Layer[] distinct = [.. layers.Distinct()];
        return distinct is [var single] ? single : new Layer(new OutputSet(), null, distinct);
    }

    /// <summary>What is known of every value of the main graph.</summary>
    internal static IReadOnlyDictionary<string, FileTensor> Describe(Stream stream, ImportOptions options) =>
        Tensors(Import(stream, "", options).Scope);

    /// <summary>What is known of every value of the main graph when these tensors go in.</summary>
    internal static IReadOnlyDictionary<string, FileTensor> Describe(OnnxModel model, IReadOnlyDictionary<string, FileTensor> inputs) =>
        Tensors(Import(model, "", new ImportOptions(), inputs).Scope);

    private static Dictionary<string, FileTensor> Tensors(OnnxScope scope) =>
        scope.Values.ToDictionary(value => value.Key, value => value.Value.Tensor, StringComparer.Ordinal);

    private static (OnnxGraph Graph, OnnxScope Scope) Import(Stream stream, string name, ImportOptions options) =>
        Import(new OnnxReader(new WireReader(stream), options.Cancellation).Read(), name, options, null);

    private static (OnnxGraph Graph, OnnxScope Scope) Import(
        OnnxModel model, string name, ImportOptions options, IReadOnlyDictionary<string, FileTensor>? inputs)
    {
        OnnxGraph graph = model.Graph ?? throw new DeepCalcException(ErrorCode.FileCorrupt, "the file holds no graph.");
        if (model.Opsets.Count == 0)
        {
            // The first files did not say; the format's own default is 1.
            model.Opsets[OnnxDomain.Default] = 1;
        }

        var scope = new OnnxScope(new GraphImporter(model, options), model.Opsets, [.. graph.Values, .. graph.Outputs]);
        foreach (OnnxTensor initializer in graph.Initializers)
        {
            scope.Add(initializer.Name, OnnxValue.Of(initializer.ToTensor(), new StoredTensor(initializer)));
        }

        foreach (OnnxValueInfo input in graph.Inputs)
        {
            // Before version 4 of the format, initializers stand among the inputs.
            if (scope.Find(input.Name) is null)
            {
                scope.Add(input.Name, OnnxValue.Of(inputs?.GetValueOrDefault(input.Name) is { } tensor
                    ? new Layer(new Input(tensor), scope.Importer.UniqueName(input.Name))
                    : GraphInput.Layer(input, name, options, scope.Importer)));
            }
        }

        GraphInput.RequireNames(graph, scope, options);
        scope.Importer.Import(graph.Nodes, scope, graph.Outputs.Select(output => output.Name).Concat(options.Outputs));
        return (graph, scope);
    }

    // By the name of a value, as the file has it, or of a layer.
    private static Layer OutputOf(string name, OnnxGraph graph, OnnxScope scope)
    {
        OnnxValue? value = scope.Find(name)
            ?? scope.Values.Select(pair => pair.Value).FirstOrDefault(value => string.Equals(value.Layer?.Name, name, StringComparison.OrdinalIgnoreCase));
        return value is null
            ? throw new DeepCalcException(
                ErrorCode.LayerNotFound,
                $"the file has no layer or value named '{name}'. Its outputs are {LayerNaming.Few(graph.Outputs.Select(output => output.Name))}; Measure-Layer lists the layers.")
            : value.Layer ?? Constant(name, value, scope);
    }

    // An output that depends on no input: a layer of its own, that only holds it.
    private static Layer Constant(string name, OnnxValue value, OnnxScope scope) => new(
        new OnnxLayer(
            new OnnxNode { Operator = "Identity", Outputs = [name] },
            OperatorTable.Find(OnnxDomain.Default, "Identity"),
            [new OnnxOperand(-1, value.Tensor, value.Weights)],
            scope,
            0),
        scope.Importer.UniqueName(name));
}
