namespace DeepCalc.Tests.Formats.HuggingFace;

/// <summary>The parameters of a network, counted from the shapes of the checkpoint's tensors, module by module, without DeepCalc.</summary>
internal static class HandCount
{
    /// <summary>Llama and its relatives.</summary>
    /// <param name="v">The number of tokens in the vocabulary.</param>
    /// <param name="d">The width.</param>
    /// <param name="f">The hidden width, or that of one expert.</param>
    /// <param name="layers">The blocks.</param>
    /// <param name="h">The heads.</param>
    /// <param name="g">The key and value heads.</param>
    /// <param name="k">The width of a head.</param>
    /// <param name="tied">Whether lm_head.weight is embed_tokens.weight.</param>
    /// <param name="inputBias">Whether q, k and v have biases.</param>
    /// <param name="headNorms">Whether q_norm and k_norm are there.</param>
    /// <param name="norms">The normalisations of a block.</param>
    /// <param name="experts">The number of experts; 0 is a single network without a router.</param>
    /// <param name="routes">The outputs of the router.</param>
    /// <param name="shared">The hidden width of the shared expert, which has a gate.</param>
    public static long Llama(
        long v, long d, long f, long layers, long h, long g, long k, bool tied = false, bool inputBias = false, bool headNorms = false,
        int norms = 2, long experts = 0, long routes = 0, long shared = 0)
    {
        long attention = (d * h * k) + (2 * d * g * k) + (h * k * d);
        attention += inputBias ? (h * k) + (2 * g * k) : 0;
        attention += headNorms ? 2 * k : 0;
        long network = 3 * d * f * Math.Max(experts, 1);
        network += d * routes;
        network += shared > 0 ? (3 * d * shared) + d : 0;
        return (v * d * (tied ? 1 : 2)) + (layers * (attention + network + (norms * d))) + d;
    }

    /// <summary>A block with biases: four square matrices, two of d·f, and normalisations of two vectors.</summary>
    public static long Block(long d, long f, int norms = 2) => (4 * ((d * d) + d)) + (d * f) + f + (f * d) + d + (norms * 2 * d);

    /// <summary>Attention without biases, of h heads and g heads of keys and values of width k.</summary>
    public static long Attention(long d, long h, long g, long k) => (2 * d * h * k) + (2 * d * g * k);

    /// <summary>
    /// Mamba of width d, with i inner features, n numbers of state for each, and time steps of rank r: in_proj, conv1d, x_proj, dt_proj, A_log,
    /// D and out_proj.
    /// </summary>
    public static long Mamba(long d, long i, long n, long r) => (d * 2 * i) + (5 * i) + (i * (r + (2 * n))) + (r * i) + i + (i * n) + i + (i * d);

    /// <summary>
    /// Mamba-2 of width d, with h heads of width p, n numbers of state for each feature and g groups: in_proj, conv1d, dt_bias, A_log, D, norm
    /// and out_proj.
    /// </summary>
    public static long Mamba2(long d, long h, long p, long n, long g) =>
        (d * ((2 * h * p) + (2 * g * n) + h)) + (5 * ((h * p) + (2 * g * n))) + (3 * h) + (h * p) + (h * p * d);

    /// <summary>A matrix of 768 by 768 and its bias: a pooler, or the first layer of a head.</summary>
    public const long Square = (768 * 768) + 768;

    /// <summary>BERT's words, positions, segments and their normalisation, and its blocks; without the pooler.</summary>
    public static long Bert => ((30_522 + 512 + 2 + 2) * 768) + (12 * Block(768, 3072));

    /// <summary>The same of RoBERTa.</summary>
    public static long Roberta => ((50_265 + 514 + 1 + 2) * 768) + (12 * Block(768, 3072));

    /// <summary>The same of DistilBERT.</summary>
    public static long DistilBert => ((30_522 + 512 + 2) * 768) + (6 * Block(768, 3072));

    /// <summary>ViT-B/16: patches of 16x16x3, a token, 197 positions, the blocks, the last normalisation.</summary>
    public static long Vit => (16 * 16 * 3 * 768) + 768 + 768 + (197 * 768) + (12 * Block(768, 3072)) + (2 * 768);
}
