namespace DeepCalc.Formats.Files;

/// <summary>Reads JSON as Python writes it, with NaN and Infinity.</summary>
internal static class PythonJson
{
    /// <summary>Parses a JSON text. Numbers that JSON does not have, such as NaN, become values that are not numbers.</summary>
    /// <param name="bytes">The text.</param>
    /// <param name="what">The name of the text in errors.</param>
    /// <param name="deepest">The largest number of nested levels.</param>
    /// <exception cref="DeepCalcException">The text is not JSON, nested more deeply, or not Unicode.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> bytes, string what, int deepest)
    {
        if (bytes.Span.StartsWith("\uFEFF"u8))
        {
            bytes = bytes[3..];
        }

        JsonText.RequireUnicode(bytes.Span, what, deepest);

        try
        {
            return JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = deepest });
        }
        catch (JsonException e) when (e.Message.Contains("maximum", StringComparison.OrdinalIgnoreCase))
        {
            throw new DeepCalcException(ErrorCode.FileTooLarge, $"{what} is nested deeper than {deepest} levels, at byte {Offset(e)} of line {e.LineNumber + 1}.");
        }
        catch (JsonException e)
        {
            if (WithoutNumbersOfPython(bytes.Span) is { } plain)
            {
                return Parse(plain, what, deepest);
            }

            throw new DeepCalcException(ErrorCode.FileCorrupt, $"{what} is not valid JSON at byte {Offset(e)} of line {e.LineNumber + 1}.");
        }
    }

    private static long Offset(JsonException e) => e.BytePositionInLine ?? 0;

    // The text with NaN and Infinity replaced by null or "", or null if it has none.
    private static byte[]? WithoutNumbersOfPython(ReadOnlySpan<byte> text)
    {
        byte[]? plain = null;
        bool inText = false;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == (byte)'\\' && inText)
            {
                i++;
            }
            else if (text[i] == (byte)'"')
            {
                inText = !inText;
            }
            else if (!inText && Length(text[i..]) is > 0 and int length)
            {
                plain ??= text.ToArray();
                plain.AsSpan(i, length).Fill((byte)' ');

                // NaN is shorter than null, so an empty string replaces it; that is not a number either.
                (length == 3 ? "\"\""u8 : "null"u8).CopyTo(plain.AsSpan(i));
                i += length - 1;
            }
        }

        return plain;

        static int Length(ReadOnlySpan<byte> rest) =>
            rest.StartsWith("-Infinity"u8) ? 9 : rest.StartsWith("Infinity"u8) ? 8 : rest.StartsWith("NaN"u8) ? 3 : 0;
    }
}
