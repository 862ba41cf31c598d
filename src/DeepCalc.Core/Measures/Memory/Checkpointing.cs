namespace DeepCalc;

/// <summary>Which outputs of layers are computed again for the backward pass instead of being kept.</summary>
public enum Checkpointing
{
    /// <summary>None: everything is kept that the backward pass needs.</summary>
    None,

    /// <summary>The scores of attention and what follows from them up to the weighted values (Korthikanti et al. 2022).</summary>
    Selective,

    /// <summary>
    /// All within a block, of which only the inputs are kept: a composed block, or where the network has none, one of √n parts between layers
    /// that all paths run through (Chen et al. 2016).
    /// </summary>
    Full,
}
