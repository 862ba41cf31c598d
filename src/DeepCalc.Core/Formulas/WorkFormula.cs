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
            // A sum of no products is its bias.
            return default;
        }

        if (working is null)
        {
            Quantity plain = outputs * terms;
            return new Work(plain, plain, outputs * (terms - 1 + biases), 0);
        }

        string mark = step.Mark;
        Quantity n = Count("Sums", "n" + mark, outputs, step, working);
        Quantity t = Count("Products in a sum", "t" + mark, terms, step, working);
        Quantity b = working.Let("b" + mark, biases);
        Quantity products = n * t;
        Quantity multiplications = working.Record("Multiplications" + step.Suffix, "M" + mark, products, Sources.Contraction);
        Quantity additions = working.Record("Additions" + step.Suffix, "A" + mark, n * (t - 1 + b), Sources.Contraction);
        Quantity macs = working.Record("Multiply-adds" + step.Suffix, "MACs" + mark, products, Sources.Contraction);
        return new Work(macs, multiplications, additions, 0);
    }

    // A number under its symbol; if it was computed for this step, how.
    private static Quantity Count(string what, string symbol, Quantity count, WorkStep step, Working working)
    {
        Quantity plain = count.History is Trace.Operation
            ? working.Record(what + step.Suffix, symbol, count, Sources.Definition)
            : count;
        return working.Let(symbol, plain);
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
            working.Record(what, symbol, total, Sources.Steps);
        }
    }

    /// <summary>The work of <paramref name="each"/> operations on each of <paramref name="elements"/> elements.</summary>
    public static Work Elementwise(Quantity elements, Quantity each, Working? working, WorkStep step = default)
    {
        if (working is null)
        {
            return new Work(0, 0, 0, elements * each);
        }

        Quantity n = Count("Elements", "n" + step.Mark, elements, step, working);
        Quantity c = working.Let("c" + step.Mark, each);
        return new Work(0, 0, 0, working.Record("Element-wise operations" + step.Suffix, "E" + step.Mark, n * c, Sources.Elementwise));
    }

    /// <summary>
    /// The work of <paramref name="sums"/> softmaxes over <paramref name="channels"/> elements each: 5 operations an
    /// element, and <paramref name="once"/> more, or fewer, for every sum: s·(5C + once).
    /// </summary>
    public static Work Softmax(Quantity sums, Quantity channels, long once, Working? working)
    {
        if (channels == 0)
        {
            return default;
        }

        Quantity s = working.Let("s", sums);
        Quantity c = working.Let("C", channels);
        Quantity each = once < 0 ? (5 * c) - -once : (5 * c) + once;
        return new Work(0, 0, 0, working.Record("Element-wise operations", "E", s * each, Sources.Elementwise));
    }

    /// <summary>The same work done <paramref name="times"/> times.</summary>
    public static Work Repeated(Work once, Quantity times, Working? working, string symbol = "T", string what = "all times")
    {
        Quantity n = working.Let(symbol, times);
        return Each(once, once, what, (work, _) => n * work, working, "");
    }

    /// <summary>The work of so many layers, of which the first does one work and each of the others another.</summary>
    public static Work Stacked(Work first, Work later, Quantity layers, Working? working)
    {
        Quantity n = working.Let("L", layers);
        return Each(first, later, "all layers", (work, other) => work + ((n - 1) * other), working, "₁");
    }

    // The same formula for each kind of work; where there is none to begin with, there is none.
    private static Work Each(
        Work one, Work other, string what, Func<Quantity, Quantity, Quantity> formula, Working? working, string mark)
    {
        return new Work(
            Of("Multiply-adds", "MACs", one.Macs, other.Macs),
            Of("Multiplications", "M", one.Multiplications, other.Multiplications),
            Of("Additions", "A", one.Additions, other.Additions),
            Of("Element-wise operations", "E", one.Elementwise, other.Elementwise));

        Quantity Of(string quantity, string symbol, Quantity first, Quantity second) => first == 0 && second == 0
            ? first
            : working.Record(
                $"{quantity}, {what}", symbol, formula(working.Let(symbol + mark, first), working.Let($"{symbol}₂", second)), Sources.Definition);
    }
}
