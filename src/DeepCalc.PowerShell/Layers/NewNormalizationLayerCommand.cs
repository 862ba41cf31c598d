using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Adds a normalisation: batch, layer, group, instance, RMS or local response.</summary>
/// <remarks>
/// Batch has a scale and an offset a channel, which are trained, and a running mean and variance, which are not. Layer and Rms
/// normalise the last axis, or the axes of -Axis, and have a scale and an offset (Rms: a scale) for each element there. Group and
/// Instance have a scale and an offset a channel. In networks of the framework PyTorch, Instance has neither unless asked for,
/// with -NoScale:$false -NoCenter:$false. LocalResponse divides by a power of the sum of squares over -Size neighbouring channels, and
/// has no weights (AlexNet, GoogLeNet).
/// </remarks>
/// <seealso cref="NewActivationLayerCommand"/>
/// <seealso cref="NewScaleLayerCommand"/>
/// <seealso cref="NewDropoutLayerCommand"/>
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

    /// <summary>Over what the mean and variance are taken: Batch (the default), Layer, Group, Instance or Rms; or LocalResponse, which takes neither. New-LayerNormLayer and its like say so by their names.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(NormalizationKind))]
    [PSDefaultValue(Help = "Batch")]
    public NormalizationKind? Kind { get; set; }

    /// <summary>With -Kind Group: the number of groups. 32 by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? Groups { get; set; }

    /// <summary>With -Kind Layer or Rms: the axes, the batch axis not counted, negative from the end. The last one by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [AxisValuesTransformation]
    public AxisValues? Axis { get; set; }

    /// <summary>With -Kind LocalResponse: over how many neighbouring channels squares are summed. 5 by default, as published.</summary>
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

    /// <summary>With -Kind Batch: leaves out the running mean and variance.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter NoStatistics { get; set; }

    /// <summary>With -Kind Instance: keeps a running mean and variance, as PyTorch can.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter TrackStatistics { get; set; }

    /// <inheritdoc/>
    protected override LayerDefinition Define()
    {
        NormalizationKind kind = CalledAs.Kind(this, nameof(Kind), Kind, NormalizationKind.Batch, KindIn);
        if (NoStatistics && kind != NormalizationKind.Batch)
        {
            throw new DeepCalcException(ErrorCode.InvalidSetting, $"-NoStatistics goes with -Kind Batch; {kind} keeps none unless asked to.");
        }

        if (kind == NormalizationKind.LocalResponse)
        {
            return Array.Find(OfWeightsAndMeans, IsGiven) is not { } other
                ? new LocalResponseNormalization(Size ?? DefaultSize)
                : throw new DeepCalcException(ErrorCode.InvalidSetting, $"-{other} does not go with -Kind LocalResponse, which has neither mean nor weights; leave it out.");
        }

        if (Size is not null)
        {
            throw new DeepCalcException(ErrorCode.InvalidSetting, $"-Size goes with -Kind LocalResponse, whose sums are over so many channels; {kind} has none.");
        }

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
