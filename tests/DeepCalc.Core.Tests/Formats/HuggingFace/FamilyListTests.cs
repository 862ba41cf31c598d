using System.Text.RegularExpressions;

namespace DeepCalc.Tests.Formats.HuggingFace;

/// <summary>The table of families in docs/checkpoints.md has those of the code.</summary>
public partial class FamilyListTests
{
    [Fact]
    public void The_table_of_families_is_that_of_the_code()
    {
        string text = Repository.Read("docs", "checkpoints.md");
        string table = text[text.IndexOf("<!-- families", StringComparison.Ordinal)..text.IndexOf("<!-- end of families", StringComparison.Ordinal)];

        Assert.Equal(
            ModelFamily.Names.Split(", ").Order(StringComparer.Ordinal),
            FirstColumn().Matches(table).SelectMany(row => Name().Matches(row.Value)).Select(name => name.Groups[1].Value).Where(name => name != "model_type").Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| (`[^|]*`) \|", RegexOptions.Multiline)]
    private static partial Regex FirstColumn();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();
}
