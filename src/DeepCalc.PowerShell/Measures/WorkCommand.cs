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

    /// <summary>
    /// The number of positions of the sequence that are cached, 0 or more: the answer is for the next ones, which attend to all. Where the
    /// network leaves the length of its sequence open, that is one position, unless -Size gives another number.
    /// </summary>
    [Parameter]
    [ValidateRange(0L, long.MaxValue)]
    public long? Past { get; set; }

    private protected override Network Prepare(Network network)
    {
        if (Past is not { } past)
        {
            return network;
        }

        // The length of the new positions comes last: those of an image, which are more, are among those that are remembered.
        Network after = network.After(past);
        return network.SequenceSize is { } name ? after.WithSizes(new Dictionary<string, long> { [name] = 1 }) : after;
    }
}
