namespace DeepCalc;

/// <summary>The index of a checkpoint that is spread over several files: it names them, and tells no shape.</summary>
internal static class ShardIndex
{
    private const int Most = 64 * 1024;

    /// <summary>An error if a stream holds JSON where a file of tensors is expected.</summary>
    /// <param name="start">What has been read of it.</param>
    /// <param name="stream">The rest.</param>
    public static void RefuseIfJson(ReadOnlySpan<byte> start, Stream stream)
    {
        // A header's length that begins so would be beyond what the format allows, unless zeros follow.
        if (start.IsEmpty || start[0] != (byte)'{' || start.Contains((byte)0))
        {
            return;
        }

        var text = new byte[Math.Min(Most, start.Length + stream.Length - stream.Position)];
        start.CopyTo(text);
        stream.ReadAtLeast(text.AsSpan(start.Length), text.Length - start.Length, throwOnEndOfStream: false);
        throw IsIndex(text) ? Error() : new DeepCalcException(
            ErrorCode.FormatUnknown, "the file begins as JSON does and is no safetensors file.");
    }

    /// <summary>Whether this JSON text maps tensors to files.</summary>
    public static bool IsIndex(ReadOnlySpan<byte> text) => text.IndexOf("\"weight_map\""u8) >= 0;

    /// <summary>Why it is not read.</summary>
    public static DeepCalcException Error() => new(
        ErrorCode.FormatUnknown,
        "the file is the index of a checkpoint in several files (weight_map) and tells no shapes; import the files that it names, model-00001-of-….safetensors, or the config.json beside them.");
}
