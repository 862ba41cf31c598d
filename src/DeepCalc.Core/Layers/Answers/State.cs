namespace DeepCalc;

/// <summary>
/// A tensor that a layer remembers from one step of decoding to the next, for one sequence: attention's keys, an LSTM's cell. Sizes are
/// numbers of elements, never bytes.
/// </summary>
/// <param name="Name">What it is, in words: <c>keys</c>.</param>
/// <param name="Elements">The elements of the whole tensor, or of one position of the sequence where it grows.</param>
/// <param name="Type">The type of the elements; Undefined is the network's own floating-point type, or that chosen for caches.</param>
public sealed record State(string Name, Quantity Elements, ElementType Type = ElementType.Undefined)
{
    /// <summary>Whether it grows with the sequence: <see cref="Elements"/> more for each position.</summary>
    public bool IsPerPosition => Positions is not null;

    /// <summary>
    /// The positions that one pass adds, where it grows with the sequence: the length of the sequence, known or open. It is not set where
    /// it does not grow.
    /// </summary>
    public Quantity? Positions { get; init; }

    /// <summary>The number of last positions that are remembered, or null for all of them.</summary>
    public long? Window { get; init; }
}
