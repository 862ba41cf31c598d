using System.Management.Automation;

namespace DeepCalc.Benchmarks.Empty;

/// <summary>
/// The least time of a pipeline stage: binds the same arguments as New-ConvLayer and passes its input on.
/// </summary>
[Cmdlet(VerbsCommon.Step, "Empty")]
[OutputType(typeof(object))]
public sealed class StepEmptyCommand : PSCmdlet
{
    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    [Parameter(Mandatory = true, Position = 0)]
    public long Filters { get; set; }

    [Parameter(Mandatory = true, Position = 1)]
    public long Kernel { get; set; }

    [Parameter]
    public long Padding { get; set; }

    protected override void ProcessRecord() => WriteObject(InputObject);
}
