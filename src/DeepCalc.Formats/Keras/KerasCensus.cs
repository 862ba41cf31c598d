using System.Text.Json;

namespace DeepCalc.Formats.Keras;

/// <summary>Facts about the whole file that its layers depend on.</summary>
/// <param name="Layout">The position of the channels in layers with windows; last if they disagree.</param>
/// <param name="Inputs">The number of inputs of the model.</param>
internal readonly record struct KerasCensus(Layout Layout, int Inputs)
{
    public static KerasCensus Of(JsonElement model)
    {
        HashSet<string?> formats = [.. Formats(model)];
        bool isFirst = formats.Contains("channels_first") && !formats.Contains("channels_last");
        List<KerasReference> inputs = KerasReference.Read(KerasSettings.Property(model, "config") ?? default, "input_layers");
        return new KerasCensus(isFirst ? Layout.ChannelsFirst : Layout.ChannelsLast, inputs.Count);
    }

    // The recursion is as deep as the JSON, whose depth is limited.
    private static IEnumerable<string?> Formats(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Formats),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(property => Formats(property.Value))
            .Prepend(KerasSettings.TextOf(json, "data_format")),
        _ => [],
    };
}
