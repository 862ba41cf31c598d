namespace DeepCalc.Help.Markdown;

/// <summary>Writes a page for each cmdlet into a folder, and a README with a list of the pages.</summary>
internal static class MarkdownFolder
{
    private const string List = "README.md";

    /// <summary>Replaces the folder.</summary>
    public static void Write(IReadOnlyList<CommandHelp> commands, string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        foreach (CommandHelp command in commands)
        {
            File.WriteAllText(Path.Combine(folder, MarkdownPage.FileName(command.Name)), MarkdownPage.Of(command));
        }

        File.WriteAllText(Path.Combine(folder, List), ListOf(commands));
    }

    private static string ListOf(IReadOnlyList<CommandHelp> commands)
    {
        IEnumerable<string[]> rows = commands.Select(command =>
            new[] { $"[{command.Name}]({MarkdownPage.FileName(command.Name)})", MarkdownText.Escape(command.Synopsis) });
        return string.Join("\n\n",
        [
            "# Cmdlets",
            "These pages are made from the cmdlets' help. At the prompt, `Get-Help New-ConvLayer -Full` shows the same.",
            .. MarkdownText.Table(["cmdlet", "purpose"], rows),
        ]) + "\n";
    }
}
