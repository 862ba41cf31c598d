namespace DeepCalc;

/// <summary>What a unit of a layer sees of one axis of one of its inputs.</summary>
public readonly struct AxisView
{
    private AxisView(ViewKind kind, int outputAxis, Quantity kernel, Quantity stride, Quantity before)
    {
        Kind = kind;
        OutputAxis = outputAxis;
        Kernel = kernel;
        Stride = stride;
        Before = before;
    }

    /// <summary>A unit sees the whole axis.</summary>
    public static AxisView Everything { get; } = new(ViewKind.Everything, -1, 0, 0, 0);

    /// <summary>Which of these it is.</summary>
    public ViewKind Kind { get; }

    /// <summary>The axis of the output along which the view slides.</summary>
    public int OutputAxis { get; }

    /// <summary>The extent of the window: the effective kernel.</summary>
    public Quantity Kernel { get; }

    /// <summary>How far the window moves from one unit to the next.</summary>
    public Quantity Stride { get; }

    /// <summary>How far the first window begins before the axis.</summary>
    public Quantity Before { get; }

    /// <summary>Unit i of <paramref name="outputAxis"/> sees <paramref name="kernel"/> positions from i·stride − before on.</summary>
    public static AxisView Window(int outputAxis, Quantity kernel, Quantity stride, Quantity before) =>
        new(ViewKind.Window, outputAxis, kernel, stride, before);

    /// <summary>Unit i sees position i.</summary>
    public static AxisView Same(int outputAxis) => new(ViewKind.Window, outputAxis, 1, 1, 0);

    /// <summary>Unit i sees one position of one of the branches that stand one after another on the axis.</summary>
    public static AxisView Joined(int outputAxis) => new(ViewKind.Joined, outputAxis, 1, 1, 0);

    /// <summary>A unit sees one position, but its index does not tell which: several axes share the output axis.</summary>
    public static AxisView Merged(int outputAxis) => new(ViewKind.Merged, outputAxis, 1, 1, 0);

    /// <summary>Every unit of <paramref name="outputAxis"/> sees the one position there is.</summary>
    public static AxisView Broadcast(int outputAxis) => new(ViewKind.Window, outputAxis, 1, 0, 0);
}
