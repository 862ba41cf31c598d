namespace DeepCalc;

/// <summary>
/// A tensor that a layer holds besides its inputs, its output and its weights: the scores of attention, the mask of a dropout. Sizes are
/// numbers of elements, never bytes.
/// </summary>
/// <param name="Name">What it is, in words: <c>scores</c>.</param>
/// <param name="Elements">The elements held while the layer works in inference; 0 for a tensor that only training has.</param>
/// <param name="Kept">The elements kept from the forward pass for the backward pass; 0 for a tensor that it does not need.</param>
/// <param name="Type">The type of the elements; Undefined is the network's own floating-point type.</param>
public sealed record Held(string Name, Quantity Elements, Quantity Kept, ElementType Type = ElementType.Undefined)
{
    /// <summary>
    /// The first and the last of the layer's moments, numbered from 1 in order, in which <see cref="Elements"/> are held. A layer holds most
    /// in its fullest moment (<see cref="Storage.Most"/>).
    /// </summary>
    public (int First, int Last) Moments { get; init; } = (1, int.MaxValue);

    /// <summary>
    /// The elements that are kept in place of <see cref="Kept"/> where the tensor is computed in blocks and never exists as a whole, as in
    /// FlashAttention: a number for each softmax. Null where it cannot be.
    /// </summary>
    public Quantity? KeptInBlocks { get; init; }

    /// <summary>
    /// The name of the weight whose gradient alone needs what is kept, or <see cref="Storage.AnyWeight"/>; null where the gradient of an input
    /// needs it too.
    /// </summary>
    public string? ForWeight { get; init; }

    /// <summary>Whether attention in blocks needs it in any case, as FlashAttention needs its result to compute the scores again.</summary>
    public bool IsNeededInBlocks { get; init; }

    /// <summary>The work of computing it again, and what follows from it, where <see cref="KeptInBlocks"/> says that it need not be kept.</summary>
    public Work Again { get; init; }

    /// <summary>The number of the layer's further output that it is, or 0: where that output is used, there is one tensor and not two.</summary>
    public int Output { get; init; }

    /// <summary>Whether the samples of a batch share it: the statistics of a batch normalisation.</summary>
    public bool IsOfBatch { get; init; }

    /// <summary>The same tensor for several samples or steps.</summary>
    internal Held Times(Quantity count, string symbol, string what, Working? working)
    {
        Quantity n = working.Let(symbol, count);
        Quantity kept = Of(", kept", Kept);
        return IsOfBatch ? this : this with
        {
            Elements = Elements == Kept ? kept : Of("", Elements),
            Kept = kept,
            Again = Again == default ? default : WorkFormula.Repeated(Again, count, null),
            KeptInBlocks = KeptInBlocks is { } less ? Of(", kept in blocks", less) : null,
        };

        Quantity Of(string how, Quantity once) => once == 0 || IsOfBatch
            ? once
            : working.Record($"{Name}{how}, {what}", "e", n * working.Let("e", once, Name), Sources.Definition);
    }
}
