namespace DeepCalc.Formats.Files;

/// <summary>Reads the beginning of a JSON file, enough to recognise its contents.</summary>
internal static class JsonHead
{
    private const int Most = 64 * 1024;

    /// <summary>Whether a file with these first bytes is JSON: an object, a list, or an object encoded as a JSON string.</summary>
    public static bool IsJson(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> text = (head.StartsWith("\uFEFF"u8) ? head[3..] : head).TrimStart(" \t\r\n"u8);
        return !text.IsEmpty && text[0] is (byte)'{' or (byte)'[' or (byte)'"';
    }

    /// <summary>A longer piece of the file, given its head and the rest of the stream.</summary>
    public static byte[] Read(ReadOnlySpan<byte> head, Stream stream)
    {
        byte[] text = new byte[Most];
        head.CopyTo(text);
        return text[..(head.Length + stream.ReadAtLeast(text.AsSpan(head.Length), Most - head.Length, throwOnEndOfStream: false))];
    }
}
