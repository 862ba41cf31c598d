namespace DeepCalc;

/// <summary>A flat row about a network, or about a part of one.</summary>
public abstract class MeasurementRow
{
    /// <summary>Stands for the network that the row is about, and keeps none alive.</summary>
    internal object? Source { get; init; }

    /// <summary>Whether two rows are about the same network, and not about two of one name.</summary>
    public static bool AreOfOneNetwork(MeasurementRow row, MeasurementRow other)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(other);
        return row.Source is not null && ReferenceEquals(row.Source, other.Source);
    }
}
