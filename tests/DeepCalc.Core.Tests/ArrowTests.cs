using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace DeepCalc.Tests;

/// <summary>
/// The folders of the core and of the readers depend on each other in one direction only. The arrows are read from the compiled code: from
/// signatures, fields and the instructions of methods.
/// </summary>
public class ArrowTests
{
    // From below: each folder may use those before it.
    private static readonly string[] CoreFolders = ["Errors", "Arithmetic", "Shapes", "Formulas", "Layers", "Networks", "Blocks", "Measures"];

    private static readonly Dictionary<short, OpCode> Instructions = typeof(OpCodes).GetFields()
        .Select(field => field.GetValue(null)).OfType<OpCode>().ToDictionary(code => code.Value);

    [Theory]
    [InlineData(typeof(Layer), "DeepCalc.Core")]
    [InlineData(typeof(NetworkFile), "DeepCalc.Formats")]
    public void Folders_have_no_circle(Type type, string project)
    {
        List<Arrow> arrows = ArrowsOf(type.Assembly, project);
        Assert.NotEmpty(arrows);
        None(Circles(arrows));
        None(Circles([.. arrows.Select(arrow => arrow with { From = Top(arrow.From), To = Top(arrow.To) }).Where(arrow => arrow.From != arrow.To)]));
    }

    [Fact]
    public void No_arrow_of_the_core_runs_up() => None(
        ArrowsOf(typeof(Layer).Assembly, "DeepCalc.Core").Where(arrow => Array.IndexOf(CoreFolders, Top(arrow.From)) < Array.IndexOf(CoreFolders, Top(arrow.To))));

    [Fact]
    public void Internal_types_are_in_the_namespace_of_their_folder()
    {
        foreach ((Assembly assembly, string project, string root) in new[]
        {
            (typeof(Layer).Assembly, "DeepCalc.Core", "DeepCalc"),
            (typeof(NetworkFile).Assembly, "DeepCalc.Formats", "DeepCalc.Formats"),
        })
        {
            Dictionary<string, string> folders = FoldersOf(project);
            Assert.All(Own(assembly).Where(type => !type.IsPublic && folders.ContainsKey(NameOf(type))), type => Assert.Equal(
                $"{root}.{folders[NameOf(type)].Replace('/', '.')}".TrimEnd('.'), type.Namespace));
        }
    }

    private static void None(IEnumerable<Arrow> arrows) => Assert.True(!arrows.Any(), string.Join('\n', arrows.OrderBy(arrow => arrow.ToString(), StringComparer.Ordinal).Select(arrow => arrow.ToString())));

    private static string Top(string folder) => folder.Split('/')[0];

    // What remains after the arrows to folders without an arrow, and from folders that none leads to, are taken away, again and again.
    private static List<Arrow> Circles(List<Arrow> arrows)
    {
        while (arrows.FindAll(arrow => arrows.Exists(next => next.From == arrow.To) && arrows.Exists(before => before.To == arrow.From)) is var left
            && left.Count < arrows.Count)
        {
            arrows = left;
        }

        return arrows;
    }

    private static List<Arrow> ArrowsOf(Assembly assembly, string project)
    {
        Dictionary<string, string> folders = FoldersOf(project);
        List<Arrow> arrows = [];
        foreach (Type type in assembly.GetTypes())
        {
            if (!folders.TryGetValue(NameOf(type), out string? from))
            {
                continue;
            }

            foreach (Type used in UsedBy(type))
            {
                if (used.Assembly == assembly && folders.TryGetValue(NameOf(used), out string? to) && from != to)
                {
                    arrows.Add(new Arrow(from, to, $"{NameOf(type)} uses {NameOf(used)}"));
                }
            }
        }

        return [.. arrows.Distinct()];
    }

    private static IEnumerable<Type> Own(Assembly assembly) =>
        assembly.GetTypes().Where(type => !type.IsNested && type.GetCustomAttribute<CompilerGeneratedAttribute>() is null && type.Namespace?.StartsWith("DeepCalc", StringComparison.Ordinal) == true);

    // A file holds one concept and has its name, or begins with it.
    private static Dictionary<string, string> FoldersOf(string project)
    {
        string root = Path.Combine(Repository.Root, "src", project);
        var folders = new Dictionary<string, string>();
        foreach (string file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            string folder = Path.GetRelativePath(root, Path.GetDirectoryName(file)!).Replace('\\', '/');
            if (folder.Split('/')[0] is not ("obj" or "bin"))
            {
                folders[Path.GetFileName(file).Split('.')[0]] = folder == "." ? "" : folder;
            }
        }

        return folders;
    }

    private static string NameOf(Type type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type.Name.Split('`')[0];
    }

    private static HashSet<Type> UsedBy(Type type)
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var used = new HashSet<Type>();
        Add(used, type.BaseType);
        foreach (Type each in type.GetInterfaces())
        {
            Add(used, each);
        }

        foreach (FieldInfo field in type.GetFields(All))
        {
            Add(used, field.FieldType);
        }

        foreach (MethodBase method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)))
        {
            Add(used, (method as MethodInfo)?.ReturnType);
            foreach (ParameterInfo parameter in method.GetParameters())
            {
                Add(used, parameter.ParameterType);
            }

            foreach (LocalVariableInfo local in method.GetMethodBody()?.LocalVariables ?? [])
            {
                Add(used, local.LocalType);
            }

            foreach (MemberInfo member in MembersIn(method))
            {
                Add(used, member as Type ?? member.DeclaringType);
                Type[] arguments = member is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericArguments() : [];
                foreach (Type argument in arguments)
                {
                    Add(used, argument);
                }
            }
        }

        return used;
    }

    private static void Add(HashSet<Type> used, Type? type)
    {
        while (type is { HasElementType: true })
        {
            type = type.GetElementType();
        }

        if (type is null || !used.Add(type))
        {
            return;
        }

        foreach (Type argument in type.GenericTypeArguments)
        {
            Add(used, argument);
        }
    }

    // The members that the instructions of a method name.
    private static IEnumerable<MemberInfo> MembersIn(MethodBase method)
    {
        byte[] code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        Type[]? ofType = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        Type[]? ofMethod = method is MethodInfo { IsGenericMethod: true } ? method.GetGenericArguments() : null;
        for (int i = 0; i < code.Length;)
        {
            OpCode instruction = code[i] == 0xFE ? Instructions[(short)(0xFE00 | code[i + 1])] : Instructions[code[i]];
            i += instruction.Size;
            switch (instruction.OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    if (method.Module.ResolveMember(BitConverter.ToInt32(code, i), ofType, ofMethod) is { } member)
                    {
                        yield return member;
                    }

                    i += 4;
                    break;
                case OperandType.InlineSwitch:
                    i += 4 + (4 * BitConverter.ToInt32(code, i));
                    break;
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    i += 1;
                    break;
                case OperandType.InlineVar:
                    i += 2;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    i += 8;
                    break;
                default:
                    i += 4;
                    break;
            }
        }
    }

    private sealed record Arrow(string From, string To, string Why)
    {
        public override string ToString() => $"{From} → {To}: {Why}";
    }
}
