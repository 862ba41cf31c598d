using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Finds the padding, and if wanted the stride, that keeps a size or gives a wanted one.</summary>
/// <remarks>
/// <para>Without -OutputSize: the padding that keeps the size at stride 1, and divides it by any other stride: 32 to 16 at stride 2. With
/// -InputSize it is for that size, and the output is rounded up; without, HoldsFor says which sizes it is for: a kernel of 2 at stride 2 has padding 0,
/// which halves every even size. With -OutputSize: the padding that gives it, for the stride given or, without one, for every stride that has one.</para>
/// <para>A symmetric padding is preferred; otherwise the odd one stands after. With -Transposed, the window is that of a transposed convolution, which
/// multiplies the size by the stride; OutputPadding is then for New-ConvTransposeLayer -OutputPadding.</para>
/// <para>Several kernels, such as 3,5, are an answer each: for several windows, or for the axes of one. Working shows how the output size follows.</para>
/// </remarks>
/// <seealso cref="NewConvLayerCommand"/>
/// <seealso cref="NewConvTransposeLayerCommand"/>
/// <seealso cref="NewPoolLayerCommand"/>
/// <seealso cref="ShowCalculationCommand"/>
/// <example>
/// <code>3, 5, 7 | Find-Padding</code>
/// <para>1, 2 and 3 keep the size.</para>
/// </example>
/// <example>
/// <code>Find-Padding 3 -InputSize 100 -OutputSize 50</code>
/// <para>Stride and padding from 100 to 50.</para>
/// </example>
/// <example>
/// <code>Find-Padding 4 -Stride 2 -InputSize 16 -Transposed | Select-Object Padding, OutputPadding, Working</code>
/// <para>A transposed convolution from 16 to 32, with the working.</para>
/// </example>
[Cmdlet(VerbsCommon.Find, "Padding")]
[OutputType(typeof(PaddingSolution))]
public sealed class FindPaddingCommand : PSCmdlet
{
    /// <summary>The kernel size on the axis; of several, there is an answer for each.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AxisValuesTransformation]
    public AxisValues Kernel { get; set; }

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

    /// <summary>The wanted output size; needs -InputSize. Without it, the input size over the stride, rounded up; with -Transposed, times the stride.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? OutputSize { get; set; }

    /// <summary>Finds the padding of a transposed convolution.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("IsTransposed")]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter Transposed { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (long kernel in Kernel.Values)
        {
            Find(kernel);
        }
    }

    private void Find(long kernel)
    {
        try
        {
            if (InputSize is { } size)
            {
                IEnumerable<PaddingSolution> found = Transposed
                    ? TransposedPaddingSearch.Giving(kernel, size, OutputSize, Stride, Dilation)
                    : PaddingSearch.Giving(kernel, size, OutputSize, Stride, Dilation);
                this.WriteEach(found);
            }
            else if (OutputSize is null)
            {
                WriteObject(Transposed
                    ? TransposedPaddingSearch.KeepingSize(kernel, Stride ?? 1, Dilation)
                    : PaddingSearch.KeepingSize(kernel, Stride ?? 1, Dilation));
            }
            else
            {
                throw new DeepCalcException(
                    ErrorCode.SizeUnknown, $"the padding that gives an output of {OutputSize} depends on the input size; give -InputSize.");
            }
        }
        catch (DeepCalcException e)
        {
            WriteError(e.ToRecord(kernel));
        }
    }
}
