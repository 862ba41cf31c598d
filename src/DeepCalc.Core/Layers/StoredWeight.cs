namespace DeepCalc;

/// <summary>How a checkpoint stores a weight of a layer.</summary>
/// <param name="Name">The weight's name within the layer.</param>
/// <param name="Type">The type of its elements; Undefined where a quantiser packed them.</param>
/// <param name="StorageType">The name of the type, where <paramref name="Type"/> has none; else null.</param>
/// <param name="Bytes">Its bytes, with the scales and codebooks that belong to it; null where they are unknown.</param>
public sealed record StoredWeight(string Name, ElementType Type, string? StorageType, long? Bytes)
{
    /// <summary>The weight as the checkpoint stores it.</summary>
    internal Weight Of(Weight weight) => weight with { ElementType = Type, StorageType = StorageType, StoredBytes = Bytes };
}
