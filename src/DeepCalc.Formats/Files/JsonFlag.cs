namespace DeepCalc.Formats.Files;

/// <summary>Reads flags as Python writes them: true and false, or a number, of which only 0 is false.</summary>
internal static class JsonFlag
{
    /// <summary>The truth of a value, or null if it is neither.</summary>
    public static bool? Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when value.TryGetDouble(out double number) => number != 0,
        _ => null,
    };
}
