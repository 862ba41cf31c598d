namespace DeepCalc;

/// <summary>
/// What the units of a layer see of one axis of the layer where the measurement begins: unit i sees from
/// i·jump − padding on. If branches of another jump were merged, the end moves faster than the beginning, and both are bounds.
/// </summary>
internal readonly struct AxisField
{
    // Of a merge of branches of different jumps: the exact size of the largest union, or 0.
    private readonly Quantity _largest;

    private AxisField(
        FieldKind kind,
        int axis,
        Quantity firstSize,
        Quantity jump,
        Quantity spread,
        Quantity padding,
        int misalignedAt,
        Quantity largest = default)
    {
        _largest = largest;
        Kind = kind;
        Axis = axis;
        FirstSize = firstSize;
        Jump = jump;
        Spread = spread;
        Padding = padding;
        MisalignedAt = misalignedAt;
    }

    public FieldKind Kind { get; }

    /// <summary>The axis of the layer along which the field slides.</summary>
    public int Axis { get; }

    /// <summary>How many positions the first unit sees.</summary>
    public Quantity FirstSize { get; }

    /// <summary>How far the fields of neighbouring units begin apart.</summary>
    public Quantity Jump { get; }

    /// <summary>How much more each unit sees than the one before it: 0, unless branches of another jump were merged.</summary>
    public Quantity Spread { get; }

    /// <summary>How far the first unit's field begins before the axis.</summary>
    public Quantity Padding { get; }

    /// <summary>The index of the merge whose branches do not see the same place, or −1.</summary>
    public int MisalignedAt { get; }

    /// <summary>Whether the unit's index tells the place of its field.</summary>
    public bool HasGeometry => Kind == FieldKind.Window && Spread == 0;

    /// <summary>A unit of the layer where the measurement begins sees itself.</summary>
    public static AxisField Itself(int axis) => new(FieldKind.Window, axis, 1, 1, 0, 0, -1);

    /// <summary>
    /// How many positions a unit sees; of <paramref name="units"/> units, the one that sees most. After a merge of branches
    /// of different jumps this is a bound.
    /// </summary>
    public Quantity Size(Quantity units) => Spread == 0 ? FirstSize
        : _largest != 0 ? _largest
        : FirstSize + ((units - 1) * Spread);

    /// <summary>The field of a layer, out of the fields of its inputs: all that any of its paths sees.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="layerIndex">Its place in the network.</param>
    /// <param name="fieldOf">The field of an input by its number.</param>
    /// <param name="working">Where to record the steps, or null.</param>
    public static AxisField Of(Layer layer, int layerIndex, Func<int, AxisField> fieldOf, Working? working = null)
    {
        AxisField field = default;
        List<AxisField>? branches = layer.InputSpan.Length > 1 ? [] : null;
        for (int input = 0; input < layer.InputSpan.Length; input++)
        {
            AxisField seen = fieldOf(input);
            if (seen.Kind == FieldKind.None)
            {
                continue;
            }

            AxisView view = seen.Kind == FieldKind.Everything ? AxisView.Everything : layer.View(input, seen.Axis);
            AxisField through = seen.Through(view, layerIndex, working);
            field = field.Kind == FieldKind.None
                ? through
                : Union(field, through, layerIndex, view.Kind == ViewKind.Joined, working);
            branches?.Add(through);
        }

        return field.Kind == FieldKind.Window && field.Spread != 0 && branches is { Count: > 1 }
            ? field.WithLargest(branches, layer.OutputShape[field.Axis])
            : field;
    }

    // The extent of a union is convex in the unit, so it is largest at the first or the last.
    private AxisField WithLargest(List<AxisField> branches, Quantity units)
    {
        if (branches.Exists(branch => branch.Spread != 0))
        {
            return this;
        }

        Quantity last = units - 1;
        Quantity start = (last * branches[0].Jump) - branches[0].Padding;
        Quantity end = start + branches[0].FirstSize;
        foreach (AxisField branch in branches)
        {
            Quantity begin = (last * branch.Jump) - branch.Padding;
            start = Quantity.Min(start, begin);
            end = Quantity.Max(end, begin + branch.FirstSize);
        }

        return new AxisField(Kind, Axis, FirstSize, Jump, Spread, Padding, MisalignedAt, Quantity.Max(FirstSize, end - start));
    }

    /// <summary>The field through one more layer.</summary>
    private AxisField Through(in AxisView view, int layerIndex, Working? working)
    {
        // Where the place is lost, neighbours can be anywhere, and a window over them sees no one knows what.
        if (view.Kind == ViewKind.Everything || (Kind == FieldKind.Scattered && view.Kernel != 1))
        {
            return Whole(MisalignedAt);
        }

        // Steps that change nothing are not worth writing down.
        if (view.Kernel == 1 && view.Stride == 1 && view.Before == 0)
        {
            working = null;
        }

        Quantity kernel = working.Let("F′", view.Kernel);
        Quantity jump = working.Let("j", Jump);
        Quantity size = ReceptiveFormula.ForwardSize(working.Let("r", FirstSize), kernel, jump);
        if (Spread != 0)
        {
            // The end of the field moves by Jump + Spread a unit.
            size += (view.Kernel - 1 - view.Before) * Spread;
        }

        size = working.Record("Field size", "r′", size, Sources.ReceptiveField);
        Quantity padding = working.Record(
            "Effective padding",
            "p′",
            ReceptiveFormula.EffectivePadding(working.Let("p", Padding), working.Let("P", view.Before), jump),
            Sources.ReceptiveField);
        jump = working.Record(
            "Jump", "j′", ReceptiveFormula.Jump(jump, working.Let("S", view.Stride)), Sources.ReceptiveField);
        bool scatters = view.Kind is ViewKind.Merged or ViewKind.Joined;
        return new AxisField(
            scatters ? FieldKind.Scattered : Kind,
            view.OutputAxis,
            size,
            jump,
            Spread * view.Stride,
            padding,
            view.Kind == ViewKind.Joined && MisalignedAt < 0 ? layerIndex : MisalignedAt);
    }

    /// <summary>All that two branches see. Joined branches stand one after another: a unit sees through one or the other.</summary>
    private static AxisField Union(in AxisField left, in AxisField right, int layerIndex, bool joined, Working? working)
    {
        int misaligned = left.MisalignedAt >= 0 ? left.MisalignedAt : right.MisalignedAt;
        if (left.Kind == FieldKind.Everything || right.Kind == FieldKind.Everything)
        {
            return Whole(misaligned);
        }

        if (joined)
        {
            Quantity larger = working.Record(
                "Field size of the larger branch",
                "r′",
                Quantity.Max(working.Let("r₁", left.FirstSize), working.Let("r₂", right.FirstSize)),
                Sources.ReceptiveField);
            return new AxisField(
                FieldKind.Scattered, left.Axis, larger, left.Jump, Quantity.Max(left.Spread, right.Spread), left.Padding, misaligned);
        }

        bool sameJump = left.Jump == right.Jump && left.Spread == 0 && right.Spread == 0;
        bool scattered = left.Kind == FieldKind.Scattered || right.Kind == FieldKind.Scattered;
        if (left.Axis != right.Axis || (scattered && (left.Kind != right.Kind || !sameJump)))
        {
            return Whole(misaligned < 0 ? layerIndex : misaligned);
        }

        Quantity leftStart = working.Let("a₁", 0 - left.Padding);
        Quantity rightStart = working.Let("a₂", 0 - right.Padding);
        Quantity size = working.Record(
            "Field size of both branches",
            "r′",
            Quantity.Max(leftStart + working.Let("r₁", left.FirstSize), rightStart + working.Let("r₂", right.FirstSize))
                - Quantity.Min(leftStart, rightStart),
            Sources.ReceptiveField);
        Quantity padding = Quantity.Max(left.Padding, right.Padding);
        Quantity jump = Quantity.Min(left.Jump, right.Jump);
        Quantity endJump = Quantity.Max(left.Jump + left.Spread, right.Jump + right.Spread);
        bool sameCentre = (2 * left.Padding) - left.FirstSize == (2 * right.Padding) - right.FirstSize;
        bool aligned = sameJump && (sameCentre || !padding.IsKnown);
        return new AxisField(
            left.Kind, left.Axis, size, jump, endJump - jump, padding, misaligned >= 0 || aligned ? misaligned : layerIndex);
    }

    private static AxisField Whole(int misalignedAt) => new(FieldKind.Everything, -1, 0, 0, 0, 0, misalignedAt);
}
