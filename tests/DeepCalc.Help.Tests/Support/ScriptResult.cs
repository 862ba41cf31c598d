using System.Management.Automation;

namespace DeepCalc.Help.Tests.Support;

/// <summary>What a script put out, and what it complained of.</summary>
internal sealed record ScriptResult(IReadOnlyList<PSObject> Output, IReadOnlyList<string> Errors);
