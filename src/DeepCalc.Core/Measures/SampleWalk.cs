namespace DeepCalc;

/// <summary>
/// Follows an open axis of an input through a network, layer by layer, as long as every unit sees one position of the axis and its place tells
/// which. So it finds whether the positions are samples that never meet.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="workOf">The work of one of its layers.</param>
internal sealed class SampleWalk(Network network, Func<Layer, Work> workOf)
{
    private readonly HashSet<string> _open = network.Inputs.SelectMany(input => input.OutputShape.Sizes).SelectMany(size => size.UnknownNames).ToHashSet(StringComparer.Ordinal);
    private readonly Dictionary<(Layer Input, int Axis), HashSet<string>?> _known = [];

    /// <summary>Whether any layer depends on what an input holds.</summary>
    public bool Uses(Layer input) => network.Layers.Any(layer => Enumerable.Range(0, layer.Inputs.Count).Any(i => layer.Inputs[i] == input && layer.Definition.Sees(i)));

    /// <summary>
    /// The names that the size of an axis has on its way; null if its positions meet, or nothing is known to keep them apart.
    /// </summary>
    public HashSet<string>? Along(Layer input, int axis)
    {
        if (!_known.TryGetValue((input, axis), out HashSet<string>? names))
        {
            names = Follow(input, axis);
            _known.Add((input, axis), names);
        }

        return names;
    }

    private HashSet<string>? Follow(Layer input, int axis)
    {
        HashSet<string> names = [input.OutputShape[axis].Name!];
        if (!IsOnlyOn(axis, input.OutputShape, names))
        {
            return null;
        }

        bool isEvident = false;
        var places = new Place?[network.Layers.Count];
        places[network.IndexOf(input)] = new Place(axis, 1);
        for (int i = 0; i < places.Length; i++)
        {
            Layer layer = network.Layers[i];
            Place? place = places[i];
            for (int from = 0; from < layer.Inputs.Count; from++)
            {
                if (!layer.Definition.Sees(from) || places[network.IndexOf(layer.Inputs[from])] is not { } before)
                {
                    continue;
                }

                if (Through(layer, from, before, names) is not { } next || Met(place, next) is not { } met)
                {
                    return null;
                }

                place = met;
                isEvident |= before.IsKnown && next.IsKnown;
            }

            places[i] = place;
        }

        return isEvident ? names : null;
    }

    // Where it is behind a layer that takes it in several ways; null where that is not one place.
    private static Place? Met(Place? one, Place other) =>
        one is not { } first || first == other || first == Place.Unknown ? other
        : other == Place.Unknown ? first
        : null;

    // Where the axis is behind a layer; null where its positions meet in it.
    private Place? Through(Layer layer, int input, Place before, HashSet<string> names)
    {
        TensorShape output = layer.OutputShape;
        if (before.IsKnown && output.IsRanked
            && layer.View(input, before.Axis) is var view && AxisOf(view, output, names) is { } axis
            && PlaceOn(axis, view, layer.InputShapes[input], before, output, names) is { } place)
        {
            return place;
        }

        // What is not known speaks neither for nor against.
        if (before == Place.Unknown || !output.IsRanked || workOf(layer).IsUnknown)
        {
            return before == Place.Chosen ? before : Declared(output, names);
        }

        bool isChosen = before == Place.Chosen || (workOf(layer).Flops == 0 && output.Sizes.Any(size => !_open.IsSupersetOf(size.UnknownNames)));
        return isChosen && !output.Sizes.Any(size => size.DependsOn(names)) ? Place.Chosen : null;
    }

    private Place? PlaceOn(int axis, AxisView view, TensorShape input, Place before, TensorShape output, HashSet<string> names)
    {
        Quantity was = input[before.Axis];
        Quantity now = output[axis];
        AddName(was, now, names);
        return !IsOnlyOn(axis, output, names) ? null
            : view.Kind == ViewKind.Merged ? Reshaped(input, before, output, axis, names)
            : was == now || (was.Name is not null && now.Name is not null) ? before with { Axis = axis }
            : null;
    }

    // The axis of the output on which each unit sees one position.
    private static int? AxisOf(AxisView view, TensorShape output, HashSet<string> names)
    {
        bool isOne = view is { Kernel: 1, Phases: null, IsGated: false }
            && (view.Kind == ViewKind.Merged || (view.Kind == ViewKind.Window && view.Stride == 1 && view.Before == 0));
        if (!isOne)
        {
            return null;
        }

        if (view.OutputAxis >= 0)
        {
            return view.OutputAxis < output.Rank ? view.OutputAxis : null;
        }

        // Of the axes that it falls apart into, the one with its samples.
        int[] axes = [.. Enumerable.Range(0, output.Rank).Where(axis => (view.Parts & (1UL << axis)) != 0 && output[axis].DependsOn(names))];
        return axes is [var only] ? only : null;
    }

    // Two inputs that must agree have one size, under the name of either.
    private void AddName(Quantity was, Quantity now, HashSet<string> names)
    {
        if (was.Name is not null && now.Name is { } name && _open.Contains(name))
        {
            names.Add(name);
        }
    }

    private static bool IsOnlyOn(int axis, TensorShape shape, HashSet<string> names)
    {
        for (int i = 0; i < shape.Rank; i++)
        {
            if (i == axis ? shape[i].PowerOf(names) != 1 : shape[i].DependsOn(names))
            {
                return false;
            }
        }

        return true;
    }

    // Elements that stay in their order: so many of them belong to a sample, and the axes must tell that for all of them.
    private static Place? Reshaped(TensorShape input, Place before, TensorShape output, int axis, HashSet<string> names)
    {
        if (input.Equals(output) || input.ElementCount != output.ElementCount)
        {
            return null;
        }

        Quantity each = before.Each * Behind(input, before.Axis);
        Quantity inner = Behind(output, axis);
        Quantity here = Quantity.FloorDivide(each, inner);
        Quantity samples = Quantity.FloorDivide(output[axis], here);
        return here * inner == each && samples * here == output[axis] && samples.PowerOf(names) == 1 ? new Place(axis, here) : null;
    }

    private static Quantity Behind(TensorShape shape, int axis)
    {
        Quantity product = 1;
        for (int i = axis + 1; i < shape.Rank; i++)
        {
            product *= shape[i];
        }

        return product;
    }

    // Behind a layer that is not known, a shape that the file declares may have the axis.
    private static Place Declared(TensorShape output, HashSet<string> names)
    {
        int axis = -1;
        for (int i = 0; i < output.Rank; i++)
        {
            if (output[i].Name is { } name && names.Contains(name))
            {
                axis = i;
            }
        }

        return axis >= 0 && IsOnlyOn(axis, output, names) ? new Place(axis, 1) : Place.Unknown;
    }

    /// <summary>Where the samples are: on an axis, each of them on so many positions, one after another.</summary>
    private readonly record struct Place(int Axis, Quantity Each)
    {
        /// <summary>Behind an operator that is not known.</summary>
        public static Place Unknown => new(-1, 0);

        /// <summary>Among elements that were chosen by what the samples hold, as many as that gives.</summary>
        public static Place Chosen => new(-2, 0);

        public bool IsKnown => Axis >= 0;
    }
}
