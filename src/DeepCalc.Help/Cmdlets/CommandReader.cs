using System.Management.Automation;

namespace DeepCalc.Help.Cmdlets;

/// <summary>Reads the help of the cmdlets of an assembly. A missing doc comment is an error, so help has no gaps.</summary>
public sealed class CommandReader
{
    private readonly Assembly _assembly;
    private readonly Type[] _cmdlets;
    private readonly DocumentationSet _documentation = new();
    private readonly Relations _relations;

    /// <summary>A reader of the public cmdlets of an assembly.</summary>
    public CommandReader(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        _assembly = assembly;
        _cmdlets = [.. assembly.GetExportedTypes().Where(type => !type.IsAbstract && type.IsDefined(typeof(CmdletAttribute), inherit: false))];
        _relations = new Relations(_cmdlets, _documentation);
    }

    /// <summary>All cmdlets, by name.</summary>
    /// <exception cref="DocumentationException">A doc comment is missing, or help has no form for it.</exception>
    public IReadOnlyList<CommandHelp> ReadAll() => [.. _cmdlets.Select(Read).OrderBy(help => help.Name, StringComparer.Ordinal)];

    /// <summary>One cmdlet.</summary>
    /// <exception cref="DocumentationException">A doc comment is missing, or help has no form for it.</exception>
    public CommandHelp Read(Type cmdlet)
    {
        ArgumentNullException.ThrowIfNull(cmdlet);
        CmdletAttribute name = cmdlet.GetCustomAttribute<CmdletAttribute>()!;
        XElement? comment = _documentation.Find(cmdlet);
        string synopsis = Prose.Line(comment?.Element("summary"), _assembly);
        if (synopsis.Length == 0)
        {
            throw new DocumentationException($"{cmdlet.Name} has no <summary>");
        }

        IReadOnlyList<string> remarks = Prose.Paragraphs(comment?.Element("remarks"), _assembly);
        ParameterHelp[] parameters = ParametersOf(cmdlet);
        ExampleHelp[] examples = ExamplesOf(cmdlet, comment);
        return new CommandHelp
        {
            Verb = name.VerbName,
            Noun = name.NounName,
            Synopsis = synopsis,
            Description = [.. remarks.Count > 0 ? remarks : [synopsis], .. AliasesOf(cmdlet)],
            Parameters = parameters,
            Syntaxes = [.. SetsOf(parameters, name.DefaultParameterSetName).Select(set => SyntaxOf(parameters, set)).DistinctBy(Shown)],
            Inputs = InputsOf(cmdlet, parameters),
            Outputs = OutputsOf(cmdlet, synopsis),
            Examples = examples,
            Related = _relations.Of(cmdlet, [.. remarks, .. parameters.SelectMany(parameter => parameter.Description), .. examples.Select(example => example.Code)]),
        };
    }

    private static IEnumerable<string> AliasesOf(Type cmdlet) => cmdlet.GetCustomAttribute<AliasAttribute>() is { } alias
        ? [$"{(alias.AliasNames.Count == 1 ? "Its alias is" : "Its aliases are")} {string.Join(", ", alias.AliasNames)}. An alias whose name contains a kind makes that kind."]
        : [];

    private ParameterHelp[] ParametersOf(Type cmdlet)
    {
        var reader = new ParameterReader(cmdlet, _documentation);
        return
        [
            .. new CommandMetadata(cmdlet).Parameters.Values
                .Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name) && !IsHidden(cmdlet.GetProperty(parameter.Name)!))
                .Select(reader.Read)
                .OrderBy(parameter => parameter.Use.Position ?? int.MaxValue)
                .ThenByDescending(parameter => parameter.Use.IsMandatory)
                .ThenBy(parameter => parameter.IsSwitch),
        ];
    }

    // A parameter that only explains a mistake is hidden.
    private static bool IsHidden(PropertyInfo property) => property.GetCustomAttributes<ParameterAttribute>().All(attribute => attribute.DontShow);

    // The default set may have no parameter of its own.
    private static IEnumerable<string> SetsOf(ParameterHelp[] parameters, string? defaultSet)
    {
        string[] named = [.. parameters.SelectMany(parameter => parameter.Uses.Keys).Where(set => set != ParameterAttribute.AllParameterSets).Distinct()];
        if (!string.IsNullOrEmpty(defaultSet) && defaultSet != ParameterAttribute.AllParameterSets)
        {
            return named.Prepend(defaultSet).Distinct();
        }

        return named.Length > 0 ? named : [ParameterAttribute.AllParameterSets];
    }

    private static SyntaxHelp SyntaxOf(ParameterHelp[] parameters, string set) => new(
    [
        .. from parameter in parameters
           let use = parameter.Uses.GetValueOrDefault(set) ?? parameter.Uses.GetValueOrDefault(ParameterAttribute.AllParameterSets)
           where use is not null
           orderby use.Position ?? int.MaxValue, use.IsMandatory descending
           select (parameter, use),
    ]);

    // Sets that differ only in how they take objects from the pipeline are typed alike.
    private static string Shown(SyntaxHelp syntax) =>
        string.Join(' ', syntax.Parameters.Select(entry => $"{entry.Parameter.Name} {entry.Use.IsMandatory} {entry.Use.Position}"));

    private static List<TypeHelp> InputsOf(Type cmdlet, ParameterHelp[] parameters)
    {
        List<TypeHelp> inputs =
        [
            .. parameters
                .Where(parameter => parameter.Use.TakesValue)
                .Select(parameter => new TypeHelp(TypeName.Full(cmdlet.GetProperty(parameter.Name)!.PropertyType), parameter.Description)),
        ];
        string[] properties = [.. parameters.Where(parameter => parameter.Use.TakesProperty).Select(parameter => parameter.Name)];
        if (properties.Length > 0)
        {
            string names = string.Join(", ", properties);
            inputs.Add(new TypeHelp(typeof(PSObject).FullName!, [$"An object, such as a row of Import-Csv, with properties of these names: {names}."]));
        }

        return inputs;
    }

    private List<TypeHelp> OutputsOf(Type cmdlet, string synopsis)
    {
        List<TypeHelp> outputs =
        [
            .. cmdlet.GetCustomAttributes<OutputTypeAttribute>()
                .SelectMany(attribute => attribute.Type)
                .Select(output => OutputOf(output.Type, synopsis)),
        ];
        return outputs.Count > 0 ? outputs : throw new DocumentationException($"{cmdlet.Name} has no [OutputType]");
    }

    // A type of .NET, such as a truth value, has no doc comment here; what the cmdlet does explains it.
    private TypeHelp OutputOf(Type type, string synopsis) => new(
        TypeName.Full(type), Prose.Paragraphs(_documentation.Find(type)?.Element("summary"), _assembly) is { Count: > 0 } description ? description : [synopsis])
    {
        Columns = ColumnReader.Read(TypeName.Underlying(type), _documentation, _assembly),
    };

    private ExampleHelp[] ExamplesOf(Type cmdlet, XElement? comment)
    {
        ExampleHelp[] examples = [.. comment!.Elements("example").Select(example => ExampleOf(cmdlet, example))];
        return examples.Length > 0 ? examples : throw new DocumentationException($"{cmdlet.Name} has no <example>");
    }

    private ExampleHelp ExampleOf(Type cmdlet, XElement example)
    {
        string[] code = [.. example.Elements("code").Select(element => CodeText.Dedent(element.Value)).Where(text => text.Length > 0)];
        if (code.Length != 1)
        {
            throw new DocumentationException($"an <example> of {cmdlet.Name} has {code.Length} <code> instead of one");
        }

        var remarks = new XElement(example);
        remarks.Elements("code").Remove();
        return new ExampleHelp(code[0], Prose.Paragraphs(remarks, _assembly));
    }
}
