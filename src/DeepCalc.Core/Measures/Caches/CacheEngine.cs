namespace DeepCalc;

/// <summary>How a cache is reserved: as the architecture needs it, or as an engine rounds it up.</summary>
public enum CacheEngine
{
    /// <summary>As many positions as are remembered, and no more.</summary>
    Architecture,

    /// <summary>llama.cpp: one cache of cells for all sequences, rounded up to a multiple of 256.</summary>
    LlamaCpp,

    /// <summary>vLLM: pages of 16 positions for each sequence.</summary>
    Vllm,
}
