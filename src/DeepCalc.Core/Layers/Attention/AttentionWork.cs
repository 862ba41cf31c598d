using DeepCalc.Formulas;
using DeepCalc.Layers.Elementwise;

namespace DeepCalc.Layers.Attention;

/// <summary>The steps of scaled dot-product attention, without projections; all attention layers share them.</summary>
internal static class AttentionWork
{
    private const int EachScore = 6;

    /// <summary>QKᵀ: a sum over the width of a head for each score.</summary>
    public static Work Scores(Quantity scores, Quantity keyWidth, Working? working, WorkStep step) =>
        WorkFormula.Contraction(scores, keyWidth, 0, working, step);

    /// <summary>AV: a sum over the keys for each element of the result.</summary>
    public static Work Values(Quantity elements, Quantity keys, Working? working, WorkStep step) =>
        WorkFormula.Contraction(elements, keys, 0, working, step);

    /// <summary>The rotation of queries and keys by their positions.</summary>
    public static Work Rotary(Quantity elements, Working? working, WorkStep step) =>
        WorkFormula.Elementwise(elements, ElementwiseWork.Of(PositionKind.Rotary), working, step);

    /// <summary>
    /// The division of every score by √d, and the softmax: 6 operations per score, less the first comparison and addition of each sum, and
    /// <paramref name="more"/> for terms added to a score, such as the bias of a relative position.
    /// </summary>
    public static Work Softmax(Quantity scores, Quantity sums, long more, Working? working, WorkStep step)
    {
        Quantity s = working.Let("s", scores);
        Quantity q = working.Let($"q{step.Mark}", working.Record($"Softmaxes{step.Suffix}", $"q{step.Mark}", sums, Sources.Attention));
        Quantity work = ((EachScore + more) * s) - (2 * q);
        return new Work(0, 0, 0, working.Record($"Element-wise operations{step.Suffix}", $"E{step.Mark}", work, Sources.Elementwise));
    }

    /// <summary>The mask of a dropout of the softmax's output, and what it leaves, which the values are weighted by.</summary>
    public static IEnumerable<Held> Dropped(double rate, Quantity scores) => rate == 0 ? [] :
    [
        new("mask of the scores", 0, scores, ElementType.Boolean) { KeptInBlocks = 0 },
        new("scores that are left", 0, scores) { KeptInBlocks = 0 },
    ];
}
