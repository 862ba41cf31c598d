namespace DeepCalc.Commands;

/// <summary>Finds the padding, and if needed the stride, that keeps a size or gives another size.</summary>
/// <remarks>
/// <para>
/// Without -OutputSize, it finds the padding that keeps the size at stride 1, and that divides the size by any other stride: 32 becomes
/// 16 at stride 2. With -InputSize, the answer is for that size, and the output is rounded up. Without -InputSize, the column HoldsFor
/// says which sizes the answer holds for: a kernel of 2 at stride 2 has padding 0, which halves every even size.
/// </para>
/// <para>
/// With -OutputSize, it finds the padding that gives that size. It takes the stride that you give, or else tries every stride.
/// </para>
/// <para>
/// A symmetric padding is preferred. Where there is none, the odd position is added after the input.
/// </para>
/// <para>
/// With -Transposed, the window is that of a transposed convolution, which multiplies the size by the stride. Give the column
/// OutputPadding to New-ConvTransposeLayer -OutputPadding.
/// </para>
/// <para>
/// Several kernels, such as 3,5, have an answer each: for several windows, or for the axes of one window. The column Working shows how
/// the output size follows.
/// </para>
/// </remarks>
/// <seealso cref="NewConvLayerCommand"/>
/// <seealso cref="NewConvTransposeLayerCommand"/>
/// <seealso cref="NewPoolLayerCommand"/>
/// <seealso cref="ShowCalculationCommand"/>
/// <example>
/// <code>3, 5, 7 | Find-Padding</code>
/// <para>Kernels of 3, 5 and 7 keep the size with padding 1, 2 and 3.</para>
/// </example>
/// <example>
/// <code>Find-Padding 3 -InputSize 100 -OutputSize 50</code>
/// <para>The strides and paddings that make 50 out of 100.</para>
/// </example>
/// <example>
/// <code>Find-Padding 4 -Stride 2 -InputSize 16 -Transposed | Select-Object Padding, OutputPadding, Working</code>
/// <para>A transposed convolution from 16 to 32, with the working.</para>
/// </example>
[Cmdlet(VerbsCommon.Find, "Padding")]
[OutputType(typeof(PaddingSolution))]
public sealed class FindPaddingCommand : PSCmdlet
{
    /// <summary>The kernel size on the axis, 1 or more. Several sizes, such as 3,5, have an answer each.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(AxisValues))]
    public AxisValues Kernel { get; set; }

    /// <summary>
    /// The stride, 1 or more. Without it, the stride is 1; with -OutputSize, there is an answer for every stride that has a padding.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? Stride { get; set; }

    /// <summary>The dilation: the distance between neighbouring kernel elements, 1 or more. 1 by default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), Default = 1L)]
    public long Dilation { get; set; } = 1;

    /// <summary>The input size on the axis, 1 or more.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? InputSize { get; set; }

    /// <summary>
    /// The output size that you want; it needs -InputSize. Without it, the wanted size is the input size over the stride, rounded up;
    /// with -Transposed, the input size times the stride.
    /// </summary>
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
