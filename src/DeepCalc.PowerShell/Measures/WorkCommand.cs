using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>A cmdlet whose answer counts work, for one sample or for a batch.</summary>
public abstract class WorkCommand : NetworkCommand
{
    /// <summary>The number of samples to count the operations for, 1 by default. In a file that leaves its batch axis open, the size of that axis. In a file that fixes it, or has none, how many times the whole network runs.</summary>
    [Parameter]
    [ValidateRange(1L, long.MaxValue)]
    public long BatchSize { get; set; } = 1;
}
