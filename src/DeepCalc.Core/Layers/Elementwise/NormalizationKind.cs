namespace DeepCalc;

/// <summary>The elements over which a normalisation takes its mean and variance.</summary>
public enum NormalizationKind
{
    /// <summary>All positions of a channel over the samples of a batch; inference uses the running statistics from training.</summary>
    Batch,

    /// <summary>The given axes of a sample, by default the last one.</summary>
    Layer,

    /// <summary>All positions of a group of channels of a sample.</summary>
    Group,

    /// <summary>All positions of a channel of a sample.</summary>
    Instance,

    /// <summary>As Layer, but it divides by the root mean square and subtracts no mean.</summary>
    Rms,

    /// <summary>
    /// The squares of neighbouring channels at the same position, without mean and weights: a separate layer,
    /// <see cref="LocalResponseNormalization"/>.
    /// </summary>
    LocalResponse,
}
