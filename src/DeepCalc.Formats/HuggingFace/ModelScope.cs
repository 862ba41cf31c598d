namespace DeepCalc.Formats.HuggingFace;

/// <summary>The inputs of a family's builder.</summary>
internal sealed record ModelScope(string Name, ModelConfig Config, ModelFamily Family, ImportOptions Options)
{
    /// <summary>The open length of a sequence; of a network with an encoder and a decoder, that of the decoder's.</summary>
    public const string Length = "T";

    /// <summary>The head that a network around this one chooses, such as <c>Model</c> for none; null for the file's.</summary>
    public string? ChosenHead { get; init; }

    /// <summary>What a network around this one does with its word embeddings, such as to put those of images among them; null for nothing.</summary>
    public Func<Layer, Layer>? Embedded { get; init; }

    /// <summary>What a network around this one does behind the block with a number, from 0; null for nothing.</summary>
    public Func<Layer, long, Layer>? BehindBlock { get; init; }

    /// <summary>The inputs of the builder of a nested network, such as that of text_config.</summary>
    /// <param name="key">The setting that holds the settings of the nested network.</param>
    /// <param name="modelType">The family where the nested settings name none.</param>
    /// <exception cref="DeepCalcException">There are none, or their family is unknown.</exception>
    public ModelScope Inner(string key, string? modelType = null) => Nested(Config.Inner(key, modelType));

    /// <summary>The same, where a file without the setting means the defaults of the configuration class.</summary>
    /// <param name="key">The setting that holds the settings of the nested network.</param>
    /// <param name="modelType">The family where the nested settings name none.</param>
    /// <exception cref="DeepCalcException">Their family is unknown.</exception>
    public ModelScope InnerOrUsual(string key, string modelType) => Config.Has(key) ? Inner(key, modelType) : Nested(ModelConfig.Usual(Config, modelType));

    /// <summary>Builds the network.</summary>
    public Layer Build() => Family.Build(this);

    /// <summary>The kind of head: the class name without the family, such as <c>ForCausalLM</c>.</summary>
    /// <param name="otherwise">The default if the file names no class.</param>
    /// <param name="valid">The supported heads.</param>
    /// <exception cref="DeepCalcException">The head is not supported.</exception>
    public string Head(string otherwise, params ReadOnlySpan<string> valid)
    {
        if ((ChosenHead ?? (Config.Architecture is { } architecture ? Family.HeadOf(architecture) ?? "" : otherwise)) is var head && valid.Contains(head))
        {
            return head;
        }

        throw new DeepCalcException(
            ErrorCode.LayerUnknown,
            $"architectures: {Quoted.Cut(ChosenHead is null ? Config.Architecture! : Family.ClassPrefix + head)} is not supported; valid for the family {Family.ModelType} are {string.Join(", ", valid.ToArray().Select(end => Family.ClassPrefix + end))}.");
    }

    /// <summary>The number of positions that a query of a layer with a window sees, or null for all.</summary>
    public long? Window => Config.HasKey("sliding_window") ? Config.OptionalSize("sliding_window") : Family.Window;

    /// <summary>An input of token numbers, with an open length unless a size is given for it.</summary>
    /// <param name="name">The name of the input.</param>
    /// <param name="size">The name of its length.</param>
    /// <param name="place">Its place among several inputs, from 1; 0 where the network decides.</param>
    public Layer Words(string name = "input_ids", string size = Length, int place = 0) => Input(name, new TensorShape(Open(size)), ElementType.Int64, place);

    /// <summary>An input.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="type">The type of its elements; Undefined is that of the network.</param>
    /// <param name="place">Its place among several inputs, from 1; 0 where the network decides.</param>
    public Layer Input(string name, TensorShape shape, ElementType type = ElementType.Undefined, int place = 0) =>
        new(new Input(shape, Name, Framework: Framework.PyTorch) { Type = type, NetworkType = Config.NumberType }, name) { FilePlace = place };

    /// <summary>An open size, or the number that is given for it.</summary>
    public Quantity Open(string size) => Options.Sizes.TryGetValue(size, out long given) ? given : Quantity.Unknown(size);

    public static Layer Add(string name, LayerDefinition definition, params ReadOnlySpan<Layer> inputs) => new(definition, name, inputs);

    /// <summary>Adds blocks, one after another.</summary>
    /// <param name="layer">The input of the first.</param>
    /// <param name="name">The checkpoint's name for their list.</param>
    /// <param name="count">Their number.</param>
    /// <param name="block">Makes the block with a number, from 0.</param>
    public Layer Blocks(Layer layer, string name, long count, Func<long, TransformerBlock> block) =>
        Blocks(layer, name, count, (input, number, scope) => block(number).On(input, null, scope));

    /// <summary>Adds blocks, one after another.</summary>
    /// <param name="layer">The input of the first.</param>
    /// <param name="name">The checkpoint's name for their list.</param>
    /// <param name="count">Their number.</param>
    /// <param name="block">Adds the block with a number, from 0, after a layer.</param>
    public Layer Blocks(Layer layer, string name, long count, Func<Layer, long, BlockScope, Layer> block)
    {
        for (long i = 0; i < count; i++)
        {
            Options.Cancellation.ThrowIfCancellationRequested();
            layer = block(layer, i, new BlockScope(FormattableString.Invariant($"{name}.{i}")).AsBlock());
            layer = BehindBlock?.Invoke(layer, i) ?? layer;
        }

        return layer;
    }

    /// <summary>The output at one position, as a vector.</summary>
    /// <param name="layer">The sequence.</param>
    /// <param name="name">The prefix of the layers' names.</param>
    /// <param name="position">0 for the first, −1 for the last.</param>
    public static Layer Position(Layer layer, string name, int position)
    {
        layer = Add($"{name}/position", new Slice(0, position, position == 0 ? 1 : null), layer);
        return Add($"{name}/vector", new Flatten(), layer);
    }

    /// <summary>The inputs of the builder of a nested network. A file often omits its sizes that are those of its configuration class.</summary>
    /// <param name="inner">Its settings.</param>
    /// <exception cref="DeepCalcException">Their family is unknown.</exception>
    public ModelScope Nested(ModelConfig inner)
    {
        ModelFamily family = ModelFamily.Of(inner, Options);
        inner.UsualSizes = family.UsualSizes;
        return new ModelScope(Name, inner, family, Options);
    }
}
