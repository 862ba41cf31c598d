using System.Text.Json;
using DeepCalc.Formats.Files;

namespace DeepCalc.Formats.Keras;

/// <summary>Reads the description of a Keras model.</summary>
internal static class KerasJson
{
    // A nested model takes about eight levels.
    private const int MostDepth = 256;

    /// <summary>The JSON of a description.</summary>
    public static JsonDocument Parse(ReadOnlyMemory<byte> bytes, string what) => PythonJson.Parse(bytes, what, MostDepth);

    /// <summary>The error for text that is not valid Unicode, which the JSON reader reports only when the text is read.</summary>
    public static DeepCalcException Unreadable(InvalidOperationException e) =>
        new(ErrorCode.FileCorrupt, $"the description of the model has a text that cannot be read: {e.Message}");
}
