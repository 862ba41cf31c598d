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

    [Fact]
    public void The_working_in_the_README_is_what_is_shown()
    {
        string readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));
        string[] shown = [.. readme.Split('\n').Where(line => line.StartsWith("    ", StringComparison.Ordinal) && line.Contains(" = ", StringComparison.Ordinal) && !IsWhere(line)).Select(line => line.Trim())];
        object?[] steps = [.. session.Output("New-InputLayer 100,100,3 | New-ConvLayer 10 3 -Stride 2 -Padding 1 | Show-Calculation Shape, Parameter").Select(step => step.Properties["Working"].Value)];

        Assert.Equal(2, shown.Length);
        Assert.All(shown, line => Assert.Contains(line, steps));
    }

    // The lines that explain symbols: the first begins with a word, the next are below it.
    private static bool IsWhere(string line) => line.TrimStart().StartsWith("where ", StringComparison.Ordinal) || line.StartsWith("     ", StringComparison.Ordinal);

    [GeneratedRegex("```powershell\r?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
