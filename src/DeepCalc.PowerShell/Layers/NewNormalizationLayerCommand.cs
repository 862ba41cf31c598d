namespace DeepCalc.Commands;

/// <summary>Adds a normalisation: batch, layer, group, instance, RMS or local response.</summary>
/// <remarks>
/// <para>
/// Batch has a scale and an offset for each channel, which are trained, and a running mean and variance, which are not. Group and
/// Instance have a scale and an offset for each channel.
/// </para>
/// <para>
/// Layer and Rms normalise the last axis, or the axes of -Axis. Layer has a scale and an offset for each element there, Rms only a
/// scale.
/// </para>
/// <para>
/// With the framework PyTorch, Instance has neither scale nor offset, unless -NoScale:$false and -NoCenter:$false are given.
/// </para>
/// <para>
/// LocalResponse divides by a power of the sum of squares over -Size neighbouring channels, as in AlexNet and GoogLeNet. It has no
/// weights.
/// </para>
/// </remarks>
/// <seealso cref="NewScaleLayerCommand"/>
/// <example>
/// <code>New-InputLayer 32,32,3 | New-ConvLayer 64 3 -NoBias | New-NormalizationLayer | Measure-Parameter</code>
/// <para>Batch normalisation: the running statistics are not trainable.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 197,768 | New-NormalizationLayer -Kind Layer | Measure-Parameter</code>
/// <para>Layer normalisation of 768 features: 1,536 parameters.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 55,55,96 | New-NormalizationLayer -Kind LocalResponse -Size 5 | Measure-Operation</code>
/// <para>Local response normalisation of AlexNet: 15 operations an element.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "NormalizationLayer", DefaultParameterSetName = OnLayer)]
[Alias(
    "New-BatchNormalizationLayer",
    "New-LayerNormalizationLayer",
    "New-BatchNormLayer",
    "New-LayerNormLayer",
    "New-GroupNormLayer",
    "New-InstanceNormLayer",
    "New-RmsNormLayer")]
[OutputType(typeof(Layer))]
public sealed class NewNormalizationLayerCommand : LayerCommand
{
    // As in Keras; PyTorch has no default.
    private const long DefaultGroups = 32;

    // As in AlexNet and GoogLeNet; PyTorch has no default.
    private const long DefaultSize = 5;

    private static readonly string[] OfWeightsAndMeans = [nameof(Groups), nameof(Axis), nameof(NoScale), nameof(NoCenter), nameof(NoStatistics), nameof(TrackStatistics)];

    /// <summary>
    /// The kind: Batch (the default), Layer, Group, Instance, Rms or LocalResponse. Aliases such as New-LayerNormLayer name it
    /// themselves.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(NormalizationKind))]
    [PSDefaultValue(Help = "Batch")]
    public NormalizationKind? Kind { get; set; }

    /// <summary>For -Kind Group: the number of groups, which must divide the channels. 32 by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? Groups { get; set; }

    /// <summary>
    /// For -Kind Layer or Rms: the axes, counted from 0 without the batch axis; negative numbers count from the end. The last axis by
    /// default.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(AxisValues))]
    public AxisValues? Axis { get; set; }

    /// <summary>
    /// For -Kind LocalResponse: the number of neighbouring channels whose squares are summed. 5 by default, as in AlexNet.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? Size { get; set; }

    /// <summary>Leaves out the scale, gamma.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter NoScale { get; set; }

    /// <summary>Leaves out the offset, beta.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter NoCenter { get; set; }

    /// <summary>For -Kind Batch: leaves out the running mean and variance.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter NoStatistics { get; set; }

    /// <summary>For -Kind Instance: keeps a running mean and variance, as PyTorch can.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter TrackStatistics { get; set; }

    private protected override LayerDefinition Define()
    {
        NormalizationKind kind = CalledAs.Find(this, nameof(Kind), Kind, KindIn) ?? NormalizationKind.Batch;
        DeepCalcException.ThrowIf(
            NoStatistics && kind != NormalizationKind.Batch, ErrorCode.InvalidSetting,
            $"-NoStatistics goes only with -Kind Batch; {kind} has no running statistics by default. Leave -NoStatistics out.");

        if (kind == NormalizationKind.LocalResponse)
        {
            return Array.Find(OfWeightsAndMeans, IsGiven) is not { } other
                ? new LocalResponseNormalization(Size ?? DefaultSize)
                : throw new DeepCalcException(ErrorCode.InvalidSetting, $"-{other} does not go with -Kind LocalResponse, which has neither a mean nor weights; leave -{other} out.");
        }

        DeepCalcException.ThrowIf(
            Size is not null, ErrorCode.InvalidSetting,
            $"-Size goes only with -Kind LocalResponse, which sums over that number of channels. Leave -Size out with -Kind {kind}.");

        bool isBare = kind == NormalizationKind.Instance && Framework == DeepCalc.Framework.PyTorch;
        return new Normalization(
            kind,
            Groups ?? (kind == NormalizationKind.Group ? DefaultGroups : 1),
            Axis ?? default,
            !Chosen(nameof(NoScale), NoScale, isBare),
            !Chosen(nameof(NoCenter), NoCenter, isBare || kind == NormalizationKind.Rms),
            TrackStatistics || (kind == NormalizationKind.Batch && !NoStatistics));
    }

    // BatchNormalization and LayerNorm.
    private static NormalizationKind? KindIn(string alias) =>
        Spelling.Find<NormalizationKind>(alias.Replace("alization", "", StringComparison.OrdinalIgnoreCase));

    private bool Chosen(string name, bool value, bool otherwise) => IsGiven(name) ? value : otherwise;
}
