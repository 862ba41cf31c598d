using System.Management.Automation.Runspaces;

namespace DeepCalc.Commands;

/// <summary>Finds the network of a command line that is being typed. Files are read, but no command is run.</summary>
internal static class Completion
{
    /// <summary>The output of the network that a command gets, from a variable or from Import-Network; null where only running the line would show it.</summary>
    public static Layer? NetworkOf(CommandAst command, IDictionary bound)
    {
        if (AsLayer(bound["InputObject"]) is { } given)
        {
            return given;
        }

        // Layers of later stages, such as New-DenseLayer, get their names only when they run; those of the first stage have names already.
        CommandBaseAst? first = (command.Parent as PipelineAst)?.PipelineElements[0];
        return first switch
        {
            CommandExpressionAst { Expression: VariableExpressionAst variable } => AsLayer(ValueOf(variable)),
            CommandAst import when import != command && string.Equals(import.GetCommandName(), "Import-Network", StringComparison.OrdinalIgnoreCase) => Import(import, cuts: true),
            _ => null,
        };
    }

    /// <summary>The output of the network in the first file that a call of Import-Network names.</summary>
    /// <param name="import">The call.</param>
    /// <param name="cuts">Whether to cut the network at the layers of -Output.</param>
    /// <param name="sizes">The values of -Size; the caller may watch which ones are asked for. None by default.</param>
    public static Layer? Import(CommandAst import, bool cuts, IReadOnlyDictionary<string, long>? sizes = null)
    {
        var bound = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, ParameterBindingResult value) in StaticParameterBinder.BindCommand(import, resolve: true).BoundParameters)
        {
            bound[name] = Texts(value.ConstantValue ?? ValueOf(value.Value));
        }

        bool isLiteral = bound.TryGetValue(nameof(ImportNetworkCommand.LiteralPath), out string[]? given);
        if (!isLiteral)
        {
            bound.TryGetValue(nameof(ImportNetworkCommand.Path), out given);
        }

        if (given is not [string path, ..] || Evaluate("$ExecutionContext.SessionState.Path") is not PathIntrinsics paths)
        {
            return null;
        }

        try
        {
            string? file = isLiteral ? paths.GetUnresolvedProviderPathFromPSPath(path) : paths.GetResolvedProviderPathFromPSPath(path, out _).FirstOrDefault();
            var options = new ImportOptions
            {
                Sizes = sizes ?? new Dictionary<string, long>(),
                OnlyPart = bound.GetValueOrDefault(nameof(ImportNetworkCommand.Part)) is [string part] && Enum.TryParse(part, ignoreCase: true, out NetworkPart only) ? only : null,
                Outputs = cuts ? bound.GetValueOrDefault(nameof(ImportNetworkCommand.Output)) ?? [] : [],
            };
            return file is null ? null : Directory.Exists(file) ? NetworkFile.ImportFolder(file, options) : NetworkFile.Import(file, options);
        }
        catch (Exception e) when (e is DeepCalcException or RuntimeException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The variables that hold a layer, in the session in which the line is typed.</summary>
    public static IEnumerable<(string Name, Layer Layer)> LayerVariables()
    {
        if (Evaluate("$ExecutionContext.SessionState.InvokeProvider") is not ProviderIntrinsics providers)
        {
            return [];
        }

        return providers.ChildItem.Get("variable:", recurse: false)
            .Select(item => item.BaseObject).OfType<PSVariable>()
            .Where(variable => variable.Name.All(c => char.IsLetterOrDigit(c) || c == '_'))
            .Select(variable => (variable.Name, Layer: OfOne(variable.Value)))
            .Where(variable => variable.Layer is not null)
            .Select(variable => (variable.Name, variable.Layer!));

        static Layer? OfOne(object? value) => value switch
        {
            PSObject { BaseObject: Layer layer } => layer,
            Layer layer => layer,
            _ => null,
        };
    }

    /// <summary>The candidates that begin with the word, then those that contain it, each quoted where PowerShell needs it.</summary>
    public static IEnumerable<CompletionResult> Matching(string word, IEnumerable<(string Name, string ToolTip)> candidates, Func<string, string>? escape = null)
    {
        string text = word.Trim('\'', '"');
        return candidates.Where(candidate => candidate.Name.Contains(text, StringComparison.OrdinalIgnoreCase))
            .OrderBy(candidate => candidate.Name.StartsWith(text, StringComparison.OrdinalIgnoreCase) ? 0 : 1)
            .Select(candidate => new CompletionResult(Quote(escape?.Invoke(candidate.Name) ?? candidate.Name), candidate.Name, CompletionResultType.ParameterValue, candidate.ToolTip));
    }

    // The value of a constant or a variable; any other expression would have to be run.
    private static object? ValueOf(Ast value) => value switch
    {
        VariableExpressionAst variable => Evaluate("param($name) $ExecutionContext.SessionState.PSVariable.GetValue($name)", variable.VariablePath.UserPath),
        StringConstantExpressionAst text => text.Value,
        ExpandableStringExpressionAst text when text.NestedExpressions.All(part => part is VariableExpressionAst) =>
            Evaluate("param($text) $ExecutionContext.InvokeCommand.ExpandString($text)", text.Value),
        ArrayLiteralAst array => array.Elements.Select(ValueOf).ToArray(),
        _ => null,
    };

    private static string[] Texts(object? value) => value switch
    {
        null => [],
        string text => [text],
        PSObject { BaseObject: not PSCustomObject and var inner } => Texts(inner),
        IEnumerable items => [.. items.Cast<object?>().Select(item => item?.ToString()).OfType<string>()],
        _ => [value.ToString() ?? ""],
    };

    private static Layer? AsLayer(object? value) => value switch
    {
        PSObject { BaseObject: not PSCustomObject and var inner } => AsLayer(inner),
        Layer layer => layer,
        IEnumerable items => items.Cast<object?>().Select(AsLayer).FirstOrDefault(layer => layer is not null),
        _ => null,
    };

    // Runs in the session in which the line is typed.
    private static object? Evaluate(string script, params object[] arguments)
    {
        if (Runspace.DefaultRunspace is null)
        {
            return null;
        }

        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddScript(script);
        foreach (object argument in arguments)
        {
            shell.AddArgument(argument);
        }

        // The output is enumerated; the first item is enough.
        return shell.Invoke().FirstOrDefault()?.BaseObject;
    }

    private static string Quote(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-' or ':') && text[0] is not '-' ? text : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
