namespace DeepCalc.Formats.HuggingFace;

/// <summary>
/// An encoder and a decoder that attends to its output: one network with two inputs, whose lengths are S (source) and T (target).
/// </summary>
/// <param name="scope">The inputs of the family's builder.</param>
internal sealed class PairModel(ModelScope scope)
{
    /// <summary>The open length of the encoder's input.</summary>
    public const string SourceLength = "S";

    private const string Model = "Model";
    private const string EncoderModel = "EncoderModel";
    private const string Generation = "ForConditionalGeneration";

    /// <summary>The heads: the decoder's output, that of the encoder, and words.</summary>
    public string Head { get; } = scope.Head(Generation, Model, EncoderModel, Generation, "MTModel");

    public bool IsEncoderAlone => Head == EncoderModel;

    public bool HasWords => Head is Generation or "MTModel";

    /// <summary>The embeddings of the tokens of one side.</summary>
    /// <param name="name">The checkpoint's name.</param>
    /// <param name="isSource">Whether they are those of the encoder.</param>
    /// <param name="padding">The number of the padding token, or null.</param>
    public Layer Words(string name, bool isSource, long? padding)
    {
        Layer input = isSource ? scope.Words("input_ids", SourceLength) : scope.Words("decoder_input_ids");
        var words = new Embedding(scope.Config.Size("vocab_size"), scope.Config.Size("d_model")) { PaddingIndex = padding };
        return ModelScope.Add(name, words, input);
    }

    /// <summary>Adds the blocks of one side, one after another.</summary>
    /// <param name="layer">The input of the first.</param>
    /// <param name="memory">The encoder's output that those of a decoder attend to, or null.</param>
    /// <param name="name">The checkpoint's name for their list.</param>
    /// <param name="count">Their number.</param>
    /// <param name="block">Makes the block with a number, from 0.</param>
    public Layer Blocks(Layer layer, Layer? memory, string name, long count, Func<long, TransformerBlock> block)
    {
        for (long i = 0; i < count; i++)
        {
            scope.Options.Cancellation.ThrowIfCancellationRequested();
            layer = block(i).On(layer, memory, new BlockScope(FormattableString.Invariant($"{name}.{i}")));
        }

        return layer;
    }
}
