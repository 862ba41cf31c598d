namespace DeepCalc;

/// <summary>What the units of a layer see of one axis of the layer where the measurement begins.</summary>
internal readonly struct AxisField
{
    private AxisField(FieldKind kind, int axis, Quantity size, Quantity jump, Quantity padding, int misalignedAt)
    {
        Kind = kind;
        Axis = axis;
        Size = size;
        Jump = jump;
        Padding = padding;
        MisalignedAt = misalignedAt;
    }

    public FieldKind Kind { get; }

    /// <summary>The axis of the layer along which the field slides.</summary>
    public int Axis { get; }

    /// <summary>How many positions a unit sees.</summary>
    public Quantity Size { get; }

    /// <summary>How far the fields of neighbouring units are apart.</summary>
    public Quantity Jump { get; }

    /// <summary>How far the first unit's field begins before the axis.</summary>
    public Quantity Padding { get; }

    /// <summary>The index of the merge whose branches do not see the same place, or −1.</summary>
    public int MisalignedAt { get; }

    /// <summary>A unit of the layer where the measurement begins sees itself.</summary>
    public static AxisField Itself(int axis) => new(FieldKind.Window, axis, 1, 1, 0, -1);

    /// <summary>The field through one more layer.</summary>
    public AxisField Through(Layer layer, int input, int layerIndex, Working? working = null)
    {
        if (Kind == FieldKind.Everything)
        {
            return this;
        }

        AxisView view = layer.View(input, Axis);
        if (view.Kind == ViewKind.Everything)
        {
            return new AxisField(FieldKind.Everything, -1, 0, 0, 0, MisalignedAt);
        }

        Quantity kernel = working.Let("F′", view.Kernel);
        Quantity jump = working.Let("j", Jump);
        Quantity size = working.Record(
            "Field size", "r′", ReceptiveFormula.ForwardSize(working.Let("r", Size), kernel, jump), Sources.ReceptiveField);
        Quantity padding = working.Record(
            "Effective padding",
            "p′",
            ReceptiveFormula.EffectivePadding(working.Let("p", Padding), working.Let("P", view.Before), jump),
            Sources.ReceptiveField);
        jump = working.Record(
            "Jump", "j′", ReceptiveFormula.Jump(jump, working.Let("S", view.Stride)), Sources.ReceptiveField);
        FieldKind kind = view.Kind == ViewKind.Merged ? FieldKind.Scattered : Kind;
        return new AxisField(
            kind, view.OutputAxis, size, jump, padding, view.Kind == ViewKind.Joined && MisalignedAt < 0 ? layerIndex : MisalignedAt);
    }

    /// <summary>All that two branches see that a merge brings together, over <paramref name="units"/> units.</summary>
    public static AxisField Union(
        in AxisField left, in AxisField right, Quantity units, int layerIndex, Working? working = null)
    {
        if (left.Kind == FieldKind.None || right.Kind == FieldKind.None)
        {
            return left.Kind == FieldKind.None ? right : left;
        }

        int misaligned = left.MisalignedAt >= 0 ? left.MisalignedAt : right.MisalignedAt;
        if (left.Kind == FieldKind.Everything || right.Kind == FieldKind.Everything)
        {
            return new AxisField(FieldKind.Everything, -1, 0, 0, 0, misaligned);
        }

        bool joined = left.MisalignedAt == layerIndex && right.MisalignedAt == layerIndex;
        if (joined || left.Kind == FieldKind.Scattered || right.Kind == FieldKind.Scattered || left.Axis != right.Axis)
        {
            // A unit sees through one branch or the other, or from an unknown place: only the size means anything.
            FieldKind kind = joined && left.Axis == right.Axis ? left.Kind : FieldKind.Scattered;
            return new AxisField(
                kind, left.Axis, Quantity.Max(left.Size, right.Size), Quantity.Max(left.Jump, right.Jump), left.Padding, misaligned);
        }

        Quantity padding = Quantity.Max(left.Padding, right.Padding);
        Quantity size = working.Record(
            "Field size of both branches", "r′", Extent(left, right, 0, working), Sources.ReceptiveField);
        bool sameCentre = (2 * left.Padding) - left.Size == (2 * right.Padding) - right.Size;
        bool sameJump = left.Jump == right.Jump;
        if (!sameJump)
        {
            // The extent is convex in the unit, so it is largest at one of the ends.
            size = Quantity.Max(size, Extent(left, right, units - 1, null));
        }

        bool aligned = sameJump && (sameCentre || !padding.IsKnown);
        return new AxisField(
            FieldKind.Window,
            left.Axis,
            size,
            Quantity.Max(left.Jump, right.Jump),
            padding,
            misaligned >= 0 || aligned ? misaligned : layerIndex);
    }

    // From the first position that either branch sees to the last.
    private static Quantity Extent(in AxisField left, in AxisField right, Quantity unit, Working? working)
    {
        Quantity leftStart = working.Let("a₁", (unit * left.Jump) - left.Padding);
        Quantity rightStart = working.Let("a₂", (unit * right.Jump) - right.Padding);
        return Quantity.Max(leftStart + working.Let("r₁", left.Size), rightStart + working.Let("r₂", right.Size))
            - Quantity.Min(leftStart, rightStart);
    }
}
