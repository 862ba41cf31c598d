namespace DeepCalc.Measures.Fields;

/// <summary>The working of receptive fields, in both directions.</summary>
internal static class ReceptiveFieldWorking
{
    /// <summary>
    /// From the input forwards: the field of a layer from the fields of its inputs. No steps if the layer changes nothing.
    /// </summary>
    public static IReadOnlyList<WorkedStep> Forward(ReceptiveFieldMap map, int layerIndex)
    {
        Layer layer = map.Network.Values[layerIndex];
        var steps = new List<WorkedStep>();
        int axes = AxesToShow(map, layer, layerIndex);
        for (int axis = 0; axis < axes; axis++)
        {
            var working = new Working();
            AxisField field = AxisField.Of(map, layerIndex, axis, working);
            if (field.Kind == FieldKind.Everything && !SeesEverythingAlready(map, layer, axis))
            {
                AxisNotation notation = AxisNotation.For(axis, map.AxisCount);
                working.Record("Field size", "r′", working.Let($"{notation.Letter}", map.OriginSize(axis), "size of the axis"), Sources.ReceptiveField);
            }

            if (field.Kind == FieldKind.Window && field.Track.IsUniform && working.Steps.Count > 0)
            {
                field.Track.First.TwiceCentre(working);
            }

            if (field.Kind == FieldKind.Window && !field.Track.IsUniform && map.LocalSizeOf(layerIndex, axis) is { } largest
                && !working.Steps.Any(step => step.Value == largest))
            {
                // Where the fields of neighbouring units differ, there is no single formula.
                working.Record("Largest field size", "r′", largest, Sources.ReceptiveField);
            }

            string suffix = axes == 1 ? "" : $", {AxisNotation.For(axis, map.AxisCount).Name}";
            steps.AddRange(working.Steps.Select(step => step with { Quantity = step.Quantity + suffix }));
        }

        return steps;
    }

    /// <summary>
    /// From the output backwards, as in the notes, along a chain of windows: RFᵢ = (RFᵢ₊₁ − 1)·S + F′. No steps if the
    /// network branches or a layer sees everything.
    /// </summary>
    public static IEnumerable<(string? Layer, WorkedStep Step)> Backward(Network network)
    {
        if (network.Inputs.Count == 0 || network.Layers.Any(layer => layer.Inputs.Count > 1)
            || network.Outputs.Count > 1 || network.Values.Count > network.Layers.Count)
        {
            return [];
        }

        var map = new ReceptiveFieldMap(network, network.Inputs[0]);
        int last = network.PlaceOf(network.Output);
        var steps = new List<(string? Layer, WorkedStep Step)>();
        int axes = AllAxesAlike(map, last) ? 1 : map.AxisCount;
        for (int axis = 0; axis < axes; axis++)
        {
            if (map[last, axis] is not { Kind: FieldKind.Window, IsGated: false } || HasPhases(map, axis))
            {
                return [];
            }

            string suffix = axes == 1 ? "" : $", {AxisNotation.For(axis, map.AxisCount).Name}";
            Backward(map, axis, suffix, steps);
        }

        return steps;
    }

    private static void Backward(ReceptiveFieldMap map, int axis, string suffix, List<(string? Layer, WorkedStep Step)> steps)
    {
        Quantity size = 1;
        for (int i = map.Network.Values.Count - 1; i > 0; i--)
        {
            Layer layer = map.Network.Values[i];
            AxisField before = map[i - 1, axis];
            if (IsIdentity(layer, before))
            {
                continue;
            }

            AxisView view = layer.View(0, before.Axis);
            var working = new Working();
            size = working.Record(
                "Receptive field on the layer's input" + suffix,
                "RFᵢ",
                ReceptiveFormula.BackwardSize(working.Let("RFᵢ₊₁", size), working.Let("S", view.Stride), working.Let("F′", view.Extent)),
                Sources.Notes);
            steps.Add((map.Network.NameAt(i), working.Steps[0]));
        }
    }

    private static bool IsIdentity(Layer layer, AxisField seen) => seen.Kind != FieldKind.Everything && layer.View(0, seen.Axis).IsIdentity;

    private static bool HasPhases(ReceptiveFieldMap map, int axis) =>
        Enumerable.Range(1, map.Network.Values.Count - 1).Any(i => map.Network.Values[i].View(0, map[i - 1, axis].Axis).Phases is not null);

    private static bool SeesEverythingAlready(ReceptiveFieldMap map, Layer layer, int axis) =>
        layer.Inputs.Any(input => map[map.Network.PlaceOf(input), axis].Kind == FieldKind.Everything);

    // One axis is shown for all axes with the same numbers.
    private static int AxesToShow(ReceptiveFieldMap map, Layer layer, int layerIndex) =>
        AllAxesAlike(map, layerIndex) && layer.Inputs.All(input => AllAxesAlike(map, map.Network.PlaceOf(input))) ? 1 : map.AxisCount;

    private static bool AllAxesAlike(ReceptiveFieldMap map, int layer)
    {
        AxisField first = map[layer, 0];
        return Enumerable.Range(1, map.AxisCount - 1).All(axis => map[layer, axis] is var other
            && first.Kind == other.Kind && map.SizeOf(layer, 0) == map.SizeOf(layer, axis)
            && first.Jump == other.Jump && first.Padding == other.Padding);
    }
}
