namespace DeepCalc.Formats.HuggingFace;

/// <summary>
/// The parts of an encoder and a decoder that attends to its output: one network with two inputs, whose lengths are S (source) and T (target).
/// </summary>
internal static class PairModel
{
    /// <summary>The open length of the encoder's input.</summary>
    public const string SourceLength = "S";

    /// <summary>The head of words.</summary>
    public const string Generation = "ForConditionalGeneration";

    /// <summary>No head.</summary>
    public const string Model = "Model";

    /// <summary>The tokens of the encoder.</summary>
    public static Layer Source(this ModelScope scope) => scope.Words("input_ids", SourceLength, place: 1);

    /// <summary>The tokens of the decoder.</summary>
    public static Layer Target(this ModelScope scope) => scope.Words("decoder_input_ids", place: 2);

    /// <summary>Adds the blocks of a decoder, one after another.</summary>
    /// <param name="scope">The inputs of the family's builder.</param>
    /// <param name="layer">The input of the first.</param>
    /// <param name="memory">The encoder's output, which they attend to.</param>
    /// <param name="name">The checkpoint's name for their list.</param>
    /// <param name="count">Their number.</param>
    /// <param name="block">Makes the block with a number, from 0.</param>
    public static Layer BlocksWithMemory(this ModelScope scope, Layer layer, Layer memory, string name, long count, Func<long, TransformerBlock> block) =>
        scope.Blocks(layer, name, count, (input, number, inner) => block(number).On(input, memory, inner));
}
