namespace DeepCalc;

/// <summary>The totals of the checkpoint of a network, whose graph comes from elsewhere.</summary>
/// <param name="Parameters">The parameters in the files that are there; null where their number is unknown.</param>
/// <param name="Bytes">The bytes of all tensors in them, scales and tables included; null where they are unknown.</param>
public sealed record Checkpoint(long? Parameters, long? Bytes)
{
    /// <summary>The bits of a parameter, scales and tables included, to six places; null where a number is unknown.</summary>
    public double? BitsPerWeight => Parameters is > 0 and { } parameters && Bytes is { } bytes ? Math.Round(8.0 * bytes / parameters, 6) : null;
}
