using System.Text.RegularExpressions;
using DeepCalc.Help.Tests.Support;

namespace DeepCalc.Help.Tests.Module;

/// <summary>The about topic is correct: its examples run, and the cmdlets and errors that it names exist.</summary>
public partial class AboutTopicTests
{
    private const int LeastExamples = 8;
    private static readonly string Text = File.ReadAllText(ModuleFolder.AboutTopic).ReplaceLineEndings("\n");

    public static TheoryData<string> Examples() => [.. CodeBlocks().Select(match => match.Value)];

    [Fact]
    public void HasExamples() => Assert.True(CodeBlocks().Count >= LeastExamples);

    [Theory]
    [MemberData(nameof(Examples))]
    public void ExampleWorks(string code) => Example.MustWork(code);

    [Fact]
    public void HasTheSectionsOfAnAboutTopic()
    {
        Assert.StartsWith("TOPIC\n    about_DeepCalc\n", Text);
        Assert.Contains("\nSHORT DESCRIPTION\n    ", Text);
        Assert.Contains("\nLONG DESCRIPTION\n    ", Text);
        Assert.Contains("\nSEE ALSO\n    ", Text);
    }

    [Fact]
    public void FitsAScreen() => Assert.All(Text.Split('\n'), line => Assert.InRange(line.Length, 0, 79));

    [Fact]
    public void ListsTheErrorCodesInOrder()
    {
        using var session = new Session();
        Assert.Equal(
            session.Output("[Enum]::GetNames([DeepCalc.ErrorCode])").Select(name => name.ToString()),
            ErrorLine().Matches(Text[Text.IndexOf("  ERRORS\n", StringComparison.Ordinal)..]).Select(match => match.Groups[1].Value));
    }

    [Fact]
    public void ListsTheCmdletsThatAnswer()
    {
        IEnumerable<string> answering = ModuleFolder.ExportedCmdlets.Where(cmdlet => !cmdlet.StartsWith("New-", StringComparison.Ordinal));
        Assert.Equal(answering.Order(StringComparer.Ordinal), CmdletLine().Matches(Text).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void NamesOnlyCmdletsThatThereAre()
    {
        using var session = new Session();
        Assert.All(CmdletName().Matches(Text), match => Assert.NotEmpty(session.Output($"Get-Command {match.Value}")));
    }

    private static MatchCollection CodeBlocks() => CodeBlock().Matches(Text);

    // Prose has an indentation of four, code of eight or more.
    [GeneratedRegex(@"(?<=\n\n) {8}.*(\n {8}.*)*(?=\n\n)")]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^    ([A-Z]\w+)  +\S", RegexOptions.Multiline)]
    private static partial Regex ErrorLine();

    [GeneratedRegex(@"^    ([A-Z][a-z]+-[A-Z]\w+)  +\S", RegexOptions.Multiline)]
    private static partial Regex CmdletLine();

    [GeneratedRegex(@"\b[A-Z]\w+-[A-Z]\w+")]
    private static partial Regex CmdletName();
}
