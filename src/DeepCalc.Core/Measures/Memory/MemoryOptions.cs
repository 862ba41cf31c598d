namespace DeepCalc;

/// <summary>For what the memory of a network is measured.</summary>
public sealed record MemoryOptions
{
    /// <summary>The number of samples.</summary>
    public long BatchSize { get; init; } = 1;

    /// <summary>The positions of each sequence that the network remembers, or null for those of its input.</summary>
    public long? Length { get; init; }

    /// <summary>The format of weights, or null for that of the file, and where there is none, the network's own type or float32.</summary>
    public NumberFormat? WeightFormat { get; init; }

    /// <summary>The format of what layers compute, or null for that of the file, and where there is none, the network's own type or float32.</summary>
    public NumberFormat? ActivationFormat { get; init; }

    /// <summary>The format of what is remembered from step to step, or null for that of what layers compute.</summary>
    public NumberFormat? CacheFormat { get; init; }

    /// <summary>How the cache is reserved.</summary>
    public CacheEngine Engine { get; init; }

    /// <summary>Whether a layer writes its output over an input that nothing else reads, where it can.</summary>
    public bool Overwrites { get; init; } = true;

    /// <summary>Whether this holds also for layers that can do it channel by channel only: depthwise convolutions and pools.</summary>
    public bool OverwritesByChannel { get; init; }

    /// <summary>Whether attention is computed in blocks, so that its scores never exist as a whole.</summary>
    public bool IsAttentionBlocked { get; init; }

    /// <summary>Whether layers run in the order with the least peak, and not in that of the network.</summary>
    public bool FindsBestOrder { get; init; }

    /// <summary>The number of bytes of which the size of each tensor is made a multiple.</summary>
    public long Alignment { get; init; } = 1;

    /// <summary>Ends the measure with an <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Whether the forward pass is that of training, in which a dropout makes a tensor of its own.</summary>
    internal bool IsTraining { get; init; }

    /// <summary>Training, or null for inference only.</summary>
    public TrainingOptions? Training { get; init; }

    /// <summary>An error if the settings exclude each other.</summary>
    /// <exception cref="DeepCalcException">They do.</exception>
    internal void Validate()
    {
        if (ActivationFormat is { HasScales: true } format)
        {
            throw new DeepCalcException(
                ErrorCode.InvalidSetting, $"{format} stores numbers in blocks with scales, in which no layer computes; give it as the type of the weights, and another one for what layers compute.");
        }

        if (OverwritesByChannel && !Overwrites)
        {
            throw new DeepCalcException(ErrorCode.InvalidSetting, "to overwrite channel by channel and not to overwrite exclude each other; give one of them.");
        }
    }

    /// <summary>The format of what layers of a network compute, where the file gives no type.</summary>
    internal NumberFormat ActivationFormatFor(Network network) => ActivationFormat ?? OwnFormat(network);

    /// <summary>The format of the weights of a network, where the file gives no type.</summary>
    internal NumberFormat WeightFormatFor(Network network) => WeightFormat ?? OwnFormat(network);

    /// <summary>The options of the cache of a network.</summary>
    internal CacheOptions CacheFor(Network network) => new()
    {
        Length = Length,
        BatchSize = BatchSize,
        Format = CacheFormat ?? ActivationFormatFor(network),
        Engine = Engine,
    };

    private static NumberFormat OwnFormat(Network network) => NumberFormat.Of(network.NumberType) ?? NumberFormat.Float32;
}
