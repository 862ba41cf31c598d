namespace DeepCalc.Measures.Fields;

/// <summary>
/// The fields of the units of a layer through paths with one jump. They repeat, moved by <see cref="Shift"/>, after
/// <see cref="Period"/> units; after upsampling, the fields within a period differ.
/// </summary>
internal readonly struct FieldTrack
{
    // The limit on the phases of a composition; a resize by 1023/1024 after one by 511/512 would need half a million.
    private const long MostSteps = 1 << 22;

    // The limit with expressions, which take a thousand times as long as numbers.
    private const long MostUnknownSteps = 1 << 12;

    private readonly FieldSpan _uniform;
    private readonly FieldSpan[]? _phases;

    public FieldTrack(FieldSpan uniform, Quantity shift)
    {
        _uniform = uniform;
        Shift = shift;
    }

    private FieldTrack(FieldSpan[] phases, Quantity shift)
    {
        _phases = phases;
        Shift = shift;
    }

    /// <summary>The number of units after which the fields repeat.</summary>
    public int Period => _phases?.Length ?? 1;

    /// <summary>The distance that the fields move in a period.</summary>
    public Quantity Shift { get; }

    /// <summary>Whether the fields of all units are alike.</summary>
    public bool IsUniform => _phases is null;

    /// <summary>The average distance between the fields of neighbouring units.</summary>
    public Ratio Jump => IsUniform ? Shift.Value : new Ratio(Shift.Value, Period);

    /// <summary>The field of unit 0.</summary>
    public FieldSpan First => _phases is null ? _uniform : _phases[0];

    /// <summary>The field of a unit, even of one outside the layer.</summary>
    public FieldSpan At(Quantity unit)
    {
        if (_phases is null)
        {
            return _uniform.MovedBy(unit * Shift);
        }

        if (_phases.Length == 1)
        {
            // A track with a single phase sees nothing.
            return _phases[0];
        }

        long turn = Quantity.FloorDivide(unit.Value, _phases.Length);
        FieldSpan span = _phases[unit.Value - (turn * _phases.Length)];
        return span.IsEmpty ? span : span.MovedBy(turn * Shift);
    }

    /// <summary>The largest field of the first <paramref name="units"/> units, or of all units where their number is unknown.</summary>
    public Quantity LargestSize(Quantity units)
    {
        if (_phases is null)
        {
            return _uniform.Size;
        }

        Quantity largest = 0;
        long count = units.KnownValue is { } known ? Math.Min(known, _phases.Length) : _phases.Length;
        for (int i = 0; i < count; i++)
        {
            largest = Quantity.Max(largest, _phases[i].Size);
        }

        return largest;
    }

    /// <summary>The fields through one more view, or null where they depend on an unknown padding.</summary>
    public FieldTrack? Through(in AxisView view, Working? working)
    {
        if (_phases is null && view.Phases is null)
        {
            return ThroughWindow(view, working);
        }

        if (_phases is not null && !view.Before.IsKnown)
        {
            return null;
        }

        // The periods of the view that make a whole number of periods of the fields.
        long turns = Period / Ratio.Gcd(view.Stride, Period);
        long period = view.Period * turns;
        long samples = MovesForward() ? 1 : Math.Min(view.Kernel, Period / Ratio.Gcd(view.Dilation, Period));
        if (period * Math.Max(samples, 1) > (First.Padding.IsKnown ? MostSteps : MostUnknownSteps))
        {
            return null;
        }

        var phases = new FieldSpan[period];
        for (long unit = 0; unit < period; unit++)
        {
            phases[unit] = FieldOf(view.At(unit), view.Dilation, samples);
        }

        if (_phases is null)
        {
            RecordLargest(view, working);
        }

        Quantity shift = turns * view.Stride / Period * Shift;
        return IsRegular(phases, shift)
            ? new FieldTrack(phases[0], shift.Value / period)
            : new FieldTrack(phases, shift);
    }

    /// <summary>Whether both have the same jump and their union a period within the limit.</summary>
    public bool CanJoin(in FieldTrack other) => Jump == other.Jump && CommonPeriod(Period, other.Period) <= Phases.Most;

    /// <summary>The union of both. They have the same jump.</summary>
    public FieldTrack Union(in FieldTrack other, Working? working = null)
    {
        if (IsUniform && other.IsUniform)
        {
            return new FieldTrack(_uniform.Union(other._uniform, working), Shift);
        }

        long period = CommonPeriod(Period, other.Period);

        // Attention in chunks has thousands of phases, and contains the residual that is added to it.
        if (period == Period && Contains(other))
        {
            return this;
        }

        if (period == other.Period && other.Contains(this))
        {
            return other;
        }

        var phases = new FieldSpan[period];
        for (int unit = 0; unit < period; unit++)
        {
            phases[unit] = At(unit).Union(other.At(unit));
        }

        // A single phase needs no list; phases are kept where they differ or see nothing.
        Quantity shift = period / Period * Shift;
        return phases is [{ IsEmpty: false } only] ? new FieldTrack(only, shift) : new FieldTrack(phases, shift);
    }

    // Whether the field of each unit of a period contains that of the other.
    private bool Contains(in FieldTrack other)
    {
        for (int unit = 0; unit < Period; unit++)
        {
            FieldSpan own = At(unit);
            if (own.Union(other.At(unit)) != own)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Whether both, with the same jump, have the same centres on average over a period, since upsampled units lie alternately
    /// before and behind. Centres that depend on an unknown size are assumed to be the same.
    /// </summary>
    public bool HasCentresOf(in FieldTrack other)
    {
        Quantity apart = 0;
        long period = Math.Min(CommonPeriod(Period, other.Period), Phases.Most);
        for (int unit = 0; unit < period; unit++)
        {
            FieldSpan mine = At(unit);
            FieldSpan theirs = other.At(unit);
            if (!mine.IsEmpty && !theirs.IsEmpty)
            {
                apart += mine.Centre2 - theirs.Centre2;
            }
        }

        return !apart.IsKnown || apart == 0;
    }

    /// <summary>The number of units after which both repeat.</summary>
    public static long CommonPeriod(long period, long other) => period / Ratio.Gcd(period, other) * Math.Min(other, Phases.Most * 2);

    private FieldTrack ThroughWindow(in AxisView view, Working? working)
    {
        Quantity kernel = working.Let("F′", view.Extent);
        Quantity jump = working.Let("j", Shift);
        Quantity size = working.Record(
            "Field size", "r′", ReceptiveFormula.ForwardSize(working.Let("r", _uniform.Size), kernel, jump), Sources.ReceptiveField);
        Quantity padding = working.Record(
            "Effective padding",
            "p′",
            ReceptiveFormula.EffectivePadding(working.Let("p", _uniform.Padding), working.Let("P", view.Before, "padding before"), jump),
            Sources.ReceptiveField);
        jump = working.Record(
            "Jump", "j′", ReceptiveFormula.Jump(jump, working.Let("S", view.Stride)), Sources.ReceptiveField);
        return new FieldTrack(new FieldSpan(padding, size), jump);
    }

    // The working of the largest field, where the units of a period differ; FieldOf computes the same for each.
    private void RecordLargest(in AxisView view, Working? working) => working.Record(
        "Largest field size",
        "r′",
        ReceptiveFormula.ForwardSize(
            working.Let("r", _uniform.Size), working.Let("F′", view.Extent, "extent of what a unit sees, at most"), working.Let("j", Shift)),
        Sources.ReceptiveField);

    // Fields repeat, shifted, after a period: a long window's first beginning is among its first units, and its last end among its last.
    private FieldSpan FieldOf(in PhaseWindow window, long dilation, long samples)
    {
        FieldSpan field = default;
        for (long i = 0; i < Math.Min(samples, window.Count); i++)
        {
            field = field.Union(At(window.Start + (i * dilation)));
            field = field.Union(At(window.Start + ((window.Count - 1 - i) * dilation)));
        }

        return field;
    }

    // Whether no field begins or ends before that of an earlier unit, so that the first and the last unit of a window have its bounds.
    private bool MovesForward()
    {
        for (int unit = 0; unit < Period; unit++)
        {
            FieldSpan own = At(unit);
            FieldSpan next = At(unit + 1);
            if (own.IsEmpty || next.IsEmpty || !((own.Padding - next.Padding).LowerBound >= 0) || !((next.End - own.End).LowerBound >= 0))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsRegular(FieldSpan[] phases, Quantity shift)
    {
        if (phases.Length == 1)
        {
            return !phases[0].IsEmpty;
        }

        if (shift.Value % phases.Length != 0)
        {
            return false;
        }

        long jump = shift.Value / phases.Length;
        for (int i = 0; i < phases.Length; i++)
        {
            if (phases[i].IsEmpty || phases[i] != phases[0].MovedBy(i * jump))
            {
                return false;
            }
        }

        return true;
    }
}
