namespace DeepCalc.Formulas;

/// <summary>Where the formulas come from, in short; docs/conventions.md has the full references.</summary>
internal static class Sources
{
    /// <summary>The course notes on which DeepCalc is based; they follow CS231n.</summary>
    public const string Notes = "course notes; CS231n";

    /// <summary>A guide to convolution arithmetic for deep learning, arXiv:1603.07285, relationship 6.</summary>
    public const string DumoulinVisin = "Dumoulin, Visin 2016, relationship 6";

    /// <summary>tf.nn, notes on padding.</summary>
    public const string TensorFlowPadding = "TensorFlow, notes on padding";

    /// <summary>ONNX, operator Conv, auto_pad.</summary>
    public const string OnnxPadding = "ONNX, auto_pad";

    /// <summary>Keras, compute_conv_output_shape.</summary>
    public const string KerasPadding = "Keras, causal padding";

    /// <summary>torch.nn.ConvTranspose2d; Dumoulin and Visin, relationship 14.</summary>
    public const string TransposedConvolution = "PyTorch, ConvTranspose; Dumoulin, Visin 2016, relationship 14";

    /// <summary>keras/src/backend/common/backend_utils.py, compute_conv_transpose_output_shape.</summary>
    public const string KerasTransposed = "Keras, compute_conv_transpose_output_shape";

    /// <summary>aten/src/ATen/native/AdaptiveAveragePooling.cpp, start_index and end_index.</summary>
    public const string AdaptivePooling = "PyTorch, adaptive pooling";

    /// <summary>Attention Is All You Need, arXiv:1706.03762.</summary>
    public const string Attention = "Vaswani et al. 2017";

    /// <summary>DeepSeek-V2, arXiv:2405.04434.</summary>
    public const string LatentAttention = "DeepSeek-AI 2024";

    /// <summary>DeepSeek-V3.2, arXiv:2512.02556.</summary>
    public const string SparseIndexer = "DeepSeek-AI 2025";

    /// <summary>vLLM, minimax_m3: MiniMaxM3SparseAttention and its indexer.</summary>
    public const string BlockIndexer = "MiniMax-M3";

    /// <summary>Gated Delta Networks, arXiv:2412.06464, and transformers' Qwen3NextGatedDeltaNet.</summary>
    public const string GatedDelta = "Yang, Kautz, Hatamizadeh 2024";

    /// <summary>Kimi Linear, arXiv:2510.26692.</summary>
    public const string KimiDelta = "Kimi Linear 2025";

    /// <summary>Mamba, arXiv:2312.00752, and mamba_ssm.</summary>
    public const string Mamba = "Gu, Dao 2023";

    /// <summary>Transformers are SSMs, arXiv:2405.21060, and mamba_ssm.</summary>
    public const string Mamba2 = "Dao, Gu 2024";

    /// <summary>RWKV: Reinventing RNNs for the Transformer Era, arXiv:2305.13048, and transformers' RwkvSelfAttention.</summary>
    public const string Rwkv4 = "Peng et al. 2023";

    /// <summary>Eagle and Finch, arXiv:2404.05892, and RWKV-LM.</summary>
    public const string Rwkv6 = "Peng et al. 2024";

    /// <summary>RWKV-7 Goose, arXiv:2503.14456, and RWKV-LM.</summary>
    public const string Rwkv7 = "Peng et al. 2025";

    /// <summary>torch.nn.MultiheadAttention, add_bias_kv and add_zero_attn.</summary>
    public const string AddedPositions = "PyTorch, MultiheadAttention";

    /// <summary>aten/src/ATen/native/Pool.h.</summary>
    public const string PyTorchPooling = "PyTorch, pooling_output_shape";

    /// <summary>Computing Receptive Fields of Convolutional Neural Networks, Distill 2019.</summary>
    public const string ReceptiveField = "Araujo, Norris, Sim 2019";

    /// <summary>The file that the network was read from.</summary>
    public const string File = "the file";

    /// <summary>The weights of the layer as Keras builds it.</summary>
    public const string Weights = "Keras, the layer's weights";

    /// <summary>The definition of the layer.</summary>
    public const string Definition = "the layer's definition";

    /// <summary>A sum of t products takes t multiplications and t − 1 additions, and one more for a bias.</summary>
    public const string Contraction = "a sum of t products and b biases";

    /// <summary>The table of element-wise work in docs/conventions.md.</summary>
    public const string Elementwise = "DeepCalc, table of element-wise work";

    /// <summary>The total of the steps of a layer.</summary>
    public const string Steps = "sum over the steps";

    /// <summary>ZeRO: Memory Optimizations Toward Training Trillion Parameter Models, arXiv:1910.02054.</summary>
    public const string Zero = "Rajbhandari et al. 2020";

    /// <summary>What exists at once when the layers run in their order.</summary>
    public const string Memory = "DeepCalc, live tensors";

    /// <summary>The total of the layers of a network, each counted once.</summary>
    public const string Sum = "sum over the layers, each once";
}
