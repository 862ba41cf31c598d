namespace DeepCalc.Commands;

/// <summary>
/// Finds the name by which a cmdlet is called. An alias that names a kind makes that kind: <c>New-GruLayer</c> is New-RecurrentLayer with
/// the kind Gru. The kind is read from the alias itself, so that no second table is needed.
/// </summary>
internal static class CalledAs
{
    private const string Prefix = "New-";
    private const string Suffix = "Layer";

    // Aliases that refer to each other in a circle would never end.
    private const int MostAliases = 16;

    /// <summary>The kind that a cmdlet makes, or null where neither the parameter nor the alias gives one.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="parameter">The parameter that gives the kind.</param>
    /// <param name="given">The kind that the parameter gives, or null.</param>
    /// <param name="kindIn">Finds the kind for the part of an alias between New- and Layer; null if that part names none.</param>
    /// <param name="isNeeded">Whether it is an error that the alias cannot be found.</param>
    /// <exception cref="DeepCalcException">Alias and parameter contradict each other, or the alias cannot be found.</exception>
    public static T? Find<T>(PSCmdlet cmdlet, string parameter, T? given, Func<string, T?> kindIn, bool isNeeded = true)
        where T : struct
    {
        string own = cmdlet.MyInvocation.MyCommand.Name;
        if (string.Equals(cmdlet.MyInvocation.InvocationName, own, StringComparison.OrdinalIgnoreCase))
        {
            return given;
        }

        if (NameOf(cmdlet, own) is not { } name)
        {
            return given is null && isNeeded
                ? throw new DeepCalcException(
                    ErrorCode.InvalidSetting, $"{own} is called by an expression, so that it cannot see whether an alias names the kind; give -{parameter}.")
                : given;
        }

        T? named = Middle(name) is { } middle ? kindIn(middle) : null;
        return named is { } kind && given is { } other && !kind.Equals(other)
            ? throw new DeepCalcException(ErrorCode.InvalidSetting, $"{name} makes {kind}, and -{parameter} says {other}; leave out -{parameter}, or call {own}.")
            : named ?? given;
    }

    // The part between New- and Layer.
    private static string? Middle(string name) =>
        name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) && name.Length > Prefix.Length + Suffix.Length
            ? name[Prefix.Length..^Suffix.Length]
            : null;

    // The cmdlet's own name, or the alias of the cmdlet that an alias of the session leads to. Null where only running the line again would show it.
    private static string? NameOf(PSCmdlet cmdlet, string own)
    {
        string? name = cmdlet.MyInvocation.InvocationName;
        if (name is "&" or ".")
        {
            name = CalledBy(cmdlet);
        }

        string[] known = [own, .. cmdlet.GetType().GetCustomAttributes(typeof(AliasAttribute), inherit: false).Cast<AliasAttribute>().SelectMany(alias => alias.AliasNames)];
        for (int i = 0; i < MostAliases && !string.IsNullOrEmpty(name); i++)
        {
            name = name[(name.LastIndexOf('\\') + 1)..];
            if (known.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                return name;
            }

            name = cmdlet.SessionState.InvokeCommand.GetCommand(name, CommandTypes.Alias)?.Definition;
        }

        return null;
    }

    // & 'New-GruLayer', & $name, & $command, & "New-${kind}Layer" and & (Get-Command New-GruLayer).
    private static string? CalledBy(PSCmdlet cmdlet)
    {
        InvocationInfo invocation = cmdlet.MyInvocation;
        if (invocation.OffsetInLine < 1 || invocation.OffsetInLine > invocation.Line.Length)
        {
            return null;
        }

        Ast line = Parser.ParseInput(invocation.Line[(invocation.OffsetInLine - 1)..], out _, out _);
        return line.Find(ast => ast is CommandAst, searchNestedScriptBlocks: false) is CommandAst { CommandElements: [var called, ..] } ? Text(called) : null;

        string? Text(Ast called) => called switch
        {
            StringConstantExpressionAst text => text.Value,
            ExpandableStringExpressionAst text when text.NestedExpressions.All(part => part is VariableExpressionAst) =>
                cmdlet.SessionState.InvokeCommand.ExpandString(text.Value),
            VariableExpressionAst variable => NameIn(cmdlet.SessionState.PSVariable.GetValue(variable.VariablePath.UserPath)),
            ParenExpressionAst { Pipeline: PipelineAst { PipelineElements: [CommandAst { CommandElements: [_, StringConstantExpressionAst name] } inner] } }
                when inner.GetCommandName() is "Get-Command" or "gcm" => name.Value,
            _ => null,
        };

        static string? NameIn(object? value) => Argument.Unwrap(value) switch
        {
            CommandInfo command => command.Name,
            string text => text,
            _ => null,
        };
    }
}
