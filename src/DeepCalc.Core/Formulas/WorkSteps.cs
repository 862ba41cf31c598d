namespace DeepCalc.Formulas;

/// <summary>The work of a layer in several steps. The steps are numbered in order, and their symbols carry the numbers: M₁, M₂.</summary>
/// <param name="working">Where the steps are recorded, or null.</param>
/// <param name="part">The part of the layer to which the steps belong, in words, or null.</param>
internal struct WorkSteps(Working? working, string? part = null)
{
    private int _count;
    private Work _sum;

    /// <summary>Begins the next step; work added afterwards belongs to it.</summary>
    public WorkStep Next(string name) => new(++_count, name, part);

    /// <summary>A step of <paramref name="outputs"/> sums of <paramref name="terms"/> products each, and of biases.</summary>
    public void Contract(string name, Quantity outputs, Quantity terms, Quantity biases) =>
        Add(WorkFormula.Contraction(outputs, terms, biases, working, Next(name)));

    /// <summary>A step of <paramref name="each"/> operations on each of <paramref name="elements"/> elements.</summary>
    public void Each(string name, Quantity elements, Quantity each) => Add(WorkFormula.Elementwise(elements, each, working, Next(name)));

    /// <summary>Adds work of the last step.</summary>
    public void Add(Work work) => Add(work, _count);

    /// <summary>Adds work recorded under symbols without a number.</summary>
    public void AddUnnumbered(Work work) => Add(work, 0);

    /// <summary>Steps of another part, numbered after these.</summary>
    public readonly WorkSteps Further(string name) => new(working, name) { _count = _count };

    /// <summary>The same steps, where those that follow belong to the whole layer.</summary>
    public readonly WorkSteps Whole() => new(working) { _count = _count, _sum = _sum };

    /// <summary>Adds the steps of another part, done a number of times.</summary>
    public void Add(WorkSteps part, Quantity times)
    {
        _count = part._count;
        _sum += Times(part._sum, times);
    }

    /// <summary>Does all steps so far a number of times.</summary>
    public void Repeat(Quantity times) => _sum = Times(_sum, times);

    /// <summary>The work of all steps.</summary>
    public readonly Work Total() => working is null ? _sum : Recorded(_sum, working);

    private void Add(Work work, int number) => _sum += new Work(
        WorkFormula.Part(working, "MACs", number, work.Macs),
        WorkFormula.Part(working, "M", number, work.Multiplications),
        WorkFormula.Part(working, "A", number, work.Additions),
        WorkFormula.Part(working, "E", number, work.Elementwise))
    {
        UnknownPart = work.UnknownPart,
    };

    // A sum without terms is not recorded.
    private static Work Recorded(Work work, Working working) => Work.Each(
        work, default, (quantity, symbol, sum, _) => sum.History is null ? sum : working.Record($"{quantity}, all steps", symbol, sum, Sources.Steps));

    // A kind that is 0 stays 0.
    private static Work Times(Work work, Quantity times) =>
        Work.Each(work, default, (_, _, count, _) => count == 0 ? count : times * count) with { UnknownPart = work.UnknownPart * times };
}
