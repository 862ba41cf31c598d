using System.Text.Json;

namespace DeepCalc.Formats.Keras;

/// <summary>Reads the description of a Keras model.</summary>
internal static class KerasJson
{
    // A nested model takes about eight levels.
    private const int MostDepth = 256;

    /// <summary>The JSON of a description.</summary>
    public static JsonDocument Parse(ReadOnlyMemory<byte> bytes, string what) => PythonJson.Parse(bytes, what, MostDepth);
}
