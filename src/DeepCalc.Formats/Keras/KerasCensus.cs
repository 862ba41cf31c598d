namespace DeepCalc.Formats.Keras;

/// <summary>Facts about the whole file that its layers depend on.</summary>
/// <param name="Layout">The position of the channels in layers with windows; last if they disagree.</param>
/// <param name="Inputs">The number of inputs of the model.</param>
internal readonly record struct KerasCensus(Layout Layout, int Inputs)
{
    public static KerasCensus Of(JsonElement model)
    {
        (int first, int last) = (0, 0);
        Count(model, ref first, ref last);
        List<KerasReference> inputs = KerasReference.Read(KerasSettings.Property(model, "config") ?? default, "input_layers");
        return new KerasCensus(first > 0 && last == 0 ? Layout.ChannelsFirst : Layout.ChannelsLast, inputs.Count);
    }

    // The recursion is as deep as the JSON, whose depth is limited.
    private static void Count(JsonElement json, ref int first, ref int last)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in json.EnumerateArray())
            {
                Count(item, ref first, ref last);
            }
        }
        else if (json.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in json.EnumerateObject())
            {
                if (property.Value.ValueKind == JsonValueKind.String && property.NameEquals("data_format"))
                {
                    first += property.Value.ValueEquals("channels_first") ? 1 : 0;
                    last += property.Value.ValueEquals("channels_last") ? 1 : 0;
                }
                else
                {
                    Count(property.Value, ref first, ref last);
                }
            }
        }
    }
}
