using DeepCalc.Formats.Onnx.Syntax;

namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>The result of running a body once.</summary>
/// <param name="Outputs">The output tensors.</param>
/// <param name="Work">The work; unknown if that of any layer in the body is unknown.</param>
/// <param name="Weights">The stored tensors that its layers hold.</param>
internal sealed record BodyResult(FileTensor[] Outputs, Work Work, IReadOnlyList<Weight> Weights)
{
    // The output layers, and the layers that stand for the operands of the node.
    private Layer?[] _ends = [];
    private Layer?[] _operands = [];

    /// <summary>The body as a network; null if it only passes on constants.</summary>
    public Network? Network { get; private init; }

    /// <summary>The result of a body, taken from a scope that holds all its values.</summary>
    /// <param name="graph">The body.</param>
    /// <param name="scope">The scope with the values.</param>
    /// <param name="operands">The layers in the body that stand for the node's operands; null for unused operands.</param>
    public static BodyResult Of(OnnxGraph graph, OnnxScope scope, Layer?[] operands)
    {
        List<FileTensor> outputs = [];
        List<Layer?> ends = [];
        List<Layer> layers = [];
        List<Weight> weights = [];
        foreach (OnnxValueInfo info in graph.Outputs)
        {
            if (info.Name.Length == 0)
            {
                // In a function, this is an input that the call omits.
                outputs.Add(FileTensor.Unranked());
                ends.Add(null);
                continue;
            }

            OnnxValue value = scope.Find(info.Name) ?? throw new DeepCalcException(
                ErrorCode.FileCorrupt, $"the graph '{graph.Name}' has the output '{info.Name}', which no node, input or initializer of it defines.");
            outputs.Add(value.Tensor);
            ends.Add(value.Layer);
            if (value.Layer is { } layer)
            {
                layers.Add(layer);
            }
            else
            {
                weights.AddRange(value.Weights.Where(stored => StoredTensors.IsFloat(stored) && StoredTensors.IsLearned(stored, scope.Importer)).Select(stored =>
                    new Weight(stored.Tensor.Name, stored.Unpacked ?? stored.Tensor.ToTensor()) { Identity = stored.Tensor, ElementType = stored.Tensor.Type }));
            }
        }

        Work work = default;
        Network? network = layers.Count > 0 ? new Network([.. layers]) : null;
        foreach (Layer layer in network?.Layers ?? [])
        {
            work += layer.Work();
            weights.AddRange(layer.Weights());
        }

        return new BodyResult([.. outputs], work, [.. weights.DistinctBy(weight => weight.Identity)]) { Network = network, _ends = [.. ends], _operands = operands };
    }

    /// <summary>
    /// What a unit of an output sees of an axis of an operand: everything, if several layers on the way change the view, or if different
    /// paths
    /// give different views.
    /// </summary>
    public AxisView View(int output, int operand, int axis)
    {
        if (operand >= _operands.Length || _operands[operand] is not { } begin || output >= _ends.Length || _ends[output] is not { } end)
        {
            return AxisView.Everything;
        }

        var network = new Network(end);
        var views = new AxisView?[network.Values.Count];
        for (int place = 0; place < views.Length; place++)
        {
            Layer value = network.Values[place];
            ReadOnlySpan<int> inputs = network.InputsOf(place);
            views[place] = value == begin ? AxisView.Same(axis) : null;
            for (int input = 0; input < inputs.Length; input++)
            {
                if (value.Definition.Sees(input) && views[inputs[input]] is { } before)
                {
                    AxisView view = Composed(before, value, input);
                    views[place] = views[place] is { } other && !other.Equals(view) ? AxisView.Everything : view;
                }
            }
        }

        return views[network.PlaceOf(end)] ?? AxisView.Everything;
    }

    private static AxisView Composed(AxisView before, Layer layer, int input)
    {
        if (before.OutputAxis < 0)
        {
            return AxisView.Everything;
        }

        AxisView view = layer.View(input, before.OutputAxis);
        return before is { IsIdentity: true, IsGated: false } ? view
            : view is { IsIdentity: true, IsGated: false, OutputAxis: >= 0 } ? before.OnAxis(view.OutputAxis)
            : AxisView.Everything;
    }
}
