namespace DeepCalc;

/// <summary>A flat row about a network, or about a part of one.</summary>
public abstract class MeasurementRow
{
    /// <summary>The identity of the row's network, which it does not keep alive.</summary>
    internal object? Source { get; init; }

    /// <summary>Whether two rows are about the same network; two networks of the same name are different.</summary>
    public static bool AreOfOneNetwork(MeasurementRow row, MeasurementRow other)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(other);
        return row.Source is not null && ReferenceEquals(row.Source, other.Source);
    }
}
