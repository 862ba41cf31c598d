namespace DeepCalc.Measures.Fields;

/// <summary>
/// What the units of a layer see of one axis of the layer where the measurement begins, over all paths. Paths of one
/// jump make one <see cref="FieldTrack"/>; what a unit sees is the union over the tracks.
/// </summary>
internal readonly struct AxisField
{
    // Null where no path leads.
    private readonly FieldContent? _content;

    private AxisField(FieldContent content, int axis)
    {
        _content = content;
        Axis = axis;
    }

    private AxisField(
        FieldKind kind, int axis, FieldTrack track, FieldTrack[]? others, int misalignedAt, bool isGated, Loss? loss = null, ulong parts = 0)
        : this(new FieldContent(kind, track, others, misalignedAt, isGated, loss, parts), axis)
    {
    }

    public FieldKind Kind => _content?.Kind ?? FieldKind.None;

    /// <summary>
    /// The axis of the layer along which the field slides; −1 if there is none, or if it fell apart into several. Where units see all
    /// that is before them, the largest field is everything, and yet has an axis.
    /// </summary>
    public int Axis { get; }

    /// <summary>The index of the merge whose branches do not see the same place, or −1.</summary>
    public int MisalignedAt => _content?.MisalignedAt ?? -1;

    /// <summary>Whether the units also depend on the whole axis through a gate: the rest is the local field without it.</summary>
    public bool IsGated => _content is { IsGated: true };

    /// <summary>Whether every unit depends on the whole axis.</summary>
    public bool SeesEverything => Kind == FieldKind.Everything || IsGated;

    /// <summary>Whether the unit's index determines the place of its field, with neighbours a jump apart.</summary>
    public bool HasGeometry => Kind == FieldKind.Window && Others is null;

    /// <summary>The fields through paths of one jump.</summary>
    public FieldTrack Track => _content?.Track ?? default;

    /// <summary>How far the fields of neighbouring units are apart.</summary>
    public Ratio Jump => Track.Jump;

    /// <summary>How far the first unit's field begins before the axis.</summary>
    public Quantity Padding => Track.First.Padding;

    /// <summary>Whether it is the other one, by reference.</summary>
    public bool IsSame(in AxisField other) => ReferenceEquals(_content, other._content) && Axis == other.Axis;

    private FieldTrack[]? Others => _content?.Others;

    private Loss? Loss => _content?.Loss;

    private ulong Parts => _content?.Parts ?? 0;

    /// <summary>A unit of the layer where the measurement begins sees itself.</summary>
    public static AxisField Itself(int axis) => new(FieldContent.Itself, axis);

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

        if (Others is null)
        {
            return Track.LargestSize(units);
        }

        long period = Track.Period;
        foreach (FieldTrack other in Others)
        {
            period = FieldTrack.CommonPeriod(period, other.Period);
        }

        if (!units.IsKnown || period > Phases.Most)
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
        FieldSpan span = Track.At(unit);
        foreach (FieldTrack other in Others ?? [])
        {
            span = span.Union(other.At(unit));
        }

        return span;
    }

    /// <summary>The field of a layer, out of the fields of its inputs: all that any of its paths sees.</summary>
    public static AxisField Of(ReceptiveFieldMap map, int layerIndex, int originAxis, Working? working = null)
    {
        Layer layer = map.Network.ValueSpan[layerIndex];
        AxisField field = default;
        bool hasGate = false;
        bool isLocal = false;
        bool isJoined = false;
        ReadOnlySpan<int> inputs = map.Network.InputsOf(layerIndex);
        for (int input = 0; input < inputs.Length; input++)
        {
            AxisField seen = map[inputs[input], originAxis];
            if (seen.Kind == FieldKind.None || !layer.Definition.Sees(input))
            {
                continue;
            }

            if (seen.Kind == FieldKind.Everything)
            {
                // A factor gates the other factors; if they all see everything, that is what there is.
                bool isGate = layer.Definition.Multiplies;
                AxisField whole = Whole(seen.MisalignedAt, seen.ThroughEverything(layer, input));
                field = isGate && isLocal ? field : field.Kind == FieldKind.None ? whole : Union(field, whole, layerIndex, false, working);
                hasGate |= isGate;
                isLocal |= !isGate;
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

    /// <summary>
    /// The field of a layer on one more axis of the origin, where all that leads to it is that of an axis on which it is known: the same field, and
    /// only along another axis. Null where anything differs, or sizes play a part.
    /// </summary>
    public static AxisField? Alike(ReceptiveFieldMap map, int layerIndex, int originAxis, int known, in AxisField field)
    {
        if (field.Kind != FieldKind.Window || field.Axis < 0)
        {
            return null;
        }

        Layer layer = map.Network.ValueSpan[layerIndex];
        ReadOnlySpan<int> inputs = map.Network.InputsOf(layerIndex);
        int axis = -1;
        for (int input = 0; input < inputs.Length; input++)
        {
            AxisField mine = map[inputs[input], originAxis];
            AxisField theirs = map[inputs[input], known];
            if (!ReferenceEquals(mine._content, theirs._content))
            {
                return null;
            }

            if (mine.Kind == FieldKind.None || !layer.Definition.Sees(input))
            {
                continue;
            }

            if (mine.Kind != FieldKind.Window || mine.Axis < 0 || theirs.Axis < 0)
            {
                return null;
            }

            AxisView view = layer.View(input, mine.Axis);
            if (!view.IsWindowOf(layer.View(input, theirs.Axis)) || (axis >= 0 && view.OutputAxis != axis))
            {
                return null;
            }

            axis = view.OutputAxis;
        }

        return axis >= 0 ? new AxisField(field._content!, axis) : null;
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
            if ((Parts & (1UL << axis)) == 0)
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

    private AxisField Gated() => new(_content! with { IsGated = true }, Axis);

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
                ? new AxisField(FieldKind.Scattered, view.OutputAxis, new FieldTrack(new FieldSpan(0, size), 1), null, MisalignedAt < 0 ? layerIndex : MisalignedAt, isGated, new Loss(layer, -1, Loss))
                : Unsure(view.OutputAxis, MisalignedAt, isGated);
        }

        // Steps that change nothing are not worth writing down.
        FieldKind kind = view.Kind == ViewKind.Merged ? FieldKind.Scattered : Kind;
        Loss? loss = kind == FieldKind.Scattered && !view.IsIdentity ? new Loss(layer, input, Loss) : Loss;
        if (view is { Kernel: 1, Stride: 1, Phases: null } && view.Before == 0)
        {
            FieldContent content = kind == Kind && isGated == IsGated && ReferenceEquals(loss, Loss) && view.Parts == Parts
                ? _content!
                : new FieldContent(kind, Track, Others, MisalignedAt, isGated, loss, view.Parts);
            return new AxisField(content, view.OutputAxis).Settled(layer.InputShapeSpan[input], Axis);
        }

        // Where the place is lost, only the size is known.
        bool keepsPlace = view.Kind != ViewKind.Merged;
        if (!keepsPlace && Track.IsUniform)
        {
            working.Record(
                "Field size",
                "r′",
                ReceptiveFormula.ForwardSize(working.Let("r", Track.First.Size), working.Let("F′", view.Extent), working.Let("j", Track.Shift)),
                Sources.ReceptiveField);
        }

        if (Track.Through(view, keepsPlace ? working : null) is not { } track)
        {
            return Unsure(view.OutputAxis, MisalignedAt, isGated);
        }

        AxisField field = new(kind, view.OutputAxis, track, null, MisalignedAt, isGated, loss, view.Parts);
        foreach (FieldTrack other in Others ?? [])
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
    private AxisField Settled(TensorShape before, int axis) => Kind != FieldKind.Scattered || (Track.IsUniform && Others is null) ? this
        : LocalSize(axis < 0 ? 1 : before[axis]) is not { } size ? Unsure(Axis, MisalignedAt, IsGated)
        : new AxisField(Kind, Axis, new FieldTrack(new FieldSpan(0, size), 1), null, MisalignedAt, IsGated, Loss, Parts);

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
                Quantity.Max(working.Let("r₁", left.Track.First.Size, "field size of the first branch"), working.Let("r₂", right.Track.First.Size, "field size of the second branch")),
                Sources.ReceptiveField);
            return new AxisField(
                FieldKind.Scattered, left.Axis, new FieldTrack(new FieldSpan(0, larger), 1), null, misaligned, isGated, left.Loss, left.Parts);
        }

        bool sameJump = left.Others is null && right.Others is null && left.Jump == right.Jump;
        bool scattered = left.Kind == FieldKind.Scattered || right.Kind == FieldKind.Scattered;
        if (left.Axis != right.Axis || left.Parts != right.Parts || (scattered && (left.Kind != right.Kind || !sameJump || !left.Loss!.IsThatOf(right.Loss))))
        {
            return Whole(misaligned < 0 ? layerIndex : misaligned, -1);
        }

        bool aligned = sameJump && left.Track.HasCentresOf(right.Track);
        misaligned = misaligned >= 0 || aligned ? misaligned : layerIndex;
        AxisField field = new(left.Kind, left.Axis, left.Track, left.Others, misaligned, isGated, left.Loss, left.Parts);
        field = field.With(right.Track, sameJump ? working : null);
        foreach (FieldTrack other in right.Others ?? [])
        {
            field = field.With(other);
        }

        return field;
    }

    // One more track, which joins the one that has its jump.
    private AxisField With(in FieldTrack track, Working? working = null)
    {
        if (Track.CanJoin(track))
        {
            return new AxisField(_content! with { Track = Track.Union(track, working) }, Axis);
        }

        List<FieldTrack> others = [.. Others ?? []];
        int same = 0;
        while (same < others.Count && !others[same].CanJoin(track))
        {
            same++;
        }

        FieldTrack joined = same < others.Count ? others[same].Union(track) : track;
        return new AxisField(_content! with { Others = [.. others.Take(same), joined, .. others.Skip(same + 1)] }, Axis);
    }

    private static AxisField Whole(int misalignedAt, int axis) => misalignedAt < 0
        ? new AxisField(FieldContent.Everything, axis)
        : new AxisField(FieldKind.Everything, axis, default, null, misalignedAt, false);

    private static AxisField Unsure(int axis, int misalignedAt, bool isGated) =>
        new(FieldKind.Unknown, axis, default, null, misalignedAt, isGated);
}
