namespace DeepCalc.Layers.Recurrence;

/// <summary>What a linear recurrence holds for each position between its first projection and its last.</summary>
/// <param name="Name">What it is, in words.</param>
/// <param name="Width">The elements of a position that are held in inference; 0 for what only training keeps.</param>
/// <param name="Kept">The elements of a position that are kept for the backward pass.</param>
/// <param name="First">The first of its moments, which are the recurrence, the gate, and the projection of the output.</param>
/// <param name="Last">The last of its moments.</param>
internal readonly record struct HeldPart(string Name, Quantity Width, Quantity Kept, int First = 1, int Last = 1)
{
    /// <summary>Whether only gradients of weights need it.</summary>
    public bool IsForWeights { get; init; }

    /// <summary>What only the backward pass needs.</summary>
    public static HeldPart Only(string name, Quantity kept) => new(name, 0, kept);

    /// <summary>What only the gradients of weights need, by which it is multiplied.</summary>
    public static HeldPart ForWeights(string name, Quantity kept) => new(name, 0, kept) { IsForWeights = true };
}
