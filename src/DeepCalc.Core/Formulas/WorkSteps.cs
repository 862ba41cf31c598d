namespace DeepCalc;

/// <summary>The work of a layer that goes in steps. They are numbered as they come, and their symbols have their numbers: M₁, M₂.</summary>
/// <param name="working">Where they are recorded, or null.</param>
/// <param name="part">The part of the layer that they belong to, in words, or null.</param>
internal struct WorkSteps(Working? working, string? part = null)
{
    private int _count;
    private Work _sum;

    /// <summary>The next step; the work that is added after is its.</summary>
    /// <param name="name">What it does: <c>query projection</c>.</param>
    public WorkStep Next(string name) => new(++_count, name, part);

    /// <summary>Adds the work of the step that came last.</summary>
    public void Add(Work work) => Add(work, _count);

    /// <summary>Adds work that has been recorded under symbols without a number.</summary>
    public void AddUnnumbered(Work work) => Add(work, 0);

    /// <summary>The work of all steps.</summary>
    public readonly Work Total()
    {
        Quantity multiplications = Total("Multiplications", "M", _sum.Multiplications);
        Quantity additions = Total("Additions", "A", _sum.Additions);
        Quantity macs = Total("Multiply-adds", "MACs", _sum.Macs);
        return new Work(macs, multiplications, additions, Total("Element-wise operations", "E", _sum.Elementwise));
    }

    private void Add(Work work, int number) => _sum += new Work(
        WorkFormula.Part(working, "MACs", number, work.Macs),
        WorkFormula.Part(working, "M", number, work.Multiplications),
        WorkFormula.Part(working, "A", number, work.Additions),
        WorkFormula.Part(working, "E", number, work.Elementwise));

    // A sum of nothing is no step.
    private readonly Quantity Total(string quantity, string symbol, Quantity sum) =>
        sum.History is null ? sum : working.Record($"{quantity}, all steps{(part is null ? "" : $", {part}")}", $"{symbol}", sum, Sources.Steps);
}
