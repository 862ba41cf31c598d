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

    /// <summary>The published parameter counts, where the count was also made here.</summary>
    public static long Of(string network) => network switch
    {
        "Llama-2-7B" => Llama(32_000, 4096, 11_008, 32, 32, 32, 128),
        "Llama-3-8B" => Llama(128_256, 4096, 14_336, 32, 32, 8, 128),
        "Llama-3.2-1B" => Llama(128_256, 2048, 8192, 16, 32, 8, 64, tied: true),
        "Mistral-7B" => Llama(32_000, 4096, 14_336, 32, 32, 8, 128),
        "Mistral-Nemo" => Llama(131_072, 5120, 14_336, 40, 32, 8, 128),
        "Mixtral-8x7B" => Llama(32_000, 4096, 14_336, 32, 32, 8, 128, experts: 8, routes: 8),
        "Qwen2.5-0.5B" => Llama(151_936, 896, 4864, 24, 14, 2, 64, tied: true, inputBias: true),
        "Qwen2.5-7B" => Llama(152_064, 3584, 18_944, 28, 28, 4, 128, inputBias: true),
        "Qwen3-0.6B" => Llama(151_936, 1024, 3072, 28, 16, 8, 128, tied: true, headNorms: true),
        "Qwen3-8B" => Llama(151_936, 4096, 12_288, 36, 32, 8, 128, headNorms: true),
        "Qwen1.5-MoE-A2.7B" => Llama(151_936, 2048, 1408, 24, 16, 16, 128, inputBias: true, experts: 60, routes: 60, shared: 5632),
        "Qwen3-30B-A3B" => Llama(151_936, 2048, 768, 48, 32, 4, 128, headNorms: true, experts: 128, routes: 128),
        "Gemma-2B" => Llama(256_000, 2048, 16_384, 18, 8, 1, 256, tied: true),
        "Gemma-7B" => Llama(256_000, 3072, 24_576, 28, 16, 16, 256, tied: true),
        "Gemma-2-2B" => Llama(256_000, 2304, 9216, 26, 8, 4, 256, tied: true, norms: 4),
        "Gemma-2-9B" => Llama(256_000, 3584, 14_336, 42, 16, 8, 256, tied: true, norms: 4),
        "Gemma-3-1B" => Llama(262_144, 1152, 6912, 26, 4, 1, 256, tied: true, headNorms: true, norms: 4),
        "Phi-3-mini" => Llama(32_064, 3072, 8192, 32, 32, 32, 96),

        // One normalisation feeds both branches; lm_head has a bias.
        "Phi-1.5" => (51_200 * 2048) + (24 * Block(2048, 8192, norms: 1)) + (2 * 2048) + (51_200 * 2048) + 51_200,
        "Phi-2" => (51_200 * 2560L) + (32 * Block(2560, 10_240, norms: 1)) + (2 * 2560) + (51_200 * 2560L) + 51_200,
        "GPT-2" => (50_257 * 768) + (1024 * 768) + (12 * Block(768, 3072)) + (2 * 768),
        "GPT-2-XL" => (50_257 * 1600) + (1024 * 1600) + (48 * Block(1600, 6400)) + (2 * 1600),
        "GPT-NeoX-20B" => (2 * 50_432 * 6144L) + (44 * Block(6144, 24_576)) + (2 * 6144),
        "Pythia-160M" => (2 * 50_304 * 768) + (12 * Block(768, 3072)) + (2 * 768),
        "BERT-base" => Bert + Square,
        "BERT-base, masked words" => Bert + Square + 1536 + 30_522,
        "BERT-base, pre-training" => Bert + Square + Square + 1536 + 30_522 + (768 * 2) + 2,
        "BERT-base, three classes" => Bert + Square + (768 * 3) + 3,
        "BERT-base, words of nine classes" => Bert + (768 * 9) + 9,
        "RoBERTa-base" => Roberta + Square,
        "RoBERTa-base, masked words" => Roberta + Square + 1536 + 50_265,
        "RoBERTa-base, two classes" => Roberta + Square + (768 * 2) + 2,
        "DistilBERT" => DistilBert,
        "DistilBERT, masked words" => DistilBert + Square + 1536 + 30_522,
        "DistilBERT, two classes" => DistilBert + Square + (768 * 2) + 2,
        "ViT-B/16, 1000 classes" => Vit + (768 * 1000) + 1000,
        "ViT-B/16" => Vit + Square,
        _ => throw new ArgumentException(network),
    };

    // A matrix of 768 by 768 and its bias: a pooler, or the first layer of a head.
    private const long Square = (768 * 768) + 768;

    // Words, positions, segments and their normalisation; without the pooler.
    private static long Bert => ((30_522 + 512 + 2 + 2) * 768) + (12 * Block(768, 3072));

    private static long Roberta => ((50_265 + 514 + 1 + 2) * 768) + (12 * Block(768, 3072));

    private static long DistilBert => ((30_522 + 512 + 2) * 768) + (6 * Block(768, 3072));

    // Patches of 16x16x3, a token, 197 positions, the last normalisation.
    private static long Vit => (16 * 16 * 3 * 768) + 768 + 768 + (197 * 768) + (12 * Block(768, 3072)) + (2 * 768);
}
