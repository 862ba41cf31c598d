namespace DeepCalc;

/// <summary>A layer that moves, repeats, joins or leaves out elements, and computes nothing.</summary>
public abstract record Rearrangement : LayerDefinition
{
    /// <summary>
    /// Whether it works on a whole tensor by NumPy's rules, as in a file: its axes include that of the batch, a size may be 0, and no axis
    /// need remain.
    /// </summary>
    public bool IsWhole { get; init; }

    public override bool SeesBatch => IsWhole;
}
