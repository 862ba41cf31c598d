using System.Numerics;

namespace DeepCalc;

/// <summary>
/// The positions of one input axis that a unit of a layer sees: a window of <see cref="Kernel"/> positions,
/// <see cref="Dilation"/> apart, that moves by <see cref="Stride"/> from one unit to the next. Where the windows of units differ
/// periodically, there are <see cref="Phases"/>, and the window moves by the stride once per period.
/// </summary>
public readonly struct AxisView
{
    private AxisView(ViewKind kind, int outputAxis, long kernel, long dilation, long stride, Quantity before, PhaseWindow[]? phases = null)
    {
        Kind = kind;
        OutputAxis = outputAxis;
        Kernel = kernel;
        Dilation = dilation;
        Stride = stride;
        Before = before;
        Phases = phases;
    }

    /// <summary>A unit sees the whole axis.</summary>
    public static AxisView Everything { get; } = new(ViewKind.Everything, -1, 0, 0, 0, 0);

    /// <summary>The kind of view.</summary>
    public ViewKind Kind { get; }

    /// <summary>The output axis along which the view slides; −1 for several axes or none.</summary>
    public int OutputAxis { get; private init; }

    /// <summary>The number of positions in the window.</summary>
    public long Kernel { get; }

    /// <summary>The distance between neighbouring positions of the window.</summary>
    public long Dilation { get; }

    /// <summary>The distance that the window moves from one unit, or one period of the phases, to the next.</summary>
    public long Stride { get; }

    /// <summary>The number of positions by which the first window begins before the axis.</summary>
    public Quantity Before { get; }

    /// <summary>The windows of the first units, one per phase; null where the windows of all units are alike.</summary>
    public PhaseWindow[]? Phases { get; }

    /// <summary>The number of units after which the windows repeat.</summary>
    public int Period => Phases?.Length ?? 1;

    /// <summary>The extent of the window: the effective kernel F′.</summary>
    public Quantity Extent => WindowFormula.EffectiveKernel(Kernel, Dilation);

    /// <summary>The output axes into which the axis is split, a bit for each; 0 where it is not split.</summary>
    public ulong Parts { get; private init; }

    /// <summary>Whether the unit also depends on the whole axis, through a factor or statistics that are the same for all units.</summary>
    public bool IsGated { get; private init; }

    /// <summary>Whether every unit sees the position of its own index.</summary>
    public bool IsIdentity => Kind == ViewKind.Window && Phases is null && Kernel == 1 && Stride == 1 && Before == 0;

    /// <summary>Whether both are windows, and units of one index see the same of both axes.</summary>
    internal bool IsWindowOf(in AxisView other) => Kind == ViewKind.Window && other.Kind == ViewKind.Window
        && Kernel == other.Kernel && Dilation == other.Dilation && Stride == other.Stride && Before == other.Before
        && IsGated == other.IsGated && Parts == 0 && other.Parts == 0 && Phases.AsSpan().SequenceEqual(other.Phases);

    /// <summary>Unit i of <paramref name="outputAxis"/> sees <paramref name="kernel"/> positions from i·stride − before on.</summary>
    public static AxisView Window(int outputAxis, long kernel, long dilation, long stride, Quantity before) =>
        new(ViewKind.Window, outputAxis, kernel, dilation, stride, before);

    /// <summary>
    /// Unit i = q·n + k, of n phases, sees the window of phase k, moved by q·stride; its positions are <paramref name="dilation"/> apart.
    /// </summary>
    public static AxisView Periodic(int outputAxis, long dilation, long stride, params PhaseWindow[] phases)
    {
        ArgumentNullException.ThrowIfNull(phases);
        return phases.Length == 1 && phases[0].Count > 0
            ? Window(outputAxis, phases[0].Count, dilation, stride, -phases[0].Start)
            : new AxisView(ViewKind.Window, outputAxis, phases.Max(phase => phase.Count), dilation, stride, 0, phases);
    }

    /// <summary>Unit i sees position i.</summary>
    public static AxisView Same(int outputAxis) => new(ViewKind.Window, outputAxis, 1, 1, 1, 0);

    /// <summary>Unit i sees position i − offset of one of several branches concatenated on the axis.</summary>
    public static AxisView Joined(int outputAxis, Quantity offset) => new(ViewKind.Joined, outputAxis, 1, 1, 1, offset);

    /// <summary>A unit sees one position, which does not follow from its index: several axes share the output axis.</summary>
    public static AxisView Merged(int outputAxis) => new(ViewKind.Merged, outputAxis, 1, 1, 1, 0);

    /// <summary>The same, where the axis is split into several output axes: a bit for each.</summary>
    public static AxisView Parted(ulong parts) => BitOperations.PopCount(parts) == 1
        ? Merged(BitOperations.TrailingZeroCount(parts))
        : new AxisView(ViewKind.Merged, -1, 1, 1, 1, 0) { Parts = parts };

    /// <summary>A split axis whose positions keep their order: each unit sees the position of its own index on all of these axes.</summary>
    internal static AxisView Still(ulong parts) => new(ViewKind.Window, -1, 1, 1, 1, 0) { Parts = parts };

    /// <summary>A unit sees <paramref name="kernel"/> positions, whose beginning does not follow from its index.</summary>
    public static AxisView Merged(int outputAxis, long kernel, long dilation) =>
        new(ViewKind.Merged, outputAxis, kernel, dilation, 1, 0);

    /// <summary>Every unit of <paramref name="outputAxis"/> sees the only position.</summary>
    public static AxisView Broadcast(int outputAxis) => new(ViewKind.Window, outputAxis, 1, 1, 0, 0);

    /// <summary>Unit i sees the positions from 0 to i.</summary>
    public static AxisView Prefix(int outputAxis) => new(ViewKind.Prefix, outputAxis, 0, 1, 1, 0);

    /// <summary>The view depends on an unknown size.</summary>
    public static AxisView Unknown(int outputAxis) => new(ViewKind.Unknown, outputAxis, 0, 1, 1, 0);

    /// <summary>The same view, with an additional dependence on the whole axis.</summary>
    public AxisView Gated() => this with { IsGated = true };

    /// <summary>The same view with its output axes moved back by <paramref name="axes"/>.</summary>
    public AxisView OnAxisAfter(int axes) =>
        this with { OutputAxis = OutputAxis < 0 ? OutputAxis : OutputAxis + axes, Parts = Parts << axes };

    /// <summary>The same view along another output axis, for an output with reordered axes.</summary>
    internal AxisView OnAxis(int outputAxis) => this with { OutputAxis = outputAxis };

    /// <summary>The window of a unit, for a view with known positions: the first position and their number.</summary>
    internal PhaseWindow At(long unit)
    {
        if (Phases is null)
        {
            return new PhaseWindow((unit * Stride) - Before.Value, Kernel);
        }

        long turn = Quantity.FloorDivide(unit, Phases.Length);
        PhaseWindow phase = Phases[unit - (turn * Phases.Length)];
        return phase with { Start = phase.Start + (turn * Stride) };
    }
}
