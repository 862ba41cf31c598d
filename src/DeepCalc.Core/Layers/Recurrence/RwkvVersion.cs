namespace DeepCalc;

/// <summary>A version of RWKV.</summary>
public enum RwkvVersion
{
    /// <summary>RWKV-4, Dove: each feature has a decay of its own (<see cref="Rwkv4TimeMixing"/>).</summary>
    V4,

    /// <summary>RWKV-6, Finch: decays and mixtures of a position and the one before it depend on the input.</summary>
    V6,

    /// <summary>RWKV-7, Goose: the state is updated by a generalised delta rule.</summary>
    V7,
}
