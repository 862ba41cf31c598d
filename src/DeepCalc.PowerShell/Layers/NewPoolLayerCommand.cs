namespace DeepCalc.Commands;

/// <summary>Adds pooling: over a sliding window, to a given output size, or over all spatial axes.</summary>
/// <remarks>
/// <para>
/// The window has the settings of a convolution; the stride is the kernel size by default. With -Rounding Ceiling, a last window that
/// would begin in the padding after the input is dropped, as in PyTorch.
/// </para>
/// <para>
/// With -OutputSize, pooling is adaptive, as in PyTorch: the windows follow from the output size, and differ in size where it does not
/// divide the input.
/// </para>
/// <para>
/// Average, L2 and Lp over three axes with padding in numbers need an unpadded input at least as large as the kernel, as in PyTorch.
/// </para>
/// </remarks>
/// <example>
/// <code>New-InputLayer 112,112,64 | New-PoolLayer 3 -Stride 2 -Padding 1 | Get-OutputShape</code>
/// <para>Max pooling.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 7,7,2048 | New-PoolLayer -Global | New-DenseLayer 1000 | Measure-Network</code>
/// <para>Global average pooling keeps only the channels.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 16,16,8 | New-PoolLayer 2 -Norm 3 | Measure-Layer</code>
/// <para>Pooling by the norm with exponent 3: LPPool2d(3, 2) in PyTorch.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "PoolLayer", DefaultParameterSetName = OnLayer)]
[Alias("New-MaxPoolLayer", "New-AveragePoolLayer", "New-AvgPoolLayer")]
[OutputType(typeof(Layer))]
public sealed class NewPoolLayerCommand : WindowCommand
{
    /// <summary>
    /// The kernel size: one number for all axes, or one for each axis (3,5 or '3x5'). Needed unless -Global or -OutputSize is given.
    /// </summary>
    [Parameter(Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Alias("KernelSize")]
    [Setting(typeof(AxisValues))]
    public AxisValues? Kernel { get; set; }

    /// <summary>The stride: one number for all axes, or one for each axis. The kernel size by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Alias("Strides")]
    [Setting(typeof(AxisValues))]
    [PSDefaultValue(Help = "The kernel size")]
    public AxisValues? Stride { get; set; }

    /// <summary>
    /// The value that replaces a window: Max, Average, L2 (the root of the sum of squares) or Lp (the norm with the exponent -Norm).
    /// Max by default; with -Global or -OutputSize, Average. The aliases New-MaxPoolLayer and New-AveragePoolLayer name it themselves.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(PoolKind))]
    [PSDefaultValue(Help = "Max; with -Global or -OutputSize, Average")]
    public PoolKind? Kind { get; set; }

    /// <summary>
    /// The exponent of the norm for -Kind Lp, more than 0: a whole number, a decimal or a fraction (3, 1.5, '3/2'). It implies -Kind
    /// Lp.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Alias("NormType")]
    [Setting(typeof(Ratio))]
    public Ratio? Norm { get; set; }

    /// <summary>
    /// Pools over all axes except the channels, and removes the pooled axes. There is no window: leave out -Kernel, -Stride, -Padding,
    /// -Dilation and -Rounding.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter Global { get; set; }

    /// <summary>With -Global, keeps the pooled axes with size 1. This is the default with the framework PyTorch.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter KeepDimension { get; set; }

    /// <summary>
    /// The output size of adaptive pooling: one number for all axes, or one for each axis; 0 keeps an axis. Leave out the settings of a
    /// window here too.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(AxisValues))]
    public AxisValues? OutputSize { get; set; }

    private protected override LayerDefinition Define()
    {
        bool hasWindow = Kernel is not null || Stride is not null || Padding is not null || Dilation is not null
            || Rounding != Rounding.Floor;
        DeepCalcException.ThrowIf(
            (Global || OutputSize is not null) && (hasWindow || (Global && OutputSize is not null)), ErrorCode.InvalidSetting,
            $"{(Global ? "global pooling" : "pooling to a size")} has no window; leave out -Kernel, -Stride, -Padding, -Dilation and -Rounding, or {(Global ? "-Global" : "-OutputSize")}{(Global && OutputSize is not null ? " or -OutputSize" : "")}.");

        PoolKind kind = CalledAs.Find(this, nameof(Kind), Kind, KindIn)
            ?? (Norm is not null ? PoolKind.Lp : Global || OutputSize is not null ? PoolKind.Average : PoolKind.Max);
        if (Global)
        {
            bool keeps = IsGiven(nameof(KeepDimension)) ? KeepDimension : Framework == DeepCalc.Framework.PyTorch;
            return new GlobalPooling(kind, keeps, Rank) { Norm = Norm };
        }

        DeepCalcException.ThrowIf(
            KeepDimension, ErrorCode.InvalidSetting,
            "-KeepDimension goes only with -Global; pooling over a window keeps all axes. Leave it out.");

        if (OutputSize is { } size)
        {
            return Norm is null
                ? new AdaptivePooling(kind, size, Rank)
                : throw new DeepCalcException(ErrorCode.InvalidSetting, "-Norm goes with pooling over a window or with -Global; pooling to a size is Max or Average.");
        }

        return Kernel is { } kernel
            ? new Pooling(kind, Window(kernel, Stride ?? kernel)) { Norm = Norm }
            : throw new DeepCalcException(ErrorCode.InvalidSetting, "the window is missing; give -Kernel, such as 2, or -OutputSize or -Global.");
    }

    // MaxPool and AveragePool.
    private static PoolKind? KindIn(string alias) => Spelling.Find<PoolKind>(alias.Replace("Pool", "", StringComparison.OrdinalIgnoreCase));
}
