using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace DeepCalc.Tests;

/// <summary>Every public type and member has a comment. An override has that of what it overrides.</summary>
public class DocumentationTests
{
    [Theory]
    [InlineData(typeof(Layer))]
    [InlineData(typeof(NetworkFile))]
    public void Every_public_member_has_a_comment(Type type)
    {
        Assembly assembly = type.Assembly;
        ILookup<string, string> comments = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
            .Where(member => member.Elements().Any()).Select(member => member.Attribute("name")!.Value)
            .ToLookup(name => name.Split('(')[0].Split("``")[0]);
        string[] missing =
        [
            .. assembly.GetExportedTypes().SelectMany(each => MembersOf(each).Prepend($"T:{NameOf(each)}")).GroupBy(name => name)
                .Where(name => comments[name.Key].Count() < name.Count()).Select(name => name.Key),
        ];
        Assert.True(missing.Length == 0, "Without a comment: " + string.Join(", ", missing));
    }

    private static IEnumerable<string> MembersOf(Type type)
    {
        const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        string name = NameOf(type);
        if (type.IsSubclassOf(typeof(Delegate)))
        {
            return [];
        }

        // The parameters of a record's constructor are described at the record.
        HashSet<string> ofRecord = type.GetMethod("<Clone>$") is null && type.GetMethod("PrintMembers", Own) is null
            ? []
            : [.. type.GetConstructors(Own).SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.Name!)];
        return type.GetMembers(Own).Where(member => IsSeen(member) && member.GetCustomAttribute<CompilerGeneratedAttribute>() is null).Select(member => member switch
        {
            MethodInfo { IsSpecialName: false } method when method.GetBaseDefinition() == method && !IsOfInterface(method) => $"M:{name}.{method.Name}",
            PropertyInfo property when !ofRecord.Contains(property.Name) && property.GetMethod is { } get && get.GetBaseDefinition() == get && !IsOfInterface(get) => $"P:{name}.{property.Name}",
            FieldInfo { IsSpecialName: false } field => $"F:{name}.{field.Name}",
            _ => null,
        }).OfType<string>();
    }

    private static bool IsSeen(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        PropertyInfo property => property.GetMethod is { } get && IsSeen(get),
        FieldInfo field => field.IsPublic || field.IsFamily,
        _ => false,
    };

    private static bool IsOfInterface(MethodInfo method) => !method.DeclaringType!.IsInterface
        && method.DeclaringType.GetInterfaces().Any(each => method.DeclaringType.GetInterfaceMap(each).TargetMethods.Contains(method));

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');
}
