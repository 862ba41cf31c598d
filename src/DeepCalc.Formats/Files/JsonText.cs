using System.Text.Unicode;

namespace DeepCalc.Formats.Files;

/// <summary>Checks the texts of a JSON file, so that its readers can take each of them without a check of their own.</summary>
internal static class JsonText
{
    /// <summary>Throws unless all names and texts are valid Unicode: no broken UTF-8, and no escape of half a surrogate pair.</summary>
    /// <remarks>JSON that is not valid is checked up to its fault, which the parser reports.</remarks>
    /// <param name="json">The file's bytes.</param>
    /// <param name="what">The name of the file in errors.</param>
    /// <param name="deepest">The largest number of nested levels.</param>
    /// <exception cref="DeepCalcException">A text is not valid Unicode.</exception>
    public static void RequireUnicode(ReadOnlySpan<byte> json, string what, int deepest)
    {
        // Only an escape can be half of a pair in valid UTF-8.
        if (Utf8.IsValid(json) && json.IndexOf("\\u"u8) < 0)
        {
            return;
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = deepest });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String)
                {
                    _ = reader.GetString();
                }
            }
        }
        catch (InvalidOperationException)
        {
            throw FileFault.Corrupt($"{what} has a text that is not valid Unicode, at byte {reader.TokenStartIndex}.");
        }
        catch (JsonException)
        {
            // The parser reports it.
        }
    }
}
