using System.Management.Automation;

namespace DeepCalc.Help.Tests.Support;

/// <summary>The output and the errors of a script.</summary>
internal sealed record ScriptResult(IReadOnlyList<PSObject> Output, IReadOnlyList<string> Errors);
