using DeepCalc.Formats.Onnx.Graphs;

namespace DeepCalc.Formats.Onnx;

/// <summary>Reads ONNX files.</summary>
internal static class OnnxFormat
{
    /// <summary>The network in a file.</summary>
    /// <exception cref="DeepCalcException">The file is damaged.</exception>
    public static Layer Read(Stream stream, string name, ImportOptions options)
    {
        Layer[] outputs = Outputs(stream, name, options, out GraphImporter importer);
        if (options.Place is { Reopen: not null } place)
        {
            ImportOptions quiet = options with { Fact = null, Warning = null, Part = null, Place = null, Cancellation = default };
            importer.LetGo(new GraphSource(place, stream.Length, again =>
            {
                Outputs(again, name, quiet, out GraphImporter another);
                return another.Nodes();
            }));
        }

        return outputs is [var single] ? single : new Layer(new OutputSet(), null, outputs);
    }

    private static Layer[] Outputs(Stream stream, string name, ImportOptions options, out GraphImporter importer)
    {
        OnnxModel model = new OnnxReader(stream, options.Cancellation).Read();
        OnnxScope scope = Import(model, name, options);
        OnnxGraph graph = model.Graph!;
        importer = scope.Importer;
        DeepCalcException.ThrowIf(
            graph.Outputs.Count + options.Outputs.Count == 0, ErrorCode.FileCorrupt, $"the graph '{graph.Name}' has no outputs; it needs at least one.");
        IEnumerable<(string Name, OnnxValue Value)> outputs = options.Outputs.Count > 0
            ? options.Outputs.Select(output => (output, Named(output, scope)))
            : graph.Outputs.Select(output => (output.Name, scope.Output(graph, output.Name)));
        return [.. outputs.Select(output => output.Value.Layer ?? Constant(output.Name, output.Value, scope)).Distinct()];
    }

    /// <summary>The values of the main graph, for given inputs or those of the file.</summary>
    internal static OnnxScope Import(
        OnnxModel model, string name, ImportOptions options, IReadOnlyDictionary<string, FileTensor>? inputs = null)
    {
        OnnxGraph graph = model.Graph ?? throw new DeepCalcException(ErrorCode.FileCorrupt, "the file has no graph; an ONNX model needs one.");
        if (model.Opsets.Count == 0)
        {
            // The first files omit the version; the format's default is 1.
            model.Opsets[OnnxDomain.Default] = 1;
        }

        options.Fact?.Invoke(Describe(model, graph));

        var scope = new OnnxScope(new GraphImporter(model, options), model.Opsets, [.. graph.Values, .. graph.Outputs]);
        scope.AddStored(graph);

        int place = 0;
        foreach (OnnxValueInfo input in OnnxBody.Inputs(graph))
        {
            Layer layer = inputs?.GetValueOrDefault(input.Name) is { } tensor
                ? new Layer(new Input(tensor), scope.Importer.UniqueName(input.Name))
                : GraphInput.Layer(input, ++place, name, options, scope.Importer);
            scope.Add(input.Name, OnnxValue.Of(layer));
            scope.Importer.InputSizes.UnionWith(layer.OutputShape.Sizes.SelectMany(size => size.UnknownNames));
        }

        GraphInput.RequireNames(graph, scope, options);
        scope.Importer.Import(graph.Nodes, scope, graph.Outputs.Select(output => output.Name).Concat(options.Outputs));
        scope.Importer.WeightPlaces.Complete();
        return scope;
    }

    private static string Describe(OnnxModel model, OnnxGraph graph)
    {
        string opsets = string.Join(", ", model.Opsets.Select(opset => FormattableString.Invariant($"{(opset.Key == OnnxDomain.Default ? "opset" : opset.Key)} {opset.Value}")));
        string producer = model.Producer.Length == 0 ? "unknown producer" : $"written by {Quoted.Cut($"{model.Producer} {model.ProducerVersion}".TrimEnd())}";
        return FormattableString.Invariant($"ONNX, format version {model.IrVersion}, {opsets}, {producer}, {graph.Nodes.Count} nodes.");
    }

    // The name is a value's name in the file, a layer's name, or that of a layer with the number of its output.
    private static OnnxValue Named(string name, OnnxScope scope) => scope.Find(name)
        ?? scope.Values.Select(pair => pair.Value).FirstOrDefault(value => IsCalled(value.Layer, name))
        ?? throw new DeepCalcException(
            ErrorCode.LayerNotFound,
            $"the file has no layer or value named '{name}'. {LayerNaming.Near(name, scope.Values.Select(pair => pair.Value.Layer?.Name).OfType<string>().Distinct())}");

    private static bool IsCalled(Layer? layer, string name) =>
        string.Equals(layer?.Name, name, StringComparison.OrdinalIgnoreCase)
        || (layer is { IsFurther: true } && string.Equals(FormattableString.Invariant($"{layer.OutputOf.Name}:{layer.OutputIndex}"), name, StringComparison.OrdinalIgnoreCase));

    // An output that depends on no input becomes a layer that only holds a constant.
    private static Layer Constant(string name, OnnxValue value, OnnxScope scope) => scope.Importer.Add(
        new GraphNode(
            new OnnxNode { Operator = "Identity", Outputs = [name] },
            OperatorTable.Find(OnnxDomain.Default, "Identity"),
            [new OnnxOperand(-1, value.Tensor, value.Weights)],
            scope),
        0,
        scope.Importer.UniqueName(name),
        []);
}
