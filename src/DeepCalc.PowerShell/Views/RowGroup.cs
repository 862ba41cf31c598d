namespace DeepCalc.Commands;

/// <summary>The rows of one network, under its name. Formatting begins a table anew where the next row is of another.</summary>
internal sealed class RowGroup(string title, MeasurementRow? row) : IComparable
{
    // A row that comes from another process has only its network's name.
    private bool IsSameAs(RowGroup other) =>
        title == other.ToString() && (row is null || other.Row is null || MeasurementRow.AreOfOneNetwork(row, other.Row));

    private MeasurementRow? Row => row;

    /// <summary>0 for the same group. Groups have no order.</summary>
    public int CompareTo(object? obj) => obj is RowGroup other && IsSameAs(other) ? 0 : 1;

    /// <inheritdoc/>
    public override string ToString() => title;
}
