using System.Numerics;

namespace DeepCalc;

/// <summary>
/// What a unit of a layer sees of one axis of one of its inputs: a window of <see cref="Kernel"/> positions,
/// <see cref="Dilation"/> apart, that moves by <see cref="Stride"/> from one unit to the next. Where units see differently
/// by turns, there are <see cref="Phases"/>, and the window moves by the stride once a turn.
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

    /// <summary>Which of these it is.</summary>
    public ViewKind Kind { get; }

    /// <summary>The axis of the output along which the view slides; −1 where that is several axes, or none.</summary>
    public int OutputAxis { get; private init; }

    /// <summary>How many positions the window has.</summary>
    public long Kernel { get; }

    /// <summary>How far neighbouring positions of the window are apart.</summary>
    public long Dilation { get; }

    /// <summary>How far the window moves from one unit, or one turn of the phases, to the next.</summary>
    public long Stride { get; }

    /// <summary>How far the first window begins before the axis.</summary>
    public Quantity Before { get; }

    /// <summary>The windows of the first units, one for each phase; null where all units see alike.</summary>
    public PhaseWindow[]? Phases { get; }

    /// <summary>After how many units the windows repeat.</summary>
    public int Period => Phases?.Length ?? 1;

    /// <summary>The extent of the window: the effective kernel F′.</summary>
    public Quantity Extent => WindowFormula.EffectiveKernel(Kernel, Dilation);

    /// <summary>The axes of the output into which the axis has fallen apart, a bit for each; 0 where it has not.</summary>
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

    /// <summary>Unit i sees position i − offset of a branch, of those that stand one after another on the axis.</summary>
    public static AxisView Joined(int outputAxis, Quantity offset) => new(ViewKind.Joined, outputAxis, 1, 1, 1, offset);

    /// <summary>A unit sees one position, but its index does not tell which: several axes share the output axis.</summary>
    public static AxisView Merged(int outputAxis) => new(ViewKind.Merged, outputAxis, 1, 1, 1, 0);

    /// <summary>The same, where the axis has fallen apart into several axes of the output: a bit for each.</summary>
    public static AxisView Parted(ulong parts) => BitOperations.PopCount(parts) == 1
        ? Merged(BitOperations.TrailingZeroCount(parts))
        : new AxisView(ViewKind.Merged, -1, 1, 1, 1, 0) { Parts = parts };

    /// <summary>The same where nothing moves: each unit sees the position of its own index on all of these axes.</summary>
    internal static AxisView Still(ulong parts) => new(ViewKind.Window, -1, 1, 1, 1, 0) { Parts = parts };

    /// <summary>A unit sees so many positions, but its index does not tell where they begin.</summary>
    public static AxisView Merged(int outputAxis, long kernel, long dilation) =>
        new(ViewKind.Merged, outputAxis, kernel, dilation, 1, 0);

    /// <summary>Every unit of <paramref name="outputAxis"/> sees the one position there is.</summary>
    public static AxisView Broadcast(int outputAxis) => new(ViewKind.Window, outputAxis, 1, 1, 0, 0);

    /// <summary>Unit i sees the positions from 0 to i.</summary>
    public static AxisView Prefix(int outputAxis) => new(ViewKind.Prefix, outputAxis, 0, 1, 1, 0);

    /// <summary>What a unit sees depends on a size that is not known.</summary>
    public static AxisView Unknown(int outputAxis) => new(ViewKind.Unknown, outputAxis, 0, 1, 1, 0);

    /// <summary>The same view, and a dependence on the whole axis besides.</summary>
    public AxisView Gated() => this with { IsGated = true };

    /// <summary>The same view along an axis that stands so many further back.</summary>
    public AxisView OnAxisAfter(int axes) =>
        this with { OutputAxis = OutputAxis < 0 ? OutputAxis : OutputAxis + axes, Parts = Parts << axes };

    /// <summary>The same view along another axis of the output: one that stands elsewhere in another order of axes.</summary>
    internal AxisView OnAxis(int outputAxis) => this with { OutputAxis = outputAxis };

    /// <summary>The window of a unit, for a view whose place is known: its first position and how many it has.</summary>
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
