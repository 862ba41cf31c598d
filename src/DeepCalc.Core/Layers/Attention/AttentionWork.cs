namespace DeepCalc.Layers.Attention;

/// <summary>The steps of scaled dot-product attention, without projections; all attention layers share them.</summary>
internal static class AttentionWork
{
    // The division by √d, and those of the softmax.
    private const long EachScore = 1 + WorkFormula.EachInSoftmax;

    /// <summary>
    /// Adds softmax(QKᵀ/√d)V: a sum over the width of a head for each score, the softmax, and a sum over the keys for each element of the
    /// results.
    /// </summary>
    public static void Product(
        ref WorkSteps steps, Quantity heads, Quantity queries, Quantity keys, Quantity keyWidth, Quantity results, long more, Working? working)
    {
        Quantity scores = working.Record("Scores QKᵀ", "s", heads * queries * keys, Sources.Attention);
        steps.Add(WorkFormula.Contraction(scores, keyWidth, 0, working, steps.Next("scores QKᵀ")));
        steps.Add(Softmax(scores, heads * queries, more, working, steps.Next("softmax")));
        steps.Add(WorkFormula.Contraction(results, keys, 0, working, steps.Next("weighted values AV")));
    }

    /// <summary>The width of each of a number of heads that share the features of a shape; all of them where the heads are an axis (null).</summary>
    /// <exception cref="DeepCalcException">The features cannot be divided.</exception>
    public static Quantity HeadWidth(TensorShape shape, long? heads) =>
        heads is not { } count ? shape.Last
        : shape.Last.KnownValue is not { } width ? Quantity.FloorDivide(shape.Last, count)
        : width % count == 0 ? width / count
        : throw new DeepCalcException(
            ErrorCode.GroupsMismatch, $"{width} features cannot be divided into {count} heads; the number of heads must divide them.");

    /// <summary>The keys and values that an attention remembers: those of each position, or of all of a memory.</summary>
    public static IReadOnlyList<State> States(
        bool isPerPosition, Quantity keys, Quantity heads, Quantity keyWidth, Quantity valueWidth, long? window, Working? working)
    {
        Quantity all = keys == 1 ? heads : working.Let("Tk", keys, isPerPosition ? "sequences" : "keys") * heads;
        return [Of("keys", "K", keyWidth), Of("values", "V", valueWidth)];

        State Of(string name, string symbol, Quantity width) =>
            new(name, working.Record($"Remembered {name}{(isPerPosition ? " of a position" : "")}", symbol, all * width, Sources.Attention)) { IsPerPosition = isPerPosition, Window = window };
    }

    /// <summary>
    /// The view of a causal attention: a position and those before it, or the last of these within a window that is shorter than the sequence.
    /// </summary>
    public static AxisView Earlier(int axis, long? window, Quantity positions) => window is { } most && !(positions.KnownValue <= most)
        ? AxisView.Window(axis, most, 1, 1, most - 1)
        : AxisView.Prefix(axis);

    /// <summary>An error for a window of no position, or of an attention that is not causal.</summary>
    public static void RequireWindow(long? window, bool isCausal) => DeepCalcException.ThrowIf(
        window < 1 || (window is not null && !isCausal), window < 1 ? ErrorCode.InvalidSize : ErrorCode.InvalidSetting,
        $"a window is a setting of causal attention and has at least 1 position; given {window}{(isCausal ? "" : ", of an attention that sees all positions")}.");

    /// <summary>The rotation of queries and keys by their positions.</summary>
    public static Work Rotary(Quantity elements, Working? working, WorkStep step) =>
        WorkFormula.Elementwise(elements, ElementwiseWork.Rotation, working, step);

    /// <summary>
    /// The division of every score by √d, and the softmax: 6 operations per score, less the first comparison and addition of each sum, and
    /// <paramref name="more"/> for terms added to a score, such as the bias of a relative position.
    /// </summary>
    private static Work Softmax(Quantity scores, Quantity sums, long more, Working? working, WorkStep step)
    {
        Quantity s = working.Let("s", scores);
        Quantity q = working.Let($"q{step.Mark}", working.Record($"Softmaxes{step.Suffix}", $"q{step.Mark}", sums, Sources.Attention));
        Quantity work = ((EachScore + more) * s) - (-ElementwiseWork.OncePerSoftmax(ActivationFunction.Softmax) * q);
        return new Work(0, 0, 0, working.Record($"Element-wise operations{step.Suffix}", $"E{step.Mark}", work, Sources.Elementwise));
    }

    /// <summary>The mask of a dropout of the softmax's output, and what it leaves, which the values are weighted by.</summary>
    public static IEnumerable<Held> Dropped(double rate, Quantity scores) => rate == 0 ? [] :
    [
        new("mask of the scores", 0, scores, ElementType.Boolean) { KeptInBlocks = 0 },
        new("scores that are left", 0, scores) { KeptInBlocks = 0 },
    ];
}
