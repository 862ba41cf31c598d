namespace DeepCalc;

/// <summary>Over what a normalisation takes its mean and variance.</summary>
public enum NormalizationKind
{
    /// <summary>All positions of a channel, over the samples of a batch; in inference, running statistics of training.</summary>
    Batch,

    /// <summary>The given axes of a sample, by default the last one.</summary>
    Layer,

    /// <summary>All positions of a group of channels of a sample.</summary>
    Group,

    /// <summary>All positions of a channel of a sample.</summary>
    Instance,

    /// <summary>As Layer, but divides by the root mean square and takes no mean.</summary>
    Rms,

    /// <summary>
    /// The squares of neighbouring channels at the same position, without mean and weights: a layer of its own,
    /// <see cref="LocalResponseNormalization"/>.
    /// </summary>
    LocalResponse,
}
