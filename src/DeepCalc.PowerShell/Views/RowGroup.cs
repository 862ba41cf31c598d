namespace DeepCalc.Commands;

/// <summary>Groups the rows of one network under its name. PowerShell begins a new table where the group changes.</summary>
internal sealed class RowGroup(string title, MeasurementRow? row) : IComparable
{
    // A row from another process only has the name of its network.
    private bool IsSameAs(RowGroup other) =>
        title == other.ToString() && (row is null || other.Row is null || MeasurementRow.AreOfOneNetwork(row, other.Row));

    private MeasurementRow? Row => row;

    /// <summary>0 for the same group, 1 for any other: groups have no order.</summary>
    public int CompareTo(object? obj) => obj is RowGroup other && IsSameAs(other) ? 0 : 1;

    /// <inheritdoc/>
    public override string ToString() => title;
}
