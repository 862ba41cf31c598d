namespace DeepCalc.Measures.Fields;

/// <summary>A set of positions on an axis, stored as runs of neighbours in ascending order.</summary>
internal sealed class IndexSet
{
    private readonly List<(long First, long Last)> _runs = [];

    public static IndexSet Of(long first, long last)
    {
        var set = new IndexSet();
        set.Add(first, last);
        return set;
    }

    public IReadOnlyList<(long First, long Last)> Runs => _runs;

    public bool IsEmpty => _runs.Count == 0;

    public long First => _runs[0].First;

    public long Last => _runs[^1].Last;

    public long Count => _runs.Sum(run => run.Last - run.First + 1);

    /// <summary>Adds the positions from first to last; none if last is before first.</summary>
    public void Add(long first, long last)
    {
        if (last < first)
        {
            return;
        }

        // The runs that the new run touches are merged with it.
        int begin = _runs.BinarySearch((first, long.MinValue));
        begin = begin < 0 ? ~begin : begin;
        if (begin > 0 && _runs[begin - 1].Last >= first - 1)
        {
            begin--;
        }

        int end = begin;
        while (end < _runs.Count && _runs[end].First <= last + 1)
        {
            first = Math.Min(first, _runs[end].First);
            last = Math.Max(last, _runs[end].Last);
            end++;
        }

        _runs.RemoveRange(begin, end - begin);
        _runs.Insert(begin, (first, last));
    }

    public void Add(IndexSet other)
    {
        foreach ((long first, long last) in other._runs)
        {
            Add(first, last);
        }
    }

    public bool Overlaps(long first, long last)
    {
        // The first run that begins at or after the beginning, or the run before it.
        int index = _runs.BinarySearch((first, long.MinValue));
        index = index < 0 ? ~index : index;
        return (index < _runs.Count && _runs[index].First <= last) || (index > 0 && _runs[index - 1].Last >= first);
    }

    public bool Contains(long position) => Overlaps(position, position);
}
