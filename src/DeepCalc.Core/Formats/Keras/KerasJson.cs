using System.Text.Json;

namespace DeepCalc;

/// <summary>Reads the description of a Keras model.</summary>
internal static class KerasJson
{
    // A model in a model takes some eight levels.
    private const int MostDepth = 256;

    /// <summary>The JSON of a description.</summary>
    public static JsonDocument Parse(ReadOnlyMemory<byte> bytes, string what) => PythonJson.Parse(bytes, what, MostDepth);

    /// <summary>The error for text that is no Unicode, which the JSON reader finds only when it is asked for.</summary>
    public static DeepCalcException Unreadable(InvalidOperationException e) =>
        new(ErrorCode.FileCorrupt, $"the description of the model has a text that cannot be read: {e.Message}");
}
