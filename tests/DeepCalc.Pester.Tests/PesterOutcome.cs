namespace DeepCalc.Pester.Tests;

/// <summary>The outcome of one Pester test.</summary>
/// <param name="File">The name of its file.</param>
/// <param name="Name">The names of its blocks, and its own name.</param>
/// <param name="Result">Pester's result, such as Passed.</param>
/// <param name="Error">The error, or an empty text if it passed.</param>
public sealed record PesterOutcome(string File, string Name, string Result, string Error)
{
    /// <summary>The name under which the test is reported.</summary>
    public override string ToString() => $"{File}: {Name}";
}
