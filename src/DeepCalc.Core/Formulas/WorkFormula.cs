namespace DeepCalc;

/// <summary>The work of contractions and of element-wise layers.</summary>
public static class WorkFormula
{
    /// <summary>
    /// The work of <paramref name="outputs"/> sums of <paramref name="terms"/> products each: n·t multiplications,
    /// and n·(t − 1 + b) additions with b biases added to every sum.
    /// </summary>
    public static Work Contraction(Quantity outputs, Quantity terms, Quantity biases, Working? working, string step = "")
    {
        Quantity n = working.Let("n" + step, outputs);
        Quantity t = working.Let("t" + step, terms);
        Quantity b = working.Let("b" + step, biases);
        Quantity products = n * t;
        Quantity multiplications = working.Record("Multiplications", "M" + step, products, Sources.Contraction);
        Quantity additions = working.Record("Additions", "A" + step, n * (t - 1 + b), Sources.Contraction);
        Quantity macs = working.Record("Multiply-adds", "MACs" + step, products, Sources.Contraction);
        return new Work(macs, multiplications, additions, 0);
    }

    /// <summary>The work of several steps.</summary>
    public static Work Sum(Working? working, params ReadOnlySpan<Work> steps)
    {
        Work sum = default;
        foreach (Work step in steps)
        {
            sum += step;
        }

        if (working is not null)
        {
            Record("Multiplications, all steps", "M", steps, step => step.Multiplications, working);
            Record("Additions, all steps", "A", steps, step => step.Additions, working);
            Record("Multiply-adds, all steps", "MACs", steps, step => step.Macs, working);
            Record("Element-wise operations, all steps", "E", steps, step => step.Elementwise, working);
        }

        return sum;
    }

    private static void Record(string what, string symbol, ReadOnlySpan<Work> steps, Func<Work, Quantity> part, Working working)
    {
        Quantity? sum = null;
        for (int i = 0; i < steps.Length; i++)
        {
            Quantity count = part(steps[i]);
            if (count != 0)
            {
                Quantity named = count.As(symbol + Digits.Subscript(i + 1));
                sum = sum is { } before ? before + named : named;
            }
        }

        if (sum is { } total)
        {
            working.Record(what, symbol, total, Sources.Sum);
        }
    }

    /// <summary>The work of <paramref name="each"/> operations on each of <paramref name="elements"/> elements.</summary>
    public static Work Elementwise(Quantity elements, Quantity each, Working? working, string step = "")
    {
        Quantity n = working.Let("n" + step, elements);
        Quantity c = working.Let("c" + step, each);
        return new Work(0, 0, 0, working.Record("Element-wise operations", "E" + step, n * c, Sources.Elementwise));
    }

    /// <summary>
    /// The work of <paramref name="sums"/> softmaxes over <paramref name="channels"/> elements each: 5 operations an
    /// element, and <paramref name="once"/> more, or fewer, for every sum: s·(5C + once).
    /// </summary>
    public static Work Softmax(Quantity sums, Quantity channels, long once, Working? working)
    {
        Quantity s = working.Let("s", sums);
        Quantity c = working.Let("C", channels);
        Quantity each = once < 0 ? (5 * c) - -once : (5 * c) + once;
        return new Work(0, 0, 0, working.Record("Element-wise operations", "E", s * each, Sources.Elementwise));
    }

    /// <summary>The same work done <paramref name="times"/> times.</summary>
    public static Work Repeated(Work once, Quantity times, Working? working)
    {
        Quantity n = working.Let("T", times);
        return new Work(
            Each("Multiply-adds, all times", "MACs", once.Macs),
            Each("Multiplications, all times", "M", once.Multiplications),
            Each("Additions, all times", "A", once.Additions),
            Each("Element-wise operations, all times", "E", once.Elementwise));

        Quantity Each(string quantity, string symbol, Quantity work) =>
            work == 0 ? work : working.Record(quantity, symbol, n * working.Let(symbol, work), Sources.Definition);
    }
}
