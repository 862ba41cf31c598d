namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>
/// The result of running a body once: its outputs, the work of all its layers, and the stored tensors that they hold; the body as a network, or
/// null if it only passes on constants; the layers of the outputs, null for constants; and the layers that stand for the operands of the node,
/// null for unused ones.
/// </summary>
internal sealed record BodyResult(
    FileTensor[] Outputs, Work Work, IReadOnlyList<Weight> Weights, Network? Network, Layer?[] Ends, Layer?[] Operands)
{
    /// <summary>What a unit of an output sees of an axis of an operand: everything, if several layers change it, or paths differ.</summary>
    public AxisView View(int output, int operand, int axis)
    {
        if (Operands.ElementAtOrDefault(operand) is not { } begin || Ends.ElementAtOrDefault(output) is not { } end)
        {
            return AxisView.Everything;
        }

        var views = new Dictionary<Layer, AxisView> { [begin] = AxisView.Same(axis) };
        foreach (Layer value in new Network(end).Values)
        {
            for (int input = 0; input < value.Inputs.Count; input++)
            {
                if (value.Definition.Sees(input) && views.TryGetValue(value.Inputs[input], out AxisView before))
                {
                    AxisView view = Composed(before, value, input);
                    views[value] = views.TryGetValue(value, out AxisView other) && !other.Equals(view) ? AxisView.Everything : view;
                }
            }
        }

        return views.GetValueOrDefault(end, AxisView.Everything);
    }

    private static AxisView Composed(AxisView before, Layer layer, int input) => before.OutputAxis < 0 ? AxisView.Everything
        : before is { IsIdentity: true, IsGated: false } ? layer.View(input, before.OutputAxis)
        : layer.View(input, before.OutputAxis) is { IsIdentity: true, IsGated: false, OutputAxis: >= 0 } view ? before.OnAxis(view.OutputAxis)
        : AxisView.Everything;
}
