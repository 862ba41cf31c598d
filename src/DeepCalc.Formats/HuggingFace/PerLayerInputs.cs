namespace DeepCalc.Formats.HuggingFace;

/// <summary>Word embeddings of their own for each block, as in Gemma 3n and Gemma 4: a table for all blocks, and a projection of the usual embeddings.</summary>
/// <param name="scope">The inputs of the family's builder.</param>
/// <param name="ids">The input of token numbers.</param>
/// <param name="width">The width of an embedding.</param>
/// <param name="norm">The normalisation of the family.</param>
internal sealed class PerLayerInputs(ModelScope scope, Layer ids, long width, Normalization norm)
{
    private const string Table = "model.embed_tokens_per_layer";
    private const string Projection = "model.per_layer_model_projection";
    private const long UsualWords = 262_144;
    private const long UsualWidth = 256;
    private readonly long _layers = scope.Config.Layers("num_hidden_layers");
    private readonly ActivationFunction _function = scope.Config.Function("hidden_activation", "gelu_pytorch_tanh");
    private readonly long _words = scope.Config.OptionalSize("vocab_size_per_layer_input") ?? UsualWords;
    private Layer? _all;

    /// <summary>The width of such an embedding; 0 for none.</summary>
    public static long Width(ModelConfig config) => config.HasKey("hidden_size_per_layer_input") ? config.Count("hidden_size_per_layer_input", 0) : UsualWidth;

    /// <summary>Makes those of all blocks from the usual embeddings, which it returns.</summary>
    public Layer Begin(Layer embedded)
    {
        long all = _layers * width;
        var table = new BlockScope(Table);
        Layer own = ModelScope.Add(Table, new Embedding(_words, all) { PaddingIndex = scope.Config.PaddingToken(scope.Family.PaddingToken) }, ids);
        own = table.Add("layers", new Reshape(new AxisValues(-1, _layers, width)), table.Scaled("scale", own, Math.Sqrt(width)));

        var projection = new BlockScope(Projection);
        Layer projected = projection.Scaled("scale", ModelScope.Add(Projection, new Dense(all, UseBias: false), embedded), 1 / Math.Sqrt(embedded.OutputShape.Last.Value));
        projected = projection.Add("layers", new Reshape(new AxisValues(-1, _layers, width)), projected);
        projected = ModelScope.Add("model.per_layer_projection_norm", norm, projected);
        _all = projection.Scaled("sum_scale", projection.Add("sum", new Merge(), projected, own), 1 / Math.Sqrt(2));
        return embedded;
    }

    /// <summary>A branch that gates the embedding of a block and projects it.</summary>
    /// <param name="input">What the gate is computed from.</param>
    /// <param name="number">The number of the block.</param>
    /// <param name="inner">The scope of the block.</param>
    public Layer Gated(Layer input, long number, BlockScope inner)
    {
        Layer own = inner.Add("per_layer_row", new Slice(1, number, number + 1), _all!);
        own = inner.Add("per_layer_input", new Squeeze(new AxisValues(1)), own);
        Layer gate = inner.Add("per_layer_input_gate", new Dense(width, UseBias: false), input);
        gate = inner.Add("per_layer_activation", Activation.Define(_function), gate);
        gate = inner.Add("per_layer_product", new Merge(MergeKind.Multiply), gate, own);
        gate = inner.Add("per_layer_projection", new Dense(input.OutputShape.Last.Value, UseBias: false), gate);
        return inner.Add("per_layer_norm", norm, gate);
    }
}
