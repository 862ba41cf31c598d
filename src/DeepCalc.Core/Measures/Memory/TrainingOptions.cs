namespace DeepCalc;

/// <summary>How a network is trained, as far as memory depends on it.</summary>
public sealed record TrainingOptions
{
    /// <summary>The optimizer.</summary>
    public Optimizer Optimizer { get; init; } = Optimizer.Adam;

    /// <summary>The precision of weights, activations and gradients.</summary>
    public TrainingPrecision Precision { get; init; }

    /// <summary>Whether mixed precision keeps a float32 copy of the weights, which the optimizer changes.</summary>
    public bool HasMasterWeights { get; init; } = true;

    /// <summary>Whether mixed precision keeps gradients as float32.</summary>
    public bool HasFloat32Gradients { get; init; }

    /// <summary>Which outputs of layers are computed again for the backward pass instead of being kept.</summary>
    public Checkpointing Checkpointing { get; init; }

    /// <summary>The rank r of low-rank adapters, or null to train the weights themselves.</summary>
    public long? AdapterRank { get; init; }

    /// <summary>Whether a weight has an adapter, by the names of its layer and its own; null for every matrix.</summary>
    public Func<string, string, bool>? HasAdapter { get; init; }

    /// <summary>The number of devices that each train a part of the batch.</summary>
    public long DataParallel { get; init; } = 1;

    /// <summary>The number of devices over which each matrix is divided.</summary>
    public long TensorParallel { get; init; } = 1;

    /// <summary>Whether these devices also divide the sequence wherever they do not divide the features.</summary>
    public bool IsSequenceParallel { get; init; }

    /// <summary>The number of devices over which the layers are divided.</summary>
    public long PipelineParallel { get; init; } = 1;

    /// <summary>What the data-parallel devices divide among themselves.</summary>
    public Sharding Sharding { get; init; }

    /// <summary>The format of weights and activations.</summary>
    internal NumberFormat Format => Precision == TrainingPrecision.Float32 ? NumberFormat.Float32 : NumberFormat.Of(ElementType.BFloat16)!;
}
