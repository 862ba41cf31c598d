namespace DeepCalc.Formats.Checkpoints;

/// <summary>What a tensor of a checkpoint is for.</summary>
internal enum CheckpointPart
{
    /// <summary>A weight or buffer of the network.</summary>
    Weights,

    /// <summary>A moving average of the weights.</summary>
    Average,

    /// <summary>The state of an optimizer.</summary>
    Optimizer,

    /// <summary>Anything else, such as the state of a random number generator.</summary>
    Other,
}
