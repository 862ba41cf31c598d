namespace DeepCalc.Formats.Files;

/// <summary>Text of a file in a message.</summary>
internal static class Quoted
{
    private const int Most = 64;

    /// <summary>The text, or its beginning where it is long.</summary>
    public static string Cut(string text) => text.Length <= Most ? text : text[..Most] + "…";
}
