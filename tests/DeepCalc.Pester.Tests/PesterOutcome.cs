namespace DeepCalc.Pester.Tests;

/// <summary>What became of one Pester test.</summary>
/// <param name="File">The name of its file.</param>
/// <param name="Name">Its blocks and itself.</param>
/// <param name="Result">Passed, or another of Pester's words.</param>
/// <param name="Error">Why it failed; empty where it passed.</param>
public sealed record PesterOutcome(string File, string Name, string Result, string Error)
{
    /// <summary>The name under which the test is reported.</summary>
    public override string ToString() => $"{File}: {Name}";
}
