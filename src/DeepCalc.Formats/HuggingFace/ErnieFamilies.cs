namespace DeepCalc.Formats.HuggingFace;

/// <summary>ERNIE 4.5: as Llama.</summary>
internal static class ErnieFamilies
{
    private const string BiasKey = "use_bias";
    private static readonly ModelFamily Usual = new("ernie4_5", "Ernie4_5", Ernie)
    {
        KeyValueHeads = 2,
        HeadWidth = 128,
        RotaryBase = 500_000,
        Epsilon = 1e-5,
        PaddingToken = 0,
        IsTied = true,
    };

    public static ModelFamily[] Families { get; } =
    [
        Usual,
        Usual with { ModelType = "ernie4_5_moe", ClassPrefix = "Ernie4_5_Moe", Build = ErnieMoe, KeyValueHeads = 4, HeadWidth = null },
    ];

    /// <summary>As Llama, perhaps with biases.</summary>
    public static Layer Ernie(ModelScope scope) => scope.Decoder(scope.RmsBlock(Attention(scope), Network(scope)));

    /// <summary>
    /// As ERNIE 4.5, with experts, chosen by a softmax and a bias of each, and shared ones in every <c>moe_layer_interval</c>-th block from
    /// <c>moe_layer_start_index</c> to <c>moe_layer_end_index</c>.
    /// </summary>
    public static Layer ErnieMoe(ModelScope scope)
    {
        ModelConfig config = scope.Config;
        MultiHeadAttention attention = Attention(scope);
        FeedForwardBlock network = Network(scope);
        FeedForwardBlock experts = network with
        {
            Hidden = config.Size("moe_intermediate_size"),
            Experts = config.Size(config.Named("moe_num_experts", "num_experts")),
            ActiveExperts = config.Size(config.Named("moe_k", "num_experts_per_tok")),
            UseSelectionBias = true,
            NormalizesShares = true,
        };
        experts = experts with { SharedHidden = scope.SharedHidden(experts.Hidden, "moe_num_shared_experts", 2) };
        long interval = config.OptionalSize("moe_layer_interval") ?? 1;
        long first = config.Count("moe_layer_start_index", 1);
        double last = config.Number("moe_layer_end_index") ?? -1;
        return new DecoderModel(scope, layer => scope.RmsBlock(attention, HasExperts(layer) ? experts : network))
        {
            HasHeadBias = network.UseBias,
        }.Build();

        bool HasExperts(long layer) => (layer + 1) % interval == 0 && layer >= first && (last == -1 || layer <= last);
    }

    private static MultiHeadAttention Attention(ModelScope scope) => scope.Attention() with { UseBias = scope.Config.Flag(BiasKey, false), Dropout = 0 };

    private static FeedForwardBlock Network(ModelScope scope) => scope.Network() with { UseBias = scope.Config.Flag(BiasKey, false) };
}
