namespace DeepCalc.Networks;

/// <summary>
/// Follows an axis of an input through a network, layer by layer, as long as every unit sees one known position of the axis.
/// It finds whether the positions are samples that never mix. An open axis is known again by the names of its size, a fixed one by its size.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="workOf">The work of one of its layers.</param>
internal sealed class SampleWalk(Network network, Func<Layer, Work> workOf)
{
    private readonly HashSet<string> _open = network.Inputs.SelectMany(input => input.OutputShape.Sizes).SelectMany(size => size.UnknownNames).ToHashSet(StringComparer.Ordinal);
    private readonly Dictionary<(Layer Input, int Axis), HashSet<string>?> _known = [];

    /// <summary>The walk through a network whose work nobody else has counted.</summary>
    public static SampleWalk Of(Network network) => new(network, static layer => layer.Work());

    /// <summary>Whether any layer depends on the values of an input.</summary>
    public bool Uses(Layer input) => network.ConsumersOf(input).Any(layer => Enumerable.Range(0, layer.Inputs.Count).Any(i => layer.Inputs[i] == input && layer.Definition.Sees(i)));

    /// <summary>
    /// The names of the axis size on the way; null if the positions mix, or if nothing shows that they stay apart.
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

    /// <summary>
    /// Whether the first axis of a value can hold samples: it comes from the first axis of an input, and nothing on the way mixes the
    /// positions. A layer that is unknown, and one that chooses among the positions, mixes none.
    /// </summary>
    public bool HoldSamples(Layer value) => IsApart(network.Inputs, places => places[network.PlaceOf(value)] is { } place && (place.Axis == 0 || !place.IsKnown));

    /// <summary>Whether the first axis of an input can hold samples: nothing in the network mixes its positions.</summary>
    public bool KeepsApart(Layer input) => IsApart([input], static _ => true);

    private bool IsApart(IEnumerable<Layer> inputs, Func<Place?[], bool> isSo)
    {
        try
        {
            return inputs.Any(input => input.OutputShape is { IsRanked: true, Rank: > 0 } && Follow(input, 0, NamesOf(input, 0), out _) is { } places && isSo(places));
        }
        catch (OverflowException)
        {
            // The counts report this error, with its layer.
            return true;
        }
    }

    private HashSet<string>? Follow(Layer input, int axis)
    {
        HashSet<string> names = NamesOf(input, axis);
        return Follow(input, axis, names, out bool isEvident) is not null && isEvident ? names : null;
    }

    private static HashSet<string> NamesOf(Layer input, int axis) => input.OutputShape[axis].Name is { } name ? [name] : [];

    // The places of the positions in all values; null if any layer mixes them.
    private Place?[]? Follow(Layer input, int axis, HashSet<string> names, out bool isEvident)
    {
        isEvident = false;
        if (!IsOnlyOn(axis, input.OutputShape, names))
        {
            return null;
        }

        var places = new Place?[network.Values.Count];
        places[network.PlaceOf(input)] = new Place(axis, 1);
        var known = new KnownSteps();
        for (int i = 0; i < places.Length; i++)
        {
            Layer layer = network.Values[i];
            Place? place = places[i];
            for (int from = 0; from < layer.Inputs.Count; from++)
            {
                if (!layer.Definition.Sees(from) || places[network.InputsOf(i)[from]] is not { } before)
                {
                    continue;
                }

                if (Through(layer, from, before, names, known) is not { } next || Met(place, next) is not { } met)
                {
                    return null;
                }

                place = met;
                isEvident |= before.IsKnown && next.IsKnown;
            }

            places[i] = place;
        }

        return places;
    }

    // The place behind a layer that takes the axis through several inputs; null where there is no single place.
    private static Place? Met(Place? one, Place other) =>
        one is not { } first || first == other || first == Place.Unknown ? other
        : other == Place.Unknown ? first
        : null;

    // Layers that share their answers lead from one place to the same other, as long as the axis has the same names.
    private Place? Through(Layer layer, int input, Place before, HashSet<string> names, KnownSteps known)
    {
        if (layer.Definition.SharedAnswers is not { } answers)
        {
            return Through(layer, input, before, names);
        }

        if (known.Find(answers, layer.OutputIndex, input, before, names.Count) is { } found)
        {
            return found;
        }

        Place? place = Through(layer, input, before, names);
        if (place is { } next)
        {
            known.Add(answers, layer.OutputIndex, input, before, names.Count, next);
        }

        return place;
    }

    // The place of the axis behind a layer; null where the layer mixes its positions.
    private Place? Through(Layer layer, int input, Place before, HashSet<string> names)
    {
        TensorShape output = layer.OutputShape;
        if (IsLost(layer, input, before, names))
        {
            return Place.Unknown;
        }

        if (before.IsKnown && output.IsRanked
            && layer.View(input, before.Axis) is var view && AxisOf(view, output, names) is { } axis
            && PlaceOn(axis, view, layer.InputShapes[input], before, output, names) is { } place)
        {
            return place;
        }

        // An unknown layer decides nothing.
        if (before == Place.Unknown || !output.IsRanked || workOf(layer).IsUnknown)
        {
            return before == Place.Chosen ? before : Declared(output, names);
        }

        bool isChosen = before == Place.Chosen || (workOf(layer).Flops == 0 && output.Sizes.Any(size => !_open.IsSupersetOf(size.UnknownNames)));
        return isChosen && !output.Sizes.Any(size => size.DependsOn(names)) ? Place.Chosen : null;
    }

    // The axis of a single sample has size 1, so a reshape that puts axes together or takes them apart leaves its place unknown.
    private static bool IsLost(Layer layer, int input, Place before, HashSet<string> names) =>
        names.Count == 0 && before.IsKnown && CountOn(layer.InputShapes[input], before) == 1
        && layer.View(input, before.Axis) is not { Kind: ViewKind.Window, IsIdentity: true }
        && layer.Storage() is { ViewOf: >= 0 and var source, Order: not ViewOrder.Strided } && source == input;

    // The number of samples.
    private static Quantity CountOn(TensorShape shape, Place place) => Quantity.FloorDivide(shape[place.Axis], place.Each);

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

        // The one of several split axes that holds the samples: of a fixed size, the first.
        int[] axes = [.. Enumerable.Range(0, output.Rank).Where(axis => (view.Parts & (1UL << axis)) != 0 && (names.Count == 0 || output[axis].DependsOn(names)))];
        return axes.Length == 1 || (names.Count == 0 && axes.Length > 0) ? axes[0] : null;
    }

    // Inputs that must agree have the same size, under either name.
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
            if (i == axis ? names.Count > 0 && shape[i].PowerOf(names) != 1 : shape[i].DependsOn(names))
            {
                return false;
            }
        }

        return true;
    }

    // A reshape keeps the elements in order: each sample has a fixed number of them, and every axis must respect that.
    private static Place? Reshaped(TensorShape input, Place before, TensorShape output, int axis, HashSet<string> names)
    {
        if (input.Equals(output) || input.ElementCount != output.ElementCount)
        {
            return null;
        }

        Quantity each = before.Each * Product(input, before.Axis + 1, input.Rank);
        Quantity inner = Product(output, axis + 1, output.Rank);

        // No element of an empty tensor tells where its sample goes.
        if (each == 0 || inner == 0)
        {
            return null;
        }

        Quantity here = Quantity.FloorDivide(each, inner);
        Quantity samples = Quantity.FloorDivide(output[axis], here);
        bool areAll = names.Count > 0 ? samples.PowerOf(names) == 1 : samples == CountOn(input, before);
        return here * inner == each && samples * here == output[axis] && areAll ? new Place(axis, here) : null;
    }

    private static Quantity Product(TensorShape shape, int begin, int end) => new TensorShape(shape.Span[begin..end]).ElementCount;

    // Behind an unknown layer, the shape declared by the file may contain the axis.
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

    /// <summary>The place of the samples: on an axis, each with a fixed number of positions, one after another.</summary>
    private sealed record Place(int Axis, Quantity Each)
    {
        /// <summary>Behind an unknown operator.</summary>
        public static Place Unknown { get; } = new(-1, 0);

        /// <summary>Among elements chosen by the values of the samples; their number depends on these values.</summary>
        public static Place Chosen { get; } = new(-2, 0);

        public bool IsKnown => Axis >= 0;
    }

    /// <summary>The steps of a walk through layers that share their answers.</summary>
    private sealed class KnownSteps
    {
        // The last step through each of them.
        private readonly Dictionary<object, (int Output, int Input, Place Before, int Names, Place Next)> _steps = new(ReferenceEqualityComparer.Instance);

        public Place? Find(object answers, int output, int input, Place before, int names) =>
            _steps.TryGetValue(answers, out (int Output, int Input, Place Before, int Names, Place Next) step)
            && (step.Output, step.Input, step.Names) == (output, input, names) && step.Before == before
                ? step.Next
                : null;

        public void Add(object answers, int output, int input, Place before, int names, Place next) =>
            _steps[answers] = (output, input, before, names, next);
    }
}
