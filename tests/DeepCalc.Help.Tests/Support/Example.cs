namespace DeepCalc.Help.Tests.Support;

/// <summary>Checks that the examples of help run.</summary>
internal static class Example
{
    /// <summary>Fails unless the code, in a new session, gives at least one object and no error.</summary>
    public static void MustWork(string code)
    {
        using var session = new Session();
        ScriptResult result = session.Run(code);
        Assert.True(result.Errors.Count == 0, $"{code}\n{string.Join('\n', result.Errors)}");
        Assert.True(result.Output.Any(item => item is not null), $"{code}\nputs nothing out");
    }
}
