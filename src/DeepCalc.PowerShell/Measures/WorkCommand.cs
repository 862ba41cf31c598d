namespace DeepCalc.Commands;

/// <summary>A cmdlet whose answer counts work, for one sample or for a batch.</summary>
public abstract class WorkCommand : NetworkCommand
{
    /// <summary>
    /// The number of samples to count operations for, 1 or more. 1 by default. In a file with an open batch axis, it is the size of
    /// that axis. In a file with a fixed batch axis, or without one, the counts of the whole network are multiplied by it.
    /// </summary>
    [Parameter]
    [ValidateRange(1L, long.MaxValue)]
    public long BatchSize { get; set; } = 1;
}
