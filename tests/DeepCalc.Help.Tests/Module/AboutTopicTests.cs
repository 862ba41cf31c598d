using System.Text;
using System.Text.RegularExpressions;
using DeepCalc.Help.Tests.Support;
using DeepCalc.Tests;

namespace DeepCalc.Help.Tests.Module;

/// <summary>The about topic is correct: its examples run, and the cmdlets and errors that it names exist.</summary>
public partial class AboutTopicTests
{
    private const int LeastExamples = 8;
    private const int Width = 79;
    private const string Source = "src/DeepCalc.Help/about_DeepCalc.help.txt";
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
    public void FitsAScreen() => Assert.All(Text.Split('\n'), line => Assert.InRange(line.Length, 0, Width));

    [Fact]
    [Trait("Category", MadeFromCode.Category)]
    public void ListsTheErrorCodesInOrder() => MadeFromCode.Between(
        Source, "The codes are:\n\n", "\n    A value that", List(CodeDocuments.Values("ErrorCode")));

    [Fact]
    [Trait("Category", MadeFromCode.Category)]
    public void ListsTheCmdletsThatAnswer() => MadeFromCode.Between(
        Source,
        "These cmdlets do the rest:\n\n",
        "\n    The cmdlets that measure",
        List(CodeDocuments.Commands.Where(command => command.Verb != "New").Select(command => (command.Name, command.Synopsis))));

    [Fact]
    public void NamesOnlyCmdletsThatThereAre()
    {
        using var session = new Session();
        Assert.All(CmdletName().Matches(Text), match => Assert.NotEmpty(session.Output($"Get-Command {match.Value}")));
    }

    // A column of names, and texts beside it that are wrapped.
    private static string List(IEnumerable<(string Name, string Text)> entries)
    {
        (string Name, string Text)[] all = [.. entries];
        int column = 4 + all.Max(entry => entry.Name.Length) + 2;
        var list = new StringBuilder();
        foreach ((string name, string text) in all)
        {
            string line = $"    {name}".PadRight(column);
            foreach (string word in text.Split(' '))
            {
                if (line.TrimEnd().Length + 1 + word.Length > Width)
                {
                    list.Append(line.TrimEnd()).Append('\n');
                    line = new string(' ', column);
                }

                line += word + " ";
            }

            list.Append(line.TrimEnd()).Append('\n');
        }

        return list.ToString();
    }

    private static MatchCollection CodeBlocks() => CodeBlock().Matches(Text);

    // Prose has an indentation of four, code of eight or more.
    [GeneratedRegex(@"(?<=\n\n) {8}.*(\n {8}.*)*(?=\n\n)")]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\b[A-Z]\w+-[A-Z]\w+")]
    private static partial Regex CmdletName();
}
