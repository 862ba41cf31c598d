using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DeepCalc.Help.Tests.Support;
using DeepCalc.Tests;

namespace DeepCalc.Help.Tests.Documents;

/// <summary>The tables of docs/conventions.md come from the doc comments of the definitions' answers.</summary>
[Trait("Category", MadeFromCode.Category)]
public partial class ConventionsTests
{
    private const string Document = "docs/conventions.md";

    private static readonly Assembly Core = CodeDocuments.Assembly(CodeDocuments.Core);

    // In alphabetical order.
    private static readonly Type[] Definitions =
    [
        .. Core.GetExportedTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(Core.GetType("DeepCalc.LayerDefinition")!)).OrderBy(type => type.Name, StringComparer.Ordinal),
    ];

    [Fact]
    public void ListsTheWeights() => MadeFromCode.Part(Document, "weights", MadeFromCode.Table(["layer", "weights"], Rows("Weights")));

    [Fact]
    public void ListsTheWork()
    {
        string idle = string.Join(", ", Definitions.Where(type => AnswerOf(type, "Work") is null).Select(Words));
        MadeFromCode.Part(Document, "work", MadeFromCode.Table(["layer", "operations"], Rows("Work").Append([idle, "0"])));
    }

    [Fact]
    public void ListsTheStorage()
    {
        string others = string.Join(", ", Definitions.Where(type => AnswerOf(type, "Storage") is null).Select(Words));
        MadeFromCode.Part(Document, "storage", MadeFromCode.Table(["layer", "memory"], Rows("Storage").Append([others, "A tensor of its own; kept are all inputs"])));
    }

    [Fact]
    public void ListsTheFunctions()
    {
        Type functions = Core.GetType("DeepCalc.ActivationFunction")!;
        Type work = Core.GetType("DeepCalc.Layers.Elementwise.ElementwiseWork")!;
        bool IsElementwise(object function) => (bool)work.GetMethod("IsElementwise", [functions])!.Invoke(null, [function])!;
        long Of(object function) => (long)work.GetMethod("Of", [functions])!.Invoke(null, [function])!;
        MadeFromCode.Part(Document, "functions", MadeFromCode.Table(
            ["function", "value", "operations"],
            CodeDocuments.Values("ActivationFunction").Select(value => (value.Name, value.Summary, Function: Enum.Parse(functions, value.Name)))
                .Where(value => IsElementwise(value.Function)).OrderBy(value => Of(value.Function)).ThenBy(value => value.Name, StringComparer.Ordinal)
                .Select(value => new[] { $"`{value.Name}`", value.Summary.TrimEnd('.').Replace("|", "\\|", StringComparison.Ordinal), Of(value.Function).ToString(CultureInfo.InvariantCulture) })));
    }

    [Fact]
    public void ListsTheErrors() => MadeFromCode.Part(Document, "errors", MadeFromCode.Table(
        ["code", "meaning"], CodeDocuments.Values("ErrorCode").Select(code => new[] { $"`{code.Name}`", code.Summary })));

    // A comment has one sentence, or a list of cases.
    private static IEnumerable<string[]> Rows(string answer)
    {
        foreach (Type type in Definitions)
        {
            if (AnswerOf(type, answer) is not { } declarer)
            {
                continue;
            }

            XElement? summary = CodeDocuments.Comment(CodeDocuments.Core, $"M:{declarer.FullName}.{answer}")?.Element("summary");
            Assert.True(summary is not null, $"{answer} of {type.Name} needs a <summary> of its own: it is a row of {Document}.");
            if (summary.Element("list") is not { } list)
            {
                yield return [Words(type), CodeDocuments.Markdown(summary).TrimEnd('.')];
                continue;
            }

            foreach (XElement item in list.Elements("item"))
            {
                yield return [CodeDocuments.Markdown(item.Element("term")!), CodeDocuments.Markdown(item.Element("description")!)];
            }
        }
    }

    // The class that overrides an answer, or null.
    private static Type? AnswerOf(Type type, string answer) =>
        type.GetMethods().Where(method => method.Name == answer && method.DeclaringType!.Name != "LayerDefinition").Select(method => method.DeclaringType).FirstOrDefault();

    private static string Words(Type type) => Capital().Replace(type.Name, match => (match.Index > 0 ? " " : "") + match.Value.ToLowerInvariant());

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
