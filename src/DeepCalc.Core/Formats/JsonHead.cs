namespace DeepCalc;

/// <summary>The beginning of a file of JSON, as far as it takes to tell what it describes.</summary>
internal static class JsonHead
{
    private const int Most = 64 * 1024;

    /// <summary>Whether a file that begins so is JSON: an object, or one that was written as a text once more.</summary>
    public static bool IsJson(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> text = (head.StartsWith("\uFEFF"u8) ? head[3..] : head).TrimStart(" \t\r\n"u8);
        return !text.IsEmpty && text[0] is (byte)'{' or (byte)'"';
    }

    /// <summary>More of the file, of which the head has been read.</summary>
    public static byte[] Read(ReadOnlySpan<byte> head, Stream stream)
    {
        byte[] text = new byte[Most];
        head.CopyTo(text);
        return text[..(head.Length + stream.ReadAtLeast(text.AsSpan(head.Length), Most - head.Length, throwOnEndOfStream: false))];
    }
}
