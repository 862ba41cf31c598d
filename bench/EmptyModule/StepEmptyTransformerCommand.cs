using System.Management.Automation;

namespace DeepCalc.Benchmarks.Empty;

/// <summary>
/// The same with all parameters that New-TransformerBlock declares, in its two parameter sets. PowerShell takes time for them even
/// if they are not given.
/// </summary>
[Cmdlet(VerbsCommon.Step, "EmptyTransformer", DefaultParameterSetName = "Layer")]
[OutputType(typeof(object))]
public sealed class StepEmptyTransformerCommand : PSCmdlet
{
    [Parameter(ParameterSetName = "Layer", ValueFromPipeline = true)]
    [Parameter(ParameterSetName = "Row")]
    public object? InputObject { get; set; }

    [Parameter(ParameterSetName = "Layer")]
    [Parameter(ParameterSetName = "Row", ValueFromPipelineByPropertyName = true)]
    public string? Name { get; set; }

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Layer")]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Row", ValueFromPipelineByPropertyName = true)]
    public long Heads { get; set; }

    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "Layer")]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "Row", ValueFromPipelineByPropertyName = true)]
    public long Hidden { get; set; }

    [Parameter(ParameterSetName = "Layer")]
    [Parameter(ParameterSetName = "Row")]
    public object? Memory { get; set; }

    [Parameter(ParameterSetName = "Layer")]
    [Parameter(ParameterSetName = "Row", ValueFromPipelineByPropertyName = true)]
    public long? KeyValueHeads { get; set; }

    [Parameter(ParameterSetName = "Layer")]
    [Parameter(ParameterSetName = "Row", ValueFromPipelineByPropertyName = true)]
    public long? KeyWidth { get; set; }

    [Parameter(ParameterSetName = "Layer")]
    [Parameter(ParameterSetName = "Row", ValueFromPipelineByPropertyName = true)]
    public SwitchParameter Causal { get; set; }

    [Parameter(ParameterSetName = "Layer")]
    [Parameter(ParameterSetName = "Row", ValueFromPipelineByPropertyName = true)]
    public SwitchParameter Rotary { get; set; }

    [Parameter(ParameterSetName = "Layer")]
    [Parameter(ParameterSetName = "Row", ValueFromPipelineByPropertyName = true)]
    public SwitchParameter PreNorm { get; set; }

    [Parameter(ParameterSetName = "Layer")]
    [Parameter(ParameterSetName = "Row", ValueFromPipelineByPropertyName = true)]
    public ConsoleColor Normalization { get; set; }

    [Parameter(ParameterSetName = "Layer")]
    [Parameter(ParameterSetName = "Row", ValueFromPipelineByPropertyName = true)]
    public ConsoleColor Activation { get; set; }

    [Parameter(ParameterSetName = "Layer")]
    [Parameter(ParameterSetName = "Row", ValueFromPipelineByPropertyName = true)]
    public SwitchParameter Gated { get; set; }

    [Parameter(ParameterSetName = "Layer")]
    [Parameter(ParameterSetName = "Row", ValueFromPipelineByPropertyName = true)]
    public SwitchParameter NoBias { get; set; }

    [Parameter(ParameterSetName = "Layer")]
    [Parameter(ParameterSetName = "Row", ValueFromPipelineByPropertyName = true)]
    public long? Experts { get; set; }

    [Parameter(ParameterSetName = "Layer")]
    [Parameter(ParameterSetName = "Row", ValueFromPipelineByPropertyName = true)]
    public long ActiveExperts { get; set; }

    [Parameter(ParameterSetName = "Layer")]
    [Parameter(ParameterSetName = "Row", ValueFromPipelineByPropertyName = true)]
    public SwitchParameter Frozen { get; set; }

    protected override void ProcessRecord() => WriteObject(InputObject);
}
