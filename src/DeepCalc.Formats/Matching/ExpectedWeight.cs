namespace DeepCalc.Formats.Matching;

/// <summary>A weight that the architecture has and holds itself.</summary>
/// <param name="layer">The layer.</param>
/// <param name="layerName">The name of the layer in its network.</param>
/// <param name="weight">The weight.</param>
/// <param name="count">The number of its elements.</param>
internal sealed class ExpectedWeight(Layer layer, string layerName, Weight weight, long count)
{
    private NameWords? _wordsOfAll;

    public Layer Layer => layer;

    public string LayerName => layerName;

    public Weight Weight => weight;

    public long Count => count;

    /// <summary>The checkpoint's name for the module or block that the layer is part of.</summary>
    public string Group { get; } = layerName.Split('/', 2)[0];

    /// <summary>The words of its name.</summary>
    public NameWords Words { get; } = new($"{(layerName.Split('/', 2) is [_, var within] ? within : "")}.{weight.Name}");

    /// <summary>The words of its name with that of the module or block.</summary>
    public NameWords WordsOfAll => _wordsOfAll ??= new NameWords($"{layerName}.{weight.Name}");

    /// <summary>Its name in messages.</summary>
    public string Name => $"{layerName} {weight.Name}";
}
