using System.Management.Automation;

namespace DeepCalc.Help.Tests.Samples;

// Cmdlets each of which lacks one thing that help needs. They are nested, and not all can be read together.
internal static class IncompleteCommands
{
    /// <example><code>1</code></example>
    [Cmdlet(VerbsCommon.Get, "WithoutSummary")]
    [OutputType(typeof(int))]
    public sealed class WithoutSummary : PSCmdlet;

    /// <summary>A cmdlet.</summary>
    [Cmdlet(VerbsCommon.Get, "WithoutExample")]
    [OutputType(typeof(int))]
    public sealed class WithoutExample : PSCmdlet;

    /// <summary>A cmdlet.</summary>
    /// <example><para>Text.</para></example>
    [Cmdlet(VerbsCommon.Get, "WithoutCode")]
    [OutputType(typeof(int))]
    public sealed class WithoutCode : PSCmdlet;

    /// <summary>A cmdlet.</summary>
    /// <example><code>1</code></example>
    [Cmdlet(VerbsCommon.Get, "WithoutOutput")]
    public sealed class WithoutOutput : PSCmdlet;

    /// <summary>A cmdlet.</summary>
    /// <example><code>1</code></example>
    [Cmdlet(VerbsCommon.Get, "WithoutParameterSummary")]
    [OutputType(typeof(int))]
    public sealed class WithoutParameterSummary : PSCmdlet
    {
        [Parameter]
        public string? Mute { get; set; }
    }
}
