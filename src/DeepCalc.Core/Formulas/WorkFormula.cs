using System.Runtime.CompilerServices;

namespace DeepCalc;

/// <summary>The work of contractions and of element-wise layers.</summary>
public static class WorkFormula
{
    /// <summary>
    /// The work of <paramref name="outputs"/> sums of <paramref name="terms"/> products each: n·t multiplications,
    /// and n·(t − 1 + b) additions with b biases added to every sum.
    /// </summary>
    public static Work Contraction(Quantity outputs, Quantity terms, Quantity biases, Working? working, WorkStep step = default)
    {
        if (terms == 0)
        {
            // A sum without products is just its bias.
            return default;
        }

        Quantity n = Count(working, $"Sums{step.Suffix}", $"n{step.Mark}", outputs);
        Quantity t = Count(working, $"Products in a sum{step.Suffix}", $"t{step.Mark}", terms);
        Quantity b = working.Let($"b{step.Mark}", biases);
        Quantity products = n * t;
        Quantity multiplications = working.Record($"Multiplications{step.Suffix}", $"M{step.Mark}", products, Sources.Contraction);
        Quantity additions = working.Record($"Additions{step.Suffix}", $"A{step.Mark}", n * (t - 1 + b), Sources.Contraction);
        Quantity macs = working.Record($"Multiply-adds{step.Suffix}", $"MACs{step.Mark}", products, Sources.Contraction);
        return new Work(macs, multiplications, additions, 0);
    }

    /// <summary>The work of <paramref name="each"/> operations on each of <paramref name="elements"/> elements.</summary>
    public static Work Elementwise(Quantity elements, Quantity each, Working? working, WorkStep step = default)
    {
        Quantity n = Count(working, $"Elements{step.Suffix}", $"n{step.Mark}", elements);
        Quantity c = Count(working, $"Operations on an element{step.Suffix}", $"c{step.Mark}", each);
        return new Work(0, 0, 0, working.Record($"Element-wise operations{step.Suffix}", $"E{step.Mark}", n * c, Sources.Elementwise));
    }

    /// <summary>The operations of a softmax on an element: the largest, the difference from it, its exponential, their sum and the division.</summary>
    internal const long EachInSoftmax = 5;

    /// <summary>
    /// The work of <paramref name="sums"/> softmaxes over <paramref name="channels"/> elements each: 5 operations an
    /// element, plus <paramref name="once"/> for every sum (negative for fewer): q·(5C + once).
    /// </summary>
    public static Work Softmax(Quantity sums, Quantity channels, long once, Working? working, WorkStep step = default)
    {
        if (channels == 0)
        {
            return default;
        }

        Quantity q = Count(working, $"Softmaxes{step.Suffix}", $"q{step.Mark}", sums);
        Quantity c = working.Let($"C{step.Mark}", channels, "elements in a softmax");
        Quantity each = once < 0 ? (EachInSoftmax * c) - -once : (EachInSoftmax * c) + once;
        return new Work(0, 0, 0, working.Record($"Element-wise operations{step.Suffix}", $"E{step.Mark}", q * each, Sources.Elementwise));
    }

    /// <summary>Floating-point operations: multiplications, additions and the element-wise ones, each of which has the whole unknown part.</summary>
    internal static Quantity Flops(Quantity multiplications, Quantity additions, Quantity elementwise, Quantity unknownPart) =>
        multiplications + additions + elementwise is var all && unknownPart == 0 ? all : all - (2 * unknownPart);

    /// <summary>A term of a sum under its symbol. A term of 0 gets no symbol and is not written.</summary>
    /// <param name="working">Where symbols are given, or null.</param>
    /// <param name="symbol">The symbol.</param>
    /// <param name="number">The number of the step, or 0 where there is only one.</param>
    /// <param name="part">The term.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Quantity Part(Working? working, string symbol, int number, Quantity part) => working is null || part == 0
        ? part
        : working.Let(number == 0 ? symbol : symbol + Digits.Subscript(number), part);

    /// <summary>The sum of the work of two parts, each recorded under symbols without a number.</summary>
    public static Work Both(Work first, Work second, Working? working) =>
        DeepCalc.Work.Each(first, second, (quantity, symbol, one, other) => one == 0 || other == 0
            ? one + other
            : working.Record($"{quantity}, both", symbol, working.Let(symbol, one) + working.Let(symbol, other), Sources.Steps));

    /// <summary>Records work that is counted elsewhere, such as the work of a graph within a node.</summary>
    /// <param name="work">The work.</param>
    /// <param name="working">Where it is recorded, or null.</param>
    /// <param name="what">The part that does the work, in words.</param>
    public static Work Given(Work work, Working? working, string what) => working is null || work.IsUnknown ? work
        : DeepCalc.Work.Each(work, default, (quantity, symbol, part, _) => part == 0 ? part : working.Record($"{quantity}, {what}", symbol, part, Sources.File));

    /// <summary>A contraction whose products have k > 2 factors: k − 1 multiplications each.</summary>
    public static Work Factors(Work contraction, int factors, Working? working)
    {
        Quantity more = working.Let("k", factors, "factors of a product") - 1;
        Quantity multiplications = working.Record(
            "Multiplications, all factors", "M", more * working.Let("M", contraction.Multiplications), Sources.Contraction);
        Quantity macs = working.Record("Multiply-adds, all factors", "MACs", more * working.Let("MACs", contraction.Macs), Sources.Contraction);
        return contraction with { Multiplications = multiplications, Macs = macs };
    }

    // A number under its symbol; a number computed for this step is recorded first.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Quantity Count(
        Working? working,
        [InterpolatedStringHandlerArgument(nameof(working))] WorkingText what,
        [InterpolatedStringHandlerArgument(nameof(working))] WorkingText symbol,
        Quantity count) =>
        working is null ? count : Counted(working, what.ToString(), symbol.ToString(), count);

    private static Quantity Counted(Working working, string what, string symbol, Quantity count) =>
        working.Let(symbol, count.History is null ? count : working.Record(what, symbol, count, Sources.Definition));

    /// <summary>The same work done <paramref name="times"/> times.</summary>
    public static Work Repeated(Work once, Quantity times, Working? working, string symbol = "T", string what = "all times")
    {
        Quantity n = working.Let(symbol, times);

        // A kind that is 0 stays 0.
        return DeepCalc.Work.Each(once, default, (quantity, part, count, _) => count == 0
            ? count
            : working.Record($"{quantity}, {what}", part, n * working.Let(part, count), Sources.Definition)) with
        { UnknownPart = once.UnknownPart * times };
    }
}
