namespace DeepCalc.Help.Markdown;

/// <summary>Elements of text in Markdown.</summary>
internal static class MarkdownText
{
    /// <summary>Escapes all characters that are markup.</summary>
    public static string Escape(string text) =>
        text.Replace("\\", "\\\\").Replace("<", "\\<").Replace("*", "\\*").Replace("|", "\\|").Replace("_", "\\_").Replace("`", "\\`").Replace("[", "\\[");

    /// <summary>Paragraphs; a paragraph with several lines is code.</summary>
    public static IEnumerable<string> Paragraphs(IEnumerable<string> paragraphs) =>
        paragraphs.Select(paragraph => paragraph.Contains('\n') ? Code(paragraph, "powershell") : Escape(paragraph));

    /// <summary>Code of a language.</summary>
    public static string Code(string code, string language) => $"```{language}\n{code}\n```";

    /// <summary>A table; none without rows.</summary>
    public static IEnumerable<string> Table(string[] header, IEnumerable<string[]> rows) =>
        rows.Any() ? [string.Join('\n', [Row(header), Row([.. header.Select(_ => "---")]), .. rows.Select(Row)])] : [];

    private static string Row(string[] cells) => $"| {string.Join(" | ", cells)} |";
}
