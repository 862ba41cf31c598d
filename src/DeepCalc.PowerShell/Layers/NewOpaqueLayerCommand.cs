namespace DeepCalc.Commands;

/// <summary>Adds a layer that is known only by its numbers, such as a private operator.</summary>
/// <remarks>
/// <para>
/// The output shape, the parameters, the multiply-adds and the bytes are taken as given. What is not given is unknown, and totals are then lower
/// bounds; give 0 for none. Rows have the kind Opaque, and the settings begin with "as given".
/// </para>
/// <para>
/// All numbers are for one sample. They stay the same for inputs of another shape. The layer holds no memory besides its weights and its output;
/// what its backward pass needs, and what its units see, is unknown.
/// </para>
/// </remarks>
/// <seealso cref="ImportNetworkCommand"/>
/// <seealso cref="NewMergeLayerCommand"/>
/// <example>
/// <code>New-InputLayer 64,64,3 | New-OpaqueLayer 32,32,16 -Parameters 1200 -Macs 5000000 | New-ConvLayer 8 3 | Measure-Network</code>
/// <para>A network with a private operator in front of a convolution.</para>
/// </example>
/// <example>
/// <code>
/// $query = New-InputLayer 77,512
/// New-InputLayer 77,512 | New-OpaqueLayer 77,512 -With $query -Parameters 0 -Macs 6071296 | Measure-Layer
/// </code>
/// <para>An operator with two inputs and without weights.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "OpaqueLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewOpaqueLayerCommand : LayerCommand
{
    /// <summary>The shape of the output, without the batch axis: 32,32,16 or '32x32x16'. A name, such as N, stands for an unknown size.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    public string[] Shape { get; set; } = [];

    /// <summary>The number of parameters; unknown by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? Parameters { get; set; }

    /// <summary>The multiply-adds for one sample; unknown by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? Macs { get; set; }

    /// <summary>All floating-point operations for one sample; by default two for each multiply-add.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? Flops { get; set; }

    /// <summary>The bytes of the weights; by default those of the network's type.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? Bytes { get; set; }

    /// <summary>Further inputs, kept in variables.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow)]
    [LayerTransformation(TakesSeveral = true)]
    [ArgumentCompleter(typeof(LayerVariableCompleter))]
    public Layer[] With { get; set; } = [];

    private protected override IReadOnlyList<Layer> OtherInputs => With;

    private protected override LayerDefinition Define() =>
        new Opaque(ShapeText.Parse(Shape, Layout.ChannelsLast), Parameters, Macs) { Flops = Flops, Bytes = Bytes };
}
