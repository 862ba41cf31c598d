namespace DeepCalc;

/// <summary>The arithmetic operations of one forward pass over one sample.</summary>
/// <param name="Macs">Multiply-adds: the multiplications of contractions, each with its addition; biases are not counted.</param>
/// <param name="Multiplications">The multiplications of contractions.</param>
/// <param name="Additions">The additions of contractions, bias included.</param>
/// <param name="Elementwise">All other floating-point operations: element-wise, normalisation, activation, pooling.</param>
public readonly record struct Work(
    Quantity Macs, Quantity Multiplications, Quantity Additions, Quantity Elementwise)
{
    /// <summary>Unknown work.</summary>
    /// <param name="what">The name of the layer or part that does the work.</param>
    public static Work Unknown(string what)
    {
        Quantity work = Quantity.Unknown($"work of {what}");
        return new Work(work, work, work, work) { UnknownPart = work };
    }

    /// <summary>The unknown work in it, one number that stands in each of the counts; 0 where all work is known.</summary>
    internal Quantity UnknownPart { get; init; }

    /// <summary>Whether some of the work is unknown.</summary>
    public bool IsUnknown => UnknownPart != 0;

    /// <summary>Whether no count is below 0.</summary>
    internal bool IsPossible => Macs.KnownValue is not < 0 && Multiplications.KnownValue is not < 0 && Additions.KnownValue is not < 0 && Elementwise.KnownValue is not < 0;

    /// <summary>Floating-point operations: multiplications, additions and the element-wise ones; of unknown work, the same unknown once.</summary>
    public Quantity Flops => WorkFormula.Flops(Multiplications, Additions, Elementwise, UnknownPart);

    /// <summary>
    /// Work with each count computed from its name in words, its symbol and the counts of two amounts, in the order in which workings show them.
    /// </summary>
    internal static Work Each(Work one, Work other, Func<string, string, Quantity, Quantity, Quantity> compute)
    {
        Quantity multiplications = compute("Multiplications", "M", one.Multiplications, other.Multiplications);
        Quantity additions = compute("Additions", "A", one.Additions, other.Additions);
        Quantity macs = compute("Multiply-adds", "MACs", one.Macs, other.Macs);
        Quantity elementwise = compute("Element-wise operations", "E", one.Elementwise, other.Elementwise);
        return new Work(macs, multiplications, additions, elementwise) { UnknownPart = one.UnknownPart + other.UnknownPart };
    }

    /// <summary>The work with numbers in place of the named sizes.</summary>
    /// <exception cref="OverflowException">It does not fit in 64 bits.</exception>
    internal Work Bind(IReadOnlyDictionary<string, long> sizes) => Mapped(count => count.Bind(sizes));

    /// <summary>The work with one unknown number in place of the counts that are not certain.</summary>
    /// <param name="isCertain">Whether a count is.</param>
    /// <param name="what">The name of the layer or part that does the work.</param>
    internal Work OrUnknown(Func<Func<Work, Quantity>, bool> isCertain, string what)
    {
        Work known = this;
        Work unknown = Unknown(what);
        Work all = new(
            Certain(static work => work.Macs),
            Certain(static work => work.Multiplications),
            Certain(static work => work.Additions),
            Certain(static work => work.Elementwise));

        // The unknown number stands in each of the counts, or what is unknown in this work stands in each of them still.
        return all == unknown with { UnknownPart = 0 } ? unknown : all == this with { UnknownPart = 0 } ? this : all;

        Quantity Certain(Func<Work, Quantity> count) => count(isCertain(count) ? known : unknown);
    }

    /// <summary>The sum of two amounts of work.</summary>
    public static Work operator +(Work left, Work right) => new(
        left.Macs + right.Macs,
        left.Multiplications + right.Multiplications,
        left.Additions + right.Additions,
        left.Elementwise + right.Elementwise)
    {
        UnknownPart = left.UnknownPart + right.UnknownPart,
    };

    /// <summary>The work on <paramref name="samples"/> samples.</summary>
    public static Work operator *(Work work, Quantity samples) => work.Mapped(count => count * samples);

    private Work Mapped(Func<Quantity, Quantity> map) =>
        new(map(Macs), map(Multiplications), map(Additions), map(Elementwise)) { UnknownPart = map(UnknownPart) };
}
