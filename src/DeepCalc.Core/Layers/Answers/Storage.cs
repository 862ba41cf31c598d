namespace DeepCalc;

/// <summary>What a layer holds in memory besides its inputs and weights, and where its output is. Sizes are elements, never bytes.</summary>
public sealed record Storage
{
    /// <summary>Stands for the name of a weight where what is kept is needed by the gradients of several weights of the layer.</summary>
    public const string AnyWeight = "*";

    /// <summary>The answer of a layer of which nothing is known.</summary>
    public static Storage Unknown { get; } = new() { IsUnknown = true, IsKeptUnknown = true };

    /// <summary>Whether it is unknown where the output is and what the layer holds; the other properties then mean nothing.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>The input whose memory the output can share, as a view of it, or −1 where the output needs memory of its own.</summary>
    public int ViewOf { get; init; } = -1;

    /// <summary>How the elements of the view stand in that memory.</summary>
    public ViewOrder Order { get; init; }

    /// <summary>Whether the output is a view in inference only, and in training a tensor of its own: a dropout.</summary>
    public bool IsViewInInferenceOnly { get; init; }

    /// <summary>Whether the output is what the layer remembers, so that in inference it is a part of the cache: keys that another layer shares.</summary>
    public bool IsState { get; init; }

    /// <summary>
    /// The inputs over which the output can be written element by element, if nothing else needs them, and if their elements are as wide as
    /// the output's. Training also needs an input that is kept.
    /// </summary>
    public IReadOnlyList<int> Overwrites { get; init; } = [];

    /// <summary>
    /// The inputs over which the output can be written channel by channel, with a buffer of one channel: a depthwise convolution, a pool.
    /// </summary>
    public IReadOnlyList<int> OverwritesByChannel { get; init; } = [];

    /// <summary>The other tensors that it holds while it works or keeps for the backward pass.</summary>
    public IReadOnlyList<Held> Held { get; init; } = [];

    /// <summary>The inputs that the backward pass needs. Weights need not be kept, since they are always there.</summary>
    public IReadOnlyList<int> KeepsInputs { get; init; } = [];

    /// <summary>
    /// Of <see cref="KeepsInputs"/> those that only gradients of weights need, each with the names of these weights, or with
    /// <see cref="AnyWeight"/>: where they are frozen, the input is not kept. PyTorch's convolutions keep their input even so.
    /// </summary>
    public IReadOnlyList<(int Input, string Weight)> KeepsForWeights { get; init; } = [];

    /// <summary>Whether the backward pass needs the output.</summary>
    public bool KeepsOutput { get; init; }

    /// <summary>Whether only the gradients of weights need that output, so that a frozen layer does not keep it.</summary>
    public bool KeepsOutputForWeights { get; init; }

    /// <summary>Whether it is unknown what the backward pass needs.</summary>
    public bool IsKeptUnknown { get; init; }

    /// <summary>The most that is held at once while the layer works: the sum over the tensors of its fullest moment.</summary>
    /// <param name="size">The size of a tensor: its <see cref="Held.Elements"/>, or its bytes.</param>
    public Quantity Most(Func<Held, Quantity> size)
    {
        ArgumentNullException.ThrowIfNull(size);
        Quantity most = 0;
        foreach (Held opening in Held)
        {
            Quantity sum = 0;
            foreach (Held held in At(opening))
            {
                sum += size(held);
            }

            most = Quantity.Max(most, sum);
        }

        return most;
    }

    /// <summary>The tensors that are held in the moment in which one begins to be.</summary>
    internal IEnumerable<Held> At(Held opening) =>
        Held.Where(held => held.Moments.First <= opening.Moments.First && held.Moments.Last >= opening.Moments.First);
}
