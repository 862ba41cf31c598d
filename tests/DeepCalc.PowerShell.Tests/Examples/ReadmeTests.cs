using System.Text.RegularExpressions;

namespace DeepCalc.Commands.Tests.Examples;

/// <summary>Runs the examples of the README.</summary>
public sealed partial class ReadmeTests(Session session) : IClassFixture<Session>
{
    public static TheoryData<string> Examples => [.. Block()
        .Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md")))
        .Select(match => match.Groups[1].Value)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_runs_without_errors(string example) => Assert.NotEmpty(session.Output(example));

    public static TheoryData<string, string> Outputs
    {
        get
        {
            var outputs = new TheoryData<string, string>();
            foreach (Match match in BlockWithOutput().Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"))))
            {
                outputs.Add(match.Groups[1].Value, match.Groups[2].Value);
            }

            return outputs;
        }
    }

    // A README shows part of an output: "..." stands for the lines between.
    [Theory]
    [MemberData(nameof(Outputs))]
    public void The_output_in_the_README_is_the_output_at_80_columns(string example, string shown)
    {
        string printed = session.Output($"& {{ {example} }} | Out-String -Width 80 -Stream | ForEach-Object TrimEnd").Aggregate("", (text, line) => $"{text}{line}\n");

        Assert.All(shown.ReplaceLineEndings("\n").Split("...\n"), part => Assert.Contains(part, printed, StringComparison.Ordinal));
    }

    [Fact]
    public void The_README_shows_outputs() => Assert.True(Outputs.Count >= 3);

    [GeneratedRegex("```powershell\r?\n([^`]*?)```\r?\n\r?\n```text\r?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex BlockWithOutput();

    [GeneratedRegex("```powershell\r?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
