using System.Collections;
using System.Reflection;
using System.Xml.Linq;
using DeepCalc.Help.Tests.Support;
using DeepCalc.Tests;

namespace DeepCalc.Help.Tests.Documents;

/// <summary>The lists of formats, of families of Hugging Face and of classes of Keras come from the readers and their doc comments.</summary>
[Trait("Category", MadeFromCode.Category)]
public class FormatDocumentsTests
{
    private const BindingFlags Static = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    [Fact]
    public void ListsTheFormats()
    {
        Type format = TypeOf("DeepCalc.Formats.FileFormat");
        var rows = from field in format.GetFields(Static)
                   where field.FieldType == format
                   let comment = Comment($"F:{format.FullName}.{field.Name}")
                   where comment is not null
                   select new[] { NameOf(field.GetValue(null)!), CodeDocuments.Markdown(comment.Element("remarks")!), CodeDocuments.Markdown(comment.Element("summary")!) };
        MadeFromCode.Part("README.md", "formats", MadeFromCode.Table(["file", "recognised by", "what DeepCalc reads"], rows));
    }

    // Families that are built by one function share a row.
    [Fact]
    public void ListsTheFamilies()
    {
        Type family = TypeOf("DeepCalc.Formats.HuggingFace.ModelFamily");
        var all = from object one in (IEnumerable)family.GetField("All", Static)!.GetValue(null)!
                  let build = ((Delegate)family.GetProperty("Build")!.GetValue(one)!).Method
                  group $"`{family.GetProperty("ModelType")!.GetValue(one)}`" by build;
        MadeFromCode.Part("docs/checkpoints.md", "families", MadeFromCode.Table(
            ["`model_type`", "block"], all.Select(rows => new[] { string.Join(", ", rows), Summary($"M:{rows.Key.DeclaringType!.FullName}.{rows.Key.Name}") })));
    }

    [Fact]
    public void ListsTheClasses()
    {
        Type classes = TypeOf("DeepCalc.Formats.Keras.KerasClass");
        var families = from type in CodeDocuments.Assembly(CodeDocuments.Formats).GetTypes()
                       where type.GetProperty("Classes", Static)?.PropertyType == classes.MakeArrayType()
                       orderby type.Name
                       let names = from object one in (IEnumerable)type.GetProperty("Classes", Static)!.GetValue(null)! select NameOf(one)
                       select new[] { Summary($"T:{type.FullName}"), string.Join(", ", names.Order(StringComparer.Ordinal).Select(name => $"`{name}`")) };
        MadeFromCode.Part("docs/keras.md", "classes", MadeFromCode.Table(["family", "classes"], families));
    }

    private static Type TypeOf(string name) => CodeDocuments.Assembly(CodeDocuments.Formats).GetType(name, throwOnError: true)!;

    private static XElement? Comment(string id) => CodeDocuments.Comment(CodeDocuments.Formats, id);

    private static string Summary(string id)
    {
        XElement? summary = Comment(id)?.Element("summary");
        Assert.True(summary is not null, $"{id[2..]} needs a <summary>: it is a row of a document.");
        return CodeDocuments.Markdown(summary).TrimEnd('.');
    }

    private static string NameOf(object named) => (string)named.GetType().GetProperty("Name")!.GetValue(named)!;
}
