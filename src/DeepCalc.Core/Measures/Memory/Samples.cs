namespace DeepCalc.Measures.Memory;

/// <summary>The samples for which sizes and work are counted: as the size of an open batch axis, or else as a factor.</summary>
/// <param name="Names">The names of the open batch axis, each with the number of samples; none where no batch axis is open.</param>
/// <param name="Size">The number of samples.</param>
internal readonly record struct Samples(IReadOnlyDictionary<string, long> Names, long Size)
{
    /// <summary>The elements of a tensor for all samples.</summary>
    /// <exception cref="OverflowException">They do not fit in 64 bits.</exception>
    public Quantity Of(Quantity elements) => Names.Count > 0 ? elements.Bind(Names) : elements * Size;

    /// <summary>The work for all samples.</summary>
    /// <exception cref="OverflowException">It does not fit in 64 bits.</exception>
    public Work Of(Work work) => Names.Count > 0 ? work.Bind(Names) : Repeated(work, null);

    /// <summary>Work as often as there are samples, unless an open batch axis has their number as its size already.</summary>
    public Work Repeated(Work work, Working? working) =>
        Names.Count > 0 || Size == 1 ? work : WorkFormula.Repeated(work, Size, working, "B", "all samples");
}
