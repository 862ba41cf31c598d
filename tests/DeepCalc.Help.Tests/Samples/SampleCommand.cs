using System.Management.Automation;

namespace DeepCalc.Help.Tests.Samples;

/// <summary>What sample cmdlets share.</summary>
public abstract class SampleCommand : PSCmdlet
{
    /// <summary>What is
    /// measured, as <see cref="GetSampleCommand"/> does with <see cref="Count"/>.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "One")]
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = "Two")]
    public string? Subject { get; set; }

    /// <summary>How often.</summary>
    [Parameter(Position = 0)]
    public virtual long? Count { get; set; } = 3;
}
