namespace DeepCalc;

/// <summary>What a network of a config.json is made from.</summary>
/// <param name="Name">The network's name.</param>
/// <param name="Config">The settings.</param>
/// <param name="Family">The family.</param>
/// <param name="Options">What was asked for.</param>
internal sealed record ModelScope(string Name, ModelConfig Config, ModelFamily Family, ImportOptions Options)
{
    private const string Length = "T";

    /// <summary>What the network ends in: its class without the family, such as <c>ForCausalLM</c>.</summary>
    /// <param name="otherwise">What it is where the file does not tell.</param>
    /// <param name="valid">What is read.</param>
    /// <exception cref="DeepCalcException">It is none of these.</exception>
    public string Head(string otherwise, params ReadOnlySpan<string> valid)
    {
        if (Config.Architecture is not { } architecture)
        {
            return otherwise;
        }

        return Family.HeadOf(architecture) is { } head && valid.Contains(head) ? head : throw new DeepCalcException(
            ErrorCode.LayerUnknown,
            $"architectures: {ModelConfig.Cut(architecture)} is not read; of the family {Family.ModelType}, {string.Join(", ", valid.ToArray().Select(end => Family.ClassPrefix + end))} are.");
    }

    /// <summary>An input of word numbers, of a length that is open unless a size is given for T.</summary>
    public Layer Words(string name = "input_ids")
    {
        Quantity length = Options.Sizes.TryGetValue(Length, out long given) ? given : Quantity.Unknown(Length);
        return new Layer(new Input(new TensorShape(length), Name), name);
    }

    /// <summary>A layer of a name.</summary>
    public static Layer Add(string name, LayerDefinition definition, params ReadOnlySpan<Layer> inputs) => new(definition, name, inputs);

    /// <summary>The output of one position, as a vector.</summary>
    /// <param name="layer">The sequence.</param>
    /// <param name="name">How the names of the layers begin.</param>
    /// <param name="position">0 for the first, −1 for the last.</param>
    public static Layer Position(Layer layer, string name, int position)
    {
        layer = Add($"{name}/position", new Slice(0, position, position == 0 ? 1 : null), layer);
        return Add($"{name}/vector", new Flatten(), layer);
    }
}
