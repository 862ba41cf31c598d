namespace DeepCalc.Tests.Formats.HuggingFace;

/// <summary>The parameters of the parts of recent decoders, counted from the shapes of the tensors in their public classes, without DeepCalc.</summary>
internal static class DecoderCount
{
    /// <summary>Embeddings, blocks, the last norm and the head.</summary>
    public static long Decoder(long v, long d, long blocks, bool tied = false) => (v * d * (tied ? 1 : 2)) + blocks + d;

    /// <summary>Queries, keys, values and output of grouped-query attention, without biases.</summary>
    public static long Grouped(long d, long h, long g, long k, long? v = null) => (d * h * k) + (d * g * (k + (v ?? k))) + (h * (v ?? k) * d);

    /// <summary>Latent attention: a latent of queries (0 for none), of keys and values, what is projected from them, the output, two norms.</summary>
    public static long Latent(long d, long h, long q, long kv, long own, long shared, long v) =>
        (q == 0 ? d * h * (own + shared) : (d * q) + q + (q * h * (own + shared))) + (d * (kv + shared)) + kv + (kv * h * (own + v)) + (h * v * d);

    /// <summary>A sparse indexer: queries, keys, their norm with an offset, and weights of its heads.</summary>
    public static long Indexer(long d, long q, long h, long k) => (q * h * k) + (d * k) + (2 * k) + (d * h);

    /// <summary>A gated feed-forward network without biases.</summary>
    public static long Gated(long d, long f) => 3 * d * f;

    /// <summary>Gated experts, a router without the bias that balances, and shared experts of a width together.</summary>
    public static long Experts(long d, long f, long experts, long routes, long shared = 0) => (experts * Gated(d, f)) + (d * routes) + Gated(d, shared);

    /// <summary>A gated delta network: projections to queries, keys, values, gate, rates and decays, convolution, two vectors, norm, output.</summary>
    public static long Delta(long d, long g, long k, long h, long v, long kernel = 4) =>
        (d * ((2 * g * k) + (2 * h * v) + (2 * h))) + (kernel * ((2 * g * k) + (h * v))) + (2 * h) + v + (h * v * d);

    /// <summary>Kimi delta attention: decays and gate by matrices of the rank of a head's width.</summary>
    public static long KimiDelta(long d, long h, long k, long kernel = 4, bool fullGate = false) =>
        (4 * d * h * k) + (3 * kernel * h * k) + (d * k) + (k * h * k) + (h * k) + h + (d * h) + (fullGate ? d * h * k : (d * k) + (k * h * k)) + k;

    /// <summary>Mamba-2: projection, convolution with biases, three vectors of heads, norm, output.</summary>
    public static long Mamba2(long d, long h, long p, long n, long groups, long kernel = 4) =>
        (d * ((2 * h * p) + (2 * groups * n) + h)) + ((kernel + 1) * ((h * p) + (2 * groups * n))) + (3 * h) + (h * p) + (h * p * d);
}
