using System.Text.Json;

namespace DeepCalc;

/// <summary>Flags as Python writes them: it takes a number for one, of which 0 is false, and writes what it was given.</summary>
internal static class JsonFlag
{
    /// <summary>The truth of a value, or null where it is none.</summary>
    public static bool? Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when value.TryGetDouble(out double number) => number != 0,
        _ => null,
    };
}
