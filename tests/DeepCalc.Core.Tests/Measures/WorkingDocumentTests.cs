using System.Reflection;

namespace DeepCalc.Tests.Measures;

/// <summary>The document of conventions explains the symbols and the sources that steps show.</summary>
public class WorkingDocumentTests
{
    private static readonly string Conventions = Repository.Read("docs", "conventions.md");

    [Fact]
    public void Every_shared_symbol_is_explained()
    {
        foreach ((string symbol, string meaning) in Symbols.All.Where(entry => !IsOfAxis(entry.Value)))
        {
            Assert.Contains($"| `{symbol}` | {meaning} |", Conventions);
        }
    }

    [Fact]
    public void Every_source_is_explained()
    {
        foreach (FieldInfo source in typeof(Sources).GetFields(BindingFlags.Static | BindingFlags.Public))
        {
            Assert.Contains($"\n| {source.GetValue(null)} | ", Conventions);
        }
    }

    // Symbols of the height, the width, the depth and the length are alike; the document has them in a sentence.
    private static bool IsOfAxis(string meaning) =>
        new[] { "height", "width", "depth", "length" }.Any(axis => meaning.EndsWith(axis, StringComparison.Ordinal));
}
