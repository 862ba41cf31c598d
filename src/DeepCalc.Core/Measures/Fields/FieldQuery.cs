namespace DeepCalc.Measures.Fields;

/// <summary>
/// Follows single units and positions through a network exactly: positions outside a layer are dropped at that layer.
/// Gates that see everything are ignored.
/// </summary>
/// <param name="map">The fields, which determine the axis of each layer to follow.</param>
/// <param name="axis">The axis of the origin.</param>
internal sealed class FieldQuery(ReceptiveFieldMap map, int axis)
{
    /// <summary>
    /// The positions of the origin that a unit of a layer sees, or null where a size or a place on the way is unknown.
    /// </summary>
    public IndexSet? SeenBy(int layer, long unit)
    {
        var demanded = new IndexSet?[layer + 1];
        demanded[layer] = IndexSet.Of(unit, unit);
        for (int i = layer; i > map.Network.PlaceOf(map.Origin); i--)
        {
            if (demanded[i] is not { IsEmpty: false } units)
            {
                continue;
            }

            foreach ((int input, int number, AxisField field) in InputsOf(i))
            {
                if (Axis(number, field) is not { IsKnown: true } size || ViewOf(i, input, field) is not { } view)
                {
                    return null;
                }

                IndexSet seen = demanded[number] ??= new IndexSet();
                seen.Add(IsWhole(field) ? IndexSet.Of(0, 0) : ViewImage.Seen(view, units, size.Value));
            }
        }

        return demanded[map.Network.PlaceOf(map.Origin)];
    }

    /// <summary>The units of a layer that see a position of the origin, or null where they are unknown.</summary>
    public IndexSet? Seeing(int layer, long position)
    {
        int origin = map.Network.PlaceOf(map.Origin);
        var seeing = new IndexSet?[layer + 1];
        seeing[origin] = IndexSet.Of(position, position);
        for (int i = origin + 1; i <= layer; i++)
        {
            AxisField own = map[i, axis];
            if (own.Kind == FieldKind.None || IsWhole(own))
            {
                continue;
            }

            var units = new IndexSet();
            bool isLost = false;
            foreach ((int input, int number, AxisField field) in InputsOf(i))
            {
                isLost |= seeing[number] is null || Axis(i, own) is not { IsKnown: true } || ViewOf(i, input, field) is null;
                if (!isLost)
                {
                    units.Add(ViewImage.Seeing(ViewOf(i, input, field)!.Value, seeing[number]!, Axis(i, own)!.Value.Value));
                }
            }

            seeing[i] = isLost ? null : units;
        }

        return seeing[layer];
    }

    private Quantity? Axis(int layer, in AxisField field) =>
        field.Axis < 0 ? (Quantity)1 : map.Network.Values[layer].OutputShape.PositionsOn(field.Axis);

    // The inputs to follow; factors of a product that see everything are gates and are ignored.
    private IEnumerable<(int Input, int Layer, AxisField Field)> InputsOf(int index)
    {
        Layer layer = map.Network.Values[index];
        bool isLocal = map[index, axis].Kind != FieldKind.Everything;
        for (int input = 0; input < layer.Inputs.Count; input++)
        {
            int number = map.Network.PlaceOf(layer.Inputs[input]);
            AxisField field = map[number, axis];
            bool isGate = isLocal && field.Kind == FieldKind.Everything;
            if (field.Kind != FieldKind.None && !isGate && layer.Definition.Sees(input))
            {
                yield return (input, number, field);
            }
        }
    }

    private AxisView? ViewOf(int index, int input, in AxisField field)
    {
        if (IsWhole(field) || IsWhole(map[index, axis]))
        {
            return AxisView.Everything;
        }

        AxisView view = field.Axis < 0 ? AxisView.Unknown(-1) : map.Network.Values[index].View(input, field.Axis);
        return view.Kind is ViewKind.Merged or ViewKind.Unknown || !view.Before.IsKnown ? null : view;
    }

    // Every unit sees everything.
    private static bool IsWhole(in AxisField field) => field is { Kind: FieldKind.Everything, Axis: < 0 };
}
