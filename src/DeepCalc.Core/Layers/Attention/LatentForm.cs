namespace DeepCalc;

/// <summary>How a latent attention computes, and what it remembers: the latents of positions, or the keys and values of all heads.</summary>
public enum LatentForm
{
    /// <summary>
    /// Latents are remembered. A pass over a whole sequence expands them to keys and values of the heads; where positions are remembered, the
    /// expansion is absorbed into queries and results, and all heads attend to the latents.
    /// </summary>
    Compressed,

    /// <summary>Keys and values of all heads are remembered, and computed from the latents once.</summary>
    Expanded,

    /// <summary>Latents are remembered, and the expansion is always absorbed, also in a pass over a whole sequence.</summary>
    Absorbed,
}
