using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Finds the padding, and if wanted the stride, that keeps a size or gives a wanted one.</summary>
/// <remarks>
/// Without sizes: the padding with which the output is ⌈input size/stride⌉ for every input, so that it stays at stride
/// 1. With an input size alone: the padding that keeps that size. With an output size too: the padding that gives it, for the stride given or, without one, for every stride that has
/// one. A symmetric padding is preferred; otherwise the odd one stands after.
/// </remarks>
/// <example>
/// <code>3, 5, 7 | Find-Padding</code>
/// <para>1, 2 and 3 keep the size.</para>
/// </example>
/// <example>
/// <code>Find-Padding 3 -InputSize 100 -OutputSize 50</code>
/// <para>Stride and padding from 100 to 50.</para>
/// </example>
[Cmdlet(VerbsCommon.Find, "Padding")]
[OutputType(typeof(PaddingSolution))]
public sealed class FindPaddingCommand : PSCmdlet
{
    /// <summary>The kernel size on the axis.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long Kernel { get; set; }

    /// <summary>The stride. Without it: 1, or with -OutputSize every stride that has a padding.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? Stride { get; set; }

    /// <summary>The dilation. 1 by default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), Default = 1L)]
    public long Dilation { get; set; } = 1;

    /// <summary>The input size on the axis.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? InputSize { get; set; }

    /// <summary>The wanted output size; needs -InputSize. Without it, the size that stays.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? OutputSize { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            if (InputSize is { } size)
            {
                long? stride = OutputSize is null ? Stride ?? 1 : Stride;
                WriteObject(PaddingSearch.Giving(Kernel, size, OutputSize ?? size, stride, Dilation), enumerateCollection: true);
            }
            else if (OutputSize is null)
            {
                WriteObject(PaddingSearch.KeepingSize(Kernel, Stride ?? 1, Dilation));
            }
            else
            {
                throw new DeepCalcException(
                    ErrorCode.SizeUnknown, $"the padding that gives an output of {OutputSize} depends on the input size; give -InputSize.");
            }
        }
        catch (DeepCalcException e)
        {
            WriteError(e.ToRecord(Kernel));
        }
    }
}
