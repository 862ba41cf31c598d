using System.Management.Automation;

namespace DeepCalc.Benchmarks.Empty;

/// <summary>The least time of a block: binds the same arguments as New-TransformerBlock and passes its input on.</summary>
[Cmdlet(VerbsCommon.Step, "EmptyBlock")]
[OutputType(typeof(object))]
public sealed class StepEmptyBlockCommand : PSCmdlet
{
    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    [Parameter(Mandatory = true, Position = 0)]
    public long Heads { get; set; }

    [Parameter(Mandatory = true, Position = 1)]
    public long Hidden { get; set; }

    [Parameter]
    public SwitchParameter PreNorm { get; set; }

    [Parameter]
    public ConsoleColor Activation { get; set; }

    protected override void ProcessRecord() => WriteObject(InputObject);
}
