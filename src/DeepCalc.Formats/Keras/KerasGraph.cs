namespace DeepCalc.Formats.Keras;

/// <summary>Builds a functional model: layers that are called, once or several times, on the outputs of others.</summary>
internal sealed class KerasGraph(KerasModel model, KerasScope scope)
{
    private readonly KerasImport _import = model.Import;
    private readonly Dictionary<string, int> _indices = [];
    private readonly List<JsonElement> _layers = [];
    private readonly List<int> _firstNodes = [];
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<(int Node, long Tensor), JsonElement> _shapes = [];
    private HashSet<string> _calledFromOne = [];

    public KerasOutputs Build(JsonElement config, KerasInputs? given)
    {
        ReadLayers(config);
        List<KerasReference> inputs = KerasReference.Read(config, "input_layers");
        List<KerasReference> outputs = KerasReference.Read(config, "output_layers");
        _calledFromOne = CallsFromOne(_nodes.SelectMany(node => node.Inputs).Concat(outputs.Where(output => !_indices.TryGetValue(output.Layer, out int layer) || !IsOfKeras3(layer))), false);
        Connect();
        var made = new KerasOutputs?[_nodes.Count];
        Bind(inputs, given, made);
        foreach (int index in SourceOrder.Of(_nodes.ConvertAll(node => node.Sources), "layers", i => NameOf(_nodes[i])))
        {
            made[index] ??= Make(_nodes[index], made, given is null);
        }

        HashSet<string> fromOne = [.. CallsFromOne(outputs, true).Union(_calledFromOne.Where(name => !IsOfKeras3(_indices[name])))];
        return outputs.Count == 0
            ? throw new DeepCalcException(ErrorCode.FileCorrupt, "output_layers is empty; it must name at least one layer.")
            : new KerasOutputs(outputs.Select(output => Output(output, fromOne, made)));
    }

    private void ReadLayers(JsonElement config)
    {
        foreach (JsonElement layer in KerasSettings.Property(config, "layers")!.Value.EnumerateArray())
        {
            string name = KerasModel.NameOf(layer);
            FileFault.Unless(
                _indices.TryAdd(name, _layers.Count),
                ErrorCode.DuplicateName, $"two layers of the model are named '{name}'; every layer needs a name of its own.");

            _layers.Add(layer);
        }

        for (int i = 0; i < _layers.Count; i++)
        {
            _firstNodes.Add(_nodes.Count);
            JsonElement[] calls = KerasSettings.Property(_layers[i], "inbound_nodes") is { ValueKind: JsonValueKind.Array } inbound
                ? [.. inbound.EnumerateArray()]
                : [];
            for (int call = 0; call < Math.Max(calls.Length, 1); call++)
            {
                List<KerasReference> references = call < calls.Length ? ReadReferences(calls[call], _layers[i]) : [];
                _nodes.Add(new Node(i, call, call < calls.Length ? calls[call] : default, references));
            }
        }

        _firstNodes.Add(_nodes.Count);
    }

    private List<KerasReference> ReadReferences(JsonElement call, JsonElement layer)
    {
        try
        {
            return KerasReference.Read(call, _indices.ContainsKey);
        }
        catch (DeepCalcException e)
        {
            throw new DeepCalcException(scope.Name + KerasModel.NameOf(layer), e);
        }
    }

    // Keras 2 counts the calls of a model from 1, because building it was a call. Keras 3 does so for outputs. Other writers, and Keras 3
    // for
    // connections, count from 0. References to a call that would not exist reveal the convention.
    private HashSet<string> CallsFromOne(IEnumerable<KerasReference> references, bool areOutputs)
    {
        var range = new Dictionary<string, (long Least, long Most)>();
        foreach (KerasReference reference in references)
        {
            (long least, long most) = range.GetValueOrDefault(reference.Layer, (reference.Node, reference.Node));
            range[reference.Layer] = (Math.Min(least, reference.Node), Math.Max(most, reference.Node));
        }

        return [.. range.Where(pair => pair.Value.Least >= 1 && _indices.TryGetValue(pair.Key, out int layer) && IsModel(layer)
            && (pair.Value.Most == Calls(layer) || (areOutputs && IsFunctionalOfKeras3(layer)))).Select(pair => pair.Key)];
    }

    private bool IsModel(int layer) => KerasModel.IsModel(_layers[layer]);

    private bool IsFunctionalOfKeras3(int layer) => IsOfKeras3(layer) && KerasModel.ClassOf(_layers[layer]) != "Sequential";

    private bool IsOfKeras3(int layer) => _nodes[_firstNodes[layer]].Json.ValueKind == JsonValueKind.Object;

    private int Calls(int layer) => _firstNodes[layer + 1] - _firstNodes[layer];

    private int Resolve(KerasReference reference, HashSet<string> fromOne, string whose)
    {
        FileFault.Unless(
            _indices.TryGetValue(reference.Layer, out int layer),
            $"{whose} is fed by '{Quoted.Cut(reference.Layer)}', which does not exist. The layers are {LayerNaming.Few(_indices.Keys)}.");

        long call = reference.Node - (fromOne.Contains(reference.Layer) ? 1 : 0);
        return call >= 0 && call < Calls(layer)
            ? _firstNodes[layer] + (int)call
            : throw new DeepCalcException(
                ErrorCode.FileCorrupt, $"{whose} is fed by call {reference.Node} of '{reference.Layer}', which has {Calls(layer)} {(Calls(layer) == 1 ? "call" : "calls")}.");
    }

    private void Connect()
    {
        foreach (Node node in _nodes)
        {
            string whose = $"'{NameOf(node)}'";
            node.Sources = [.. node.Inputs.Select(input => Resolve(input, _calledFromOne, whose))];
            for (int i = 0; i < node.Sources.Length; i++)
            {
                if (node.Inputs[i].Shape is { } shape)
                {
                    _shapes.TryAdd((node.Sources[i], node.Inputs[i].Tensor), shape);
                }
            }

            // Keras 2.13 stores the input shape of a layer's first call.
            if (node.Sources.Length == 1 && Calls(node.Layer) == 1 && KerasSettings.Property(_layers[node.Layer], "build_config") is { } built
                && KerasSettings.Property(built, "input_shape") is { } builtOn)
            {
                _shapes.TryAdd((node.Sources[0], node.Inputs[0].Tensor), builtOn);
            }
        }
    }

    // The arguments of a called model replace its input layers. Those of the network are in the order of input_layers, as in Keras.
    private void Bind(List<KerasReference> inputs, KerasInputs? given, KerasOutputs?[] made)
    {
        if (given is null)
        {
            foreach (KerasReference input in inputs)
            {
                if (_indices.TryGetValue(input.Layer, out int layer) && KerasModel.ClassOf(_layers[layer]) == "InputLayer")
                {
                    made[_firstNodes[layer]] ??= Make(_nodes[_firstNodes[layer]], made, true);
                }
            }

            return;
        }

        Layer[] layers = given.Layers;
        FileFault.Unless(layers.Length == inputs.Count, $"the model has {inputs.Count} inputs but is called on {layers.Length}.");

        for (int i = 0; i < layers.Length; i++)
        {
            made[Resolve(inputs[i], [], "an input of the model")] = new KerasOutputs(layers[i]);
        }
    }

    private KerasOutputs Make(Node node, KerasOutputs?[] made, bool beginsNetwork)
    {
        JsonElement layer = _layers[node.Layer];
        string name = KerasModel.NameOf(layer);
        if (KerasModel.ClassOf(layer) == "InputLayer")
        {
            JsonElement config = KerasSettings.Property(layer, "config") ?? default;
            JsonElement shape = KerasSettings.Property(config, "batch_shape") ?? KerasSettings.Property(config, "batch_input_shape")
                ?? throw new DeepCalcException(scope.Name + name, new DeepCalcException(ErrorCode.FileCorrupt, "an input layer needs a batch_shape or a batch_input_shape; it has neither."));
            return beginsNetwork
                ? _import.Input(scope.Name + name, shape, config)
                : throw new DeepCalcException(scope.Name + name, new DeepCalcException(ErrorCode.FileCorrupt, "the input layer of this nested model is missing in the model's input_layers, so it has no input."));
        }

        KerasArgument[] arguments = [.. node.Inputs.Select((input, i) => new KerasArgument(Tensor(made[node.Sources[i]]!, input), input.Role))];
        if (arguments.Length == 0 && KerasModel.IsModel(layer))
        {
            throw new DeepCalcException(scope.Name + name, new DeepCalcException(ErrorCode.FileCorrupt, "it has no input: its inbound_nodes name no layer."));
        }

        int index = _firstNodes[node.Layer] + node.Call;
        return model.Call(layer, scope, name, node.Call, new KerasInputs(arguments, node.Json, tensor =>
            _shapes.TryGetValue((index, tensor), out JsonElement shape) ? _import.Shape(shape, axis => $"{scope.Name}{name}{(tensor == 0 ? "" : $".{tensor}")}_{axis}") : null));
    }

    private Layer Output(KerasReference output, HashSet<string> fromOne, KerasOutputs?[] made) =>
        Tensor(made[Resolve(output, fromOne, "an output of the model")]!, output);

    private static Layer Tensor(KerasOutputs outputs, KerasReference reference) => outputs[reference.Tensor]
        ?? throw new DeepCalcException(
            ErrorCode.FileCorrupt, $"the file refers to output {reference.Tensor} of '{reference.Layer}', which has {outputs.Count} {(outputs.Count == 1 ? "output" : "outputs")}, counted from 0.");

    private string NameOf(Node node) => scope.Name + KerasModel.NameOf(_layers[node.Layer]);

    private sealed record Node(int Layer, int Call, JsonElement Json, List<KerasReference> Inputs)
    {
        public int[] Sources { get; set; } = [];
    }
}
