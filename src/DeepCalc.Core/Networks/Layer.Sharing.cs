namespace DeepCalc;

// Whose weights a layer has.
public sealed partial class Layer
{
    // The owner of its weights, if they are another layer's; of a further output, its layer.
    private object? _shared;

    /// <summary>Whether training leaves its weights alone.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>Whether it shares the weights of another layer.</summary>
    public bool IsTied => !IsFurther && _shared is not null && !ReferenceEquals(_shared, this);

    /// <summary>The identity of the weights: layers that share weights have the same object.</summary>
    internal object WeightsOwner => IsFurther ? OutputOf.WeightsOwner : _shared ?? this;

    /// <summary>The same layer with frozen weights, which training does not change.</summary>
    public Layer Frozen() => IsFurther
        ? OutputOf.Frozen().Output(_output, Name)
        : Copy(isFrozen: true, _shared);

    /// <summary>
    /// The same layer, sharing matching weights with another layer: those of equal name and shape, and a matrix that
    /// equals the other's or its transpose. Shared weights are counted once.
    /// </summary>
    /// <exception cref="DeepCalcException">The layers have no weight in common.</exception>
    public Layer TiedTo(Layer other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (IsFurther)
        {
            return OutputOf.TiedTo(other).Output(_output, Name);
        }

        Layer holder = other.OutputOf;
        if (Array.TrueForAll(SharedWeights.Match(Weights(), holder.Weights()), match => match < 0))
        {
            throw new DeepCalcException(
                NameInContext(),
                new DeepCalcException(
                    ErrorCode.ShapeMismatch,
                    $"it has no weight in common with the {other.Kind} layer whose weights it should share: its own are {Describe(this)}, that layer's {Describe(holder)}."));
        }

        return Copy(IsFrozen, holder.WeightsOwner);

        static string Describe(Layer layer) => layer.Weights() is { Count: > 0 } weights
            ? string.Join(", ", weights.Select(weight => $"{weight.Name} {weight.Shape}"))
            : "none";
    }

    // The same layer, its weights frozen or shared.
    private Layer Copy(bool isFrozen, object? shared)
    {
        var copy = (Layer)MemberwiseClone();
        copy.IsFrozen = isFrozen;
        copy._shared = shared;
        copy._weights = null;
        copy.KnownNames = null;
        return copy;
    }
}
