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
    /// <param name="steps">The steps of the layer.</param>
    /// <param name="heads">The heads of queries.</param>
    /// <param name="queries">The queries of all sequences.</param>
    /// <param name="keys">The keys that a query attends to.</param>
    /// <param name="keyWidth">The width of a head's queries and keys.</param>
    /// <param name="results">The elements of the results.</param>
    /// <param name="more">The operations on each score beside the division by √d and the softmax.</param>
    /// <param name="working">Where the steps are recorded, or null.</param>
    /// <param name="sinks">The elements of each softmax beside the scores: 1 for the logit of a sink.</param>
    public static void Product(
        ref WorkSteps steps, Quantity heads, Quantity queries, Quantity keys, Quantity keyWidth, Quantity results, long more, Working? working, long sinks = 0)
    {
        Quantity scores = working.Record("Scores QKᵀ", "s", heads * queries * keys, Sources.Attention);
        steps.Add(WorkFormula.Contraction(scores, keyWidth, 0, working, steps.Next("scores QKᵀ")));
        steps.Add(Softmax(scores, heads * queries, more, sinks, working, steps.Next("softmax")));
        steps.Add(WorkFormula.Contraction(results, keys, 0, working, steps.Next("weighted values AV")));
    }

    /// <summary>The same work by itself: what training does again that does not keep the scores.</summary>
    public static Work Again(Quantity heads, Quantity queries, Quantity keys, Quantity keyWidth, Quantity results, long more, long sinks = 0)
    {
        var steps = new WorkSteps(null);
        Product(ref steps, heads, queries, keys, keyWidth, results, more, null, sinks);
        return steps.Total();
    }

    /// <summary>
    /// The products QKᵀ; the scores that the softmax is written over, which are these and the logits of sinks; and the number of softmaxes.
    /// </summary>
    public static (Quantity Products, Quantity Scores, Quantity Softmaxes) Scores(Quantity heads, Quantity queries, Quantity keys, long sinks, Working? working)
    {
        Quantity products = working.Record("Scores QKᵀ", "s", heads * queries * keys, Sources.Attention);
        Quantity softmaxes = working.Record("Softmaxes", "q", heads * queries, Sources.Attention);
        Quantity scores = sinks == 0
            ? products
            : working.Record("Scores and sinks", "s", working.Let("s", products) + (sinks * working.Let("q", softmaxes)), Sources.Attention);
        return (products, scores, softmaxes);
    }

    /// <summary>The width of each of a number of heads that share the features of a shape; all of them where the heads are an axis (null).</summary>
    /// <exception cref="DeepCalcException">The features cannot be divided.</exception>
    public static Quantity HeadWidth(TensorShape shape, long? heads) =>
        heads is not { } count ? shape.Last
        : shape.Last.KnownValue is not { } width ? Quantity.FloorDivide(shape.Last, count)
        : width % count == 0 ? width / count
        : throw new DeepCalcException(
            ErrorCode.GroupsMismatch, $"{width} features cannot be divided into {count} heads; the number of heads must divide them.");

    /// <summary>The keys and values that an attention remembers: those of each of a number of positions, or of all of a memory (null).</summary>
    public static IReadOnlyList<State> States(
        Quantity? positions, Quantity keys, Quantity heads, Quantity keyWidth, Quantity valueWidth, long? window, Working? working)
    {
        bool isPerPosition = positions is not null;
        Quantity all = keys == 1 ? heads : working.Let("Tk", keys, isPerPosition ? "sequences" : "keys") * heads;
        return [Of("keys", "K", keyWidth), Of("values", "V", valueWidth)];

        State Of(string name, string symbol, Quantity width) =>
            new(name, working.Record($"Remembered {name}{(isPerPosition ? " of a position" : "")}", symbol, all * width, Sources.Attention)) { Positions = positions, Window = window };
    }

    /// <summary>What an attention remembers of each position beside its keys and values.</summary>
    public static State Remembered(string name, string symbol, Quantity sequences, Quantity width, Quantity positions, Working? working) => new(
        name,
        working.Record($"Remembered {name} of a position", symbol, sequences == 1 ? width : working.Let("Tk", sequences, "sequences") * width, Sources.Attention))
    {
        Positions = positions,
    };

    /// <summary>The rotation of queries and keys by their positions.</summary>
    public static Work Rotary(Quantity elements, Working? working, WorkStep step) =>
        WorkFormula.Elementwise(elements, ElementwiseWork.Rotation, working, step);

    /// <summary>
    /// The division of every score by √d, and the softmax: 6 operations per score, less the first comparison and addition of each sum, and
    /// <paramref name="more"/> for terms added to a score, such as the bias of a relative position. A sink is one more element of each softmax.
    /// </summary>
    private static Work Softmax(Quantity scores, Quantity sums, long more, long sinks, Working? working, WorkStep step)
    {
        Quantity s = working.Let("s", scores);
        Quantity q = working.Let($"q{step.Mark}", working.Record($"Softmaxes{step.Suffix}", $"q{step.Mark}", sums, Sources.Attention));
        long once = ElementwiseWork.OncePerSoftmax(ActivationFunction.Softmax) + (sinks * WorkFormula.EachInSoftmax);
        Quantity work = once < 0 ? ((EachScore + more) * s) - (-once * q) : ((EachScore + more) * s) + (once * q);
        return new Work(0, 0, 0, working.Record($"Element-wise operations{step.Suffix}", $"E{step.Mark}", work, Sources.Elementwise));
    }

    /// <summary>The mask of a dropout of the softmax's output, and what it leaves, which the values are weighted by.</summary>
    public static IEnumerable<Held> Dropped(double rate, Quantity scores) => rate == 0 ? [] :
    [
        new("mask of the scores", 0, scores, ElementType.Boolean) { KeptInBlocks = 0 },
        new("scores that are left", 0, scores) { KeptInBlocks = 0 },
    ];
}
