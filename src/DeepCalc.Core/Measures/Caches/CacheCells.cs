namespace DeepCalc.Measures.Caches;

/// <summary>The positions for which an engine reserves memory.</summary>
internal static class CacheCells
{
    // llama.cpp: GGML_PAD(…, 256), and 512 tokens in a pass (n_ubatch).
    private const long LlamaCppPadding = 256;
    private const long LlamaCppPass = 512;

    // vLLM: block_size 16, and 8192 tokens in a pass (max_num_batched_tokens).
    private const long VllmPage = 16;
    private const long VllmPass = 8192;

    /// <summary>The reserved positions of all sequences.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="length">The length of a sequence.</param>
    /// <param name="window">The last positions that are remembered, or null for all.</param>
    /// <param name="sequences">The number of sequences.</param>
    /// <remarks>
    /// Sources: llama.cpp, llama-kv-cache-iswa.cpp: cells of a window are min(context, window·sequences + n_ubatch), padded to 256; vLLM,
    /// kv_cache_interface.py: min(window − 1 + tokens in a pass, length) positions of a window, in whole pages, and a page more, since a window
    /// can begin within a page.
    /// </remarks>
    public static Quantity Of(CacheEngine engine, Quantity length, long? window, Quantity sequences) => engine switch
    {
        CacheEngine.LlamaCpp => InWhole(
            LlamaCppPadding, window is { } last ? Quantity.Min(All(length, sequences), All(last, sequences) + LlamaCppPass) : All(length, sequences)),
        CacheEngine.Vllm => All(
            window is { } last ? InWhole(VllmPage, Quantity.Min(last - 1 + VllmPass, length)) + VllmPage : InWhole(VllmPage, length), sequences),
        _ => All(window is { } last ? Quantity.Min(length, last) : length, sequences),
    };

    // A single sequence needs no factor.
    private static Quantity All(Quantity positions, Quantity sequences) => sequences == 1 ? positions : sequences * positions;

    private static Quantity InWhole(long part, Quantity positions) => part * Quantity.CeilingDivide(positions, part);
}
