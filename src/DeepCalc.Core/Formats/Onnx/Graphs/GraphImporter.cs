namespace DeepCalc;

/// <summary>Makes layers of the graphs of one ONNX file.</summary>
internal sealed class GraphImporter
{
    // A file can be small and its functions call each other without end.
    private const int MostLayers = 1_000_000;
    private const int DeepestScope = 64;

    private readonly Dictionary<(string Domain, string Name, string Overload), OnnxFunction> _functions = [];
    private readonly HashSet<string> _layerNames = new(StringComparer.OrdinalIgnoreCase);
    private int _imported;

    public GraphImporter(OnnxModel model, ImportOptions options)
    {
        Options = options;
        foreach (OnnxFunction function in model.Functions)
        {
            _functions.TryAdd((function.Domain, function.Name, function.Overload), function);
        }
    }

    /// <summary>What is to be made of the file.</summary>
    public ImportOptions Options { get; }

    /// <summary>Adds the values of a graph to a scope, node by node.</summary>
    public void Import(IReadOnlyList<OnnxNode> nodes, OnnxScope scope, IEnumerable<string> outputs)
    {
        if (scope.Depth > DeepestScope)
        {
            throw new DeepCalcException(ErrorCode.FileTooLarge, $"graphs and functions stand in each other more than {DeepestScope} deep; a function that calls itself has no end.");
        }

        var wanted = new Lazy<HashSet<string>>(() => NodeOrder.Wanted(nodes, outputs));
        nodes = NodeOrder.Ordered(nodes, scope);
        foreach (OnnxNode node in nodes)
        {
            Options.Cancellation.ThrowIfCancellationRequested();
            if (++_imported > MostLayers)
            {
                throw new DeepCalcException(ErrorCode.FileTooLarge, $"the functions of the file come to more than {MostLayers} nodes; that is the limit.");
            }

            if (_functions.Count > 0 && _functions.TryGetValue((node.Domain, node.Operator, node.Overload), out OnnxFunction? function))
            {
                FunctionCall.Inline(function, node, scope);
            }
            else
            {
                Import(node, scope, wanted);
            }
        }
    }

    /// <summary>A name for a layer that no other layer of the file has.</summary>
    public string NameFor(OnnxNode node, int output, OnnxScope scope, bool isFurther)
    {
        string name = node.Name.Length > 0 && !isFurther ? node.Name : output < node.Outputs.Count && node.Outputs[output].Length > 0 ? node.Outputs[output] : node.Operator;
        return UniqueName(scope.Prefix + name);
    }

    /// <summary>That name, or with a number behind it.</summary>
    public string UniqueName(string name)
    {
        string unique = name;
        for (int i = 1; !_layerNames.Add(unique); i++)
        {
            unique = $"{name}_{i}";
        }

        return unique;
    }

    private void Import(OnnxNode node, OnnxScope scope, Lazy<HashSet<string>> wanted)
    {
        OnnxOperator? op = OperatorTable.Find(node.Domain, node.Operator);
        IReadOnlyList<string> captured = OnnxBody.Captured(node);
        List<Layer> inputs = [];
        var operands = new OnnxOperand[node.Inputs.Count + captured.Count];
        for (int i = 0; i < operands.Length; i++)
        {
            string name = i < node.Inputs.Count ? node.Inputs[i] : captured[i - node.Inputs.Count];
            operands[i] = name.Length == 0 ? OnnxOperand.None : OperandOf(name, node, scope, inputs);
        }

        if (inputs.Count == 0)
        {
            AddConstants(node, op, operands, scope);
            return;
        }

        Layer? first = null;
        for (int output = 0; output < node.Outputs.Count; output++)
        {
            string name = node.Outputs[output];
            if (name.Length == 0 || (node.Outputs.Count > 1 && !wanted.Value.Contains(name)))
            {
                continue;
            }

            Layer layer = first is null
                ? new Layer(new OnnxLayer(node, op, operands, scope, output), NameFor(node, output, scope, false), [.. inputs])
                : new Layer(new OnnxLayer(node, op, operands, scope, output, isFurther: true), NameFor(node, output, scope, true), [.. inputs, first]);
            first ??= layer;
            RequireKnown(layer);
            scope.Add(name, OnnxValue.Of(layer));
        }
    }

    // What is computed of constants alone is a constant, and no layer.
    private static void AddConstants(OnnxNode node, OnnxOperator? op, OnnxOperand[] operands, OnnxScope scope)
    {
        Answer answer;
        Operation operation = new(node, scope.OpsetOf(node.Domain), [.. operands.Select(operand => operand.Constant)], scope);
        try
        {
            answer = new OnnxLayer(node, op, operands, scope, 0).AskConstants();
        }
        catch (DeepCalcException e)
        {
            throw new DeepCalcException(node.Name.Length > 0 ? node.Name : node.Outputs.FirstOrDefault(node.Operator), e);
        }

        StoredTensor[] weights = [.. operands.SelectMany((operand, i) => operand.Weights.Select(stored => StoredTensors.UsedBy(op, operation, i, stored)))];
        for (int output = 0; output < node.Outputs.Count; output++)
        {
            if (node.Outputs[output].Length > 0)
            {
                scope.Add(node.Outputs[output], OnnxValue.Of(output < answer.Outputs.Length ? answer.Outputs[output] : FileTensor.Unranked(), weights));
            }
        }
    }

    private static OnnxOperand OperandOf(string name, OnnxNode node, OnnxScope scope, List<Layer> inputs)
    {
        OnnxValue value = scope.Find(name) ?? throw new DeepCalcException(
            ErrorCode.FileCorrupt,
            $"the node '{(node.Name.Length > 0 ? node.Name : node.Outputs.FirstOrDefault(""))}' ({node.Operator}) takes '{name}', which no node, input or initializer gives.");
        if (value.Layer is not { } layer)
        {
            return new OnnxOperand(-1, value.Tensor, value.Weights);
        }

        inputs.Add(layer);
        return new OnnxOperand(inputs.Count - 1, null, []);
    }

    private void RequireKnown(Layer layer)
    {
        if (Options.IsStrict && layer.Definition is OnnxLayer definition && definition.IsUnknown(layer.InputShapes))
        {
            throw new DeepCalcException(
                layer.Name ?? layer.Kind,
                new DeepCalcException(ErrorCode.LayerUnknown, $"what the operator {layer.Kind} makes of {string.Join(", ", layer.Inputs.Select(input => input.OutputShape))} cannot be told; without -Strict it is left out of the counts."));
        }
    }
}
