namespace DeepCalc;

/// <summary>
/// What the units of a layer see of one axis of the layer where the measurement begins, over all paths. Paths of one
/// jump make one <see cref="FieldTrack"/>; what a unit sees is the union over the tracks.
/// </summary>
internal readonly struct AxisField
{
    private readonly FieldTrack _track;

    // Of paths of other jumps.
    private readonly FieldTrack[]? _others;

    // Of a scattered field: where its place was lost, and the axes of the layer on which it lies, where those are several.
    private readonly Loss? _loss;
    private readonly ulong _parts;

    private AxisField(
        FieldKind kind, int axis, FieldTrack track, FieldTrack[]? others, int misalignedAt, bool isGated, Loss? loss = null, ulong parts = 0)
    {
        Kind = kind;
        Axis = axis;
        _track = track;
        _others = others;
        MisalignedAt = misalignedAt;
        IsGated = isGated;
        _loss = loss;
        _parts = parts;
    }

    public FieldKind Kind { get; }

    /// <summary>
    /// The axis of the layer along which the field slides; −1 if there is none, or if it fell apart into several. Where units see all
    /// that is before them, the largest field is everything, and yet has an axis.
    /// </summary>
    public int Axis { get; }

    /// <summary>The index of the merge whose branches do not see the same place, or −1.</summary>
    public int MisalignedAt { get; }

    /// <summary>Whether the units also depend on the whole axis through a gate: the rest is the local field without it.</summary>
    public bool IsGated { get; }

    /// <summary>Whether every unit depends on the whole axis.</summary>
    public bool SeesEverything => Kind == FieldKind.Everything || IsGated;

    /// <summary>Whether the unit's index tells the place of its field, and neighbours are a jump apart.</summary>
    public bool HasGeometry => Kind == FieldKind.Window && _others is null;

    /// <summary>The fields through paths of one jump.</summary>
    public FieldTrack Track => _track;

    /// <summary>How far the fields of neighbouring units are apart.</summary>
    public Ratio Jump => _track.Jump;

    /// <summary>How far the first unit's field begins before the axis.</summary>
    public Quantity Padding => _track.First.Padding;

    /// <summary>A unit of the layer where the measurement begins sees itself.</summary>
    public static AxisField Itself(int axis) =>
        new(FieldKind.Window, axis, new FieldTrack(new FieldSpan(0, 1), 1), null, -1, false);

    /// <summary>
    /// How many positions that unit sees which sees most, of <paramref name="units"/> units, gates left aside; null where that
    /// depends on a size that is not known.
    /// </summary>
    public Quantity? LocalSize(Quantity units)
    {
        if (Kind is FieldKind.None or FieldKind.Everything or FieldKind.Unknown)
        {
            return null;
        }

        if (_others is null)
        {
            return _track.LargestSize(units);
        }

        long period = _track.Period;
        foreach (FieldTrack other in _others)
        {
            period = FieldTrack.CommonPeriod(period, other.Period);
        }

        if (!units.IsKnown || period > FieldTrack.MostPhases)
        {
            return period == 1 ? Quantity.Max(At(0).Size, At(units - 1).Size) : null;
        }

        // The extent of a union is convex in the unit, phase by phase, so it is largest at the first or the last.
        Quantity largest = 0;
        for (long phase = 0; phase < Math.Min(period, units.Value); phase++)
        {
            long last = phase + (Quantity.FloorDivide(units.Value - 1 - phase, period) * period);
            largest = Quantity.Max(largest, Quantity.Max(At(phase).Size, At(last).Size));
        }

        return largest;
    }

    /// <summary>What a unit sees, gates left aside, whether or not there is such a unit or such a position.</summary>
    public FieldSpan At(Quantity unit)
    {
        FieldSpan span = _track.At(unit);
        foreach (FieldTrack other in _others ?? [])
        {
            span = span.Union(other.At(unit));
        }

        return span;
    }

    /// <summary>The field of a layer, out of the fields of its inputs: all that any of its paths sees.</summary>
    /// <param name="map">The fields of the layers before it.</param>
    /// <param name="layerIndex">Its place in the network.</param>
    /// <param name="told">The axis of the origin.</param>
    /// <param name="working">Where to record the steps, or null.</param>
    public static AxisField Of(ReceptiveFieldMap map, int layerIndex, int told, Working? working = null)
    {
        Layer layer = map.Network.LayerSpan[layerIndex];
        AxisField field = default;
        bool hasGate = false;
        bool isLocal = false;
        bool isJoined = false;
        for (int input = 0; input < layer.InputSpan.Length; input++)
        {
            AxisField seen = map[map.Network.IndexOf(layer.InputSpan[input]), told];
            if (seen.Kind == FieldKind.None || !layer.Definition.Sees(input))
            {
                continue;
            }

            if (layer.Definition.Multiplies && seen.Kind == FieldKind.Everything)
            {
                // It gates the other factors; if they all see everything, that is what there is.
                hasGate = true;
                AxisField gate = Whole(seen.MisalignedAt, seen.ThroughEverything(layer, input));
                field = isLocal ? field : field.Kind == FieldKind.None ? gate : Union(field, gate, layerIndex, false, working);
                continue;
            }

            if (seen.Kind == FieldKind.Everything)
            {
                AxisField whole = Whole(seen.MisalignedAt, seen.ThroughEverything(layer, input));
                field = field.Kind == FieldKind.None ? whole : Union(field, whole, layerIndex, false, working);
                isLocal = true;
                continue;
            }

            AxisView view = seen.Axis < 0 ? seen.ViewOfParts(layer, input) : layer.View(input, seen.Axis);
            AxisField through = seen.Through(view, layer, input, layerIndex, working);
            bool alsoJoined = view.Kind == ViewKind.Joined;
            if (isLocal && isJoined != alsoJoined)
            {
                // On one path the axis is that on which the branches stand one after another, on the other it is not.
                return Whole(field.MisalignedAt < 0 ? layerIndex : field.MisalignedAt, -1);
            }

            field = isLocal ? Union(field, through, layerIndex, alsoJoined, working) : through;
            isLocal = true;
            isJoined = alsoJoined;
        }

        return hasGate && isLocal && field.Kind != FieldKind.Everything ? field.Gated() : field;
    }

    // What has fallen apart into several axes stays as it is in layers that look at each position by itself; where they move the
    // axes about, its place is another.
    private AxisView ViewOfParts(Layer layer, int input)
    {
        ulong parts = 0;
        bool isMoved = false;
        bool isGated = false;
        for (int axis = 0; axis < layer.InputShapeSpan[input].Rank; axis++)
        {
            if ((_parts & (1UL << axis)) == 0)
            {
                continue;
            }

            AxisView view = layer.View(input, axis);
            bool isStill = view.IsIdentity && view.OutputAxis < 64;
            if (!isStill && (view.Kind != ViewKind.Merged || view.Kernel != 1 || view.OutputAxis >= 64))
            {
                return AxisView.Everything;
            }

            parts |= view.OutputAxis < 0 ? view.Parts : 1UL << view.OutputAxis;
            isMoved |= !isStill || view.OutputAxis != axis;
            isGated |= view.IsGated;
        }

        AxisView all = isMoved ? AxisView.Parted(parts) : AxisView.Still(parts);
        return isGated ? all.Gated() : all;
    }

    // Everything remains everything; the axis of units that only see what is before them goes on through windows.
    private int ThroughEverything(Layer layer, int input)
    {
        if (Axis < 0)
        {
            return -1;
        }

        AxisView view = layer.View(input, Axis);
        return view.Kind is ViewKind.Window or ViewKind.Prefix or ViewKind.Joined && !view.IsGated ? view.OutputAxis : -1;
    }

    private AxisField Gated() => new(Kind, Axis, _track, _others, MisalignedAt, true, _loss, _parts);

    /// <summary>The field through one more layer.</summary>
    private AxisField Through(in AxisView view, Layer layer, int input, int layerIndex, Working? working)
    {
        // Where the place is lost, neighbours can be anywhere, and a window over them sees no one knows what.
        if (view.Kind is ViewKind.Everything or ViewKind.Prefix
            || (Kind == FieldKind.Scattered && view.Kernel != 1 && view.Kind != ViewKind.Joined))
        {
            return Whole(MisalignedAt, view.Kind == ViewKind.Prefix && Kind == FieldKind.Window && !IsGated && !view.IsGated ? view.OutputAxis : -1);
        }

        bool isGated = IsGated || view.IsGated;
        if (Kind == FieldKind.Unknown || view.Kind == ViewKind.Unknown)
        {
            return Unsure(view.OutputAxis, MisalignedAt, isGated);
        }

        if (view.Kind == ViewKind.Joined)
        {
            return Axis >= 0 && LocalSize(layer.InputShapeSpan[input][Axis]) is { } size
                ? new AxisField(FieldKind.Scattered, view.OutputAxis, new FieldTrack(new FieldSpan(0, size), 1), null, MisalignedAt < 0 ? layerIndex : MisalignedAt, isGated, new Loss(layer, -1, _loss))
                : Unsure(view.OutputAxis, MisalignedAt, isGated);
        }

        // Steps that change nothing are not worth writing down.
        FieldKind kind = view.Kind == ViewKind.Merged ? FieldKind.Scattered : Kind;
        Loss? loss = kind == FieldKind.Scattered && !view.IsIdentity ? new Loss(layer, input, _loss) : _loss;
        if (view is { Kernel: 1, Stride: 1, Phases: null } && view.Before == 0)
        {
            return new AxisField(kind, view.OutputAxis, _track, _others, MisalignedAt, isGated, loss, view.Parts).Settled(layer.InputShapeSpan[input], Axis);
        }

        // Where the place is lost, the size is all that there is to tell.
        bool keepsPlace = view.Kind != ViewKind.Merged;
        if (!keepsPlace && _track.IsUniform)
        {
            working.Record(
                "Field size",
                "r′",
                ReceptiveFormula.ForwardSize(working.Let("r", _track.First.Size), working.Let("F′", view.Extent), working.Let("j", _track.Shift)),
                Sources.ReceptiveField);
        }

        if (_track.Through(view, keepsPlace ? working : null) is not { } track)
        {
            return Unsure(view.OutputAxis, MisalignedAt, isGated);
        }

        AxisField field = new(kind, view.OutputAxis, track, null, MisalignedAt, isGated, loss, view.Parts);
        foreach (FieldTrack other in _others ?? [])
        {
            if (other.Through(view, null) is not { } also)
            {
                return Unsure(view.OutputAxis, MisalignedAt, isGated);
            }

            field = field.With(also);
        }

        return field.Settled(layer.InputShapeSpan[input], Axis);
    }

    // Where the place is lost, and units see differently, any can be the one that sees most of those that there were.
    private AxisField Settled(TensorShape before, int axis) => Kind != FieldKind.Scattered || (_track.IsUniform && _others is null) ? this
        : LocalSize(axis < 0 ? 1 : before[axis]) is not { } size ? Unsure(Axis, MisalignedAt, IsGated)
        : new AxisField(Kind, Axis, new FieldTrack(new FieldSpan(0, size), 1), null, MisalignedAt, IsGated, _loss, _parts);

    /// <summary>All that two branches see. Joined branches stand one after another: a unit sees through one or the other.</summary>
    private static AxisField Union(in AxisField left, in AxisField right, int layerIndex, bool joined, Working? working)
    {
        int misaligned = left.MisalignedAt >= 0 ? left.MisalignedAt : right.MisalignedAt;
        bool isGated = left.IsGated || right.IsGated;
        if (left.Kind == FieldKind.Everything || right.Kind == FieldKind.Everything)
        {
            return Whole(misaligned, left.Axis == right.Axis && !isGated && left.Kind != FieldKind.Scattered && right.Kind != FieldKind.Scattered ? left.Axis : -1);
        }

        if (left.Kind == FieldKind.Unknown || right.Kind == FieldKind.Unknown)
        {
            return Unsure(left.Axis, misaligned, isGated);
        }

        if (joined && left.Axis == right.Axis)
        {
            Quantity larger = working.Record(
                "Field size of the larger branch",
                "r′",
                Quantity.Max(working.Let("r₁", left._track.First.Size, "field size of the first branch"), working.Let("r₂", right._track.First.Size, "field size of the second branch")),
                Sources.ReceptiveField);
            return new AxisField(
                FieldKind.Scattered, left.Axis, new FieldTrack(new FieldSpan(0, larger), 1), null, misaligned, isGated, left._loss, left._parts);
        }

        bool sameJump = left._others is null && right._others is null && left.Jump == right.Jump;
        bool scattered = left.Kind == FieldKind.Scattered || right.Kind == FieldKind.Scattered;
        if (left.Axis != right.Axis || left._parts != right._parts || (scattered && (left.Kind != right.Kind || !sameJump || !left._loss!.IsThatOf(right._loss))))
        {
            return Whole(misaligned < 0 ? layerIndex : misaligned, -1);
        }

        bool aligned = sameJump && left._track.HasCentresOf(right._track);
        misaligned = misaligned >= 0 || aligned ? misaligned : layerIndex;
        AxisField field = new(left.Kind, left.Axis, left._track, left._others, misaligned, isGated, left._loss, left._parts);
        field = field.With(right._track, sameJump ? working : null);
        foreach (FieldTrack other in right._others ?? [])
        {
            field = field.With(other);
        }

        return field;
    }

    // One more track, which joins the one that has its jump.
    private AxisField With(in FieldTrack track, Working? working = null)
    {
        if (_track.CanJoin(track))
        {
            return new AxisField(Kind, Axis, _track.Union(track, working), _others, MisalignedAt, IsGated, _loss, _parts);
        }

        if (_others is null)
        {
            return new AxisField(Kind, Axis, _track, [track], MisalignedAt, IsGated, _loss, _parts);
        }

        int same = 0;
        while (same < _others.Length && !_others[same].CanJoin(track))
        {
            same++;
        }

        FieldTrack[] others = same == _others.Length ? [.. _others, track] : [.. _others];
        if (same < _others.Length)
        {
            others[same] = others[same].Union(track);
        }

        return new AxisField(Kind, Axis, _track, others, MisalignedAt, IsGated, _loss, _parts);
    }

    private static AxisField Whole(int misalignedAt, int axis) => new(FieldKind.Everything, axis, default, null, misalignedAt, false);

    private static AxisField Unsure(int axis, int misalignedAt, bool isGated) =>
        new(FieldKind.Unknown, axis, default, null, misalignedAt, isGated);
}
