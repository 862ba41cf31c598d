namespace DeepCalc.Commands;

/// <summary>Begins a network with an input of a given shape.</summary>
/// <remarks>
/// <para>
/// The shape is that of one sample, without the batch axis: 224,224,3 is an image, 100,64 a sequence of 100 steps with 64 features, 784
/// a vector. A single number for each sample has the shape 1. A shape without axes (scalar) only comes from files.
/// </para>
/// <para>
/// An unknown size is a name, such as N; results that depend on it are expressions of N. None and '?' are unknown sizes too, and are
/// named after their axes: None,None,3 is HxWx3.
/// </para>
/// <para>
/// A shape that seems to have a batch axis, or its channels on the other side, gets a warning that says what to type instead.
/// </para>
/// </remarks>
/// <seealso cref="ImportNetworkCommand"/>
/// <seealso cref="MeasureNetworkCommand"/>
/// <example>
/// <code>New-InputLayer 224,224,3 | New-ConvLayer 64 7 -Stride 2 -Padding 3 | Get-OutputShape</code>
/// <para>The output shape of a convolution on an image.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 3,224,224 -Framework PyTorch | New-ConvLayer 64 7 -Stride 2 -Padding 3 | Get-OutputShape</code>
/// <para>A network with the defaults of PyTorch: channels first.</para>
/// </example>
/// <example>
/// <code>'32x32x3', '64x64x3' | New-InputLayer | New-ConvLayer 16 3 | Measure-Operation</code>
/// <para>The same layer on two input shapes: one network for each.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "InputLayer", DefaultParameterSetName = OfShape)]
[OutputType(typeof(Layer))]
public sealed class NewInputLayerCommand : PSCmdlet
{
    private const string OfShape = "Shape";
    private const string FromRow = "Row";

    private bool _given;

    /// <summary>The sizes, without the batch axis: 224,224,3 or '224x224x3'. A name, such as N, stands for an unknown size.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OfShape, ValueFromPipeline = true)]
    [Parameter(Mandatory = true, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Alias("InputShape")]
    [AllowEmptyCollection]
    public string[] Shape { get; set; } = [];

    /// <summary>
    /// The framework whose defaults the layers use: Keras or PyTorch. By default DeepCalc's own, which are mostly those of Keras. With
    /// PyTorch, channels stand first, recurrent layers have two bias vectors, and other defaults differ; docs/conventions.md has the
    /// table. For a shape of two axes, PyTorch also needs -Layout. Every default can be overridden.
    /// </summary>
    [Parameter(ParameterSetName = OfShape)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(Framework))]
    public Framework? Framework { get; set; }

    /// <summary>
    /// The place of the channel axis: ChannelsLast as in Keras (224,224,3; the default) or ChannelsFirst as in PyTorch (3,224,224).
    /// </summary>
    [Parameter(ParameterSetName = OfShape)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(Layout))]
    public Layout? Layout { get; set; }

    /// <summary>A name for the network, which its rows carry. Without it, the name is "network".</summary>
    [Parameter(ParameterSetName = OfShape)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    public string? Network { get; set; }

    /// <summary>A name for the layer, unique in its network. By default input_layer, numbered from the second one on.</summary>
    [Parameter(ParameterSetName = OfShape)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    public string? Name { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => _given = MyInvocation.BoundParameters.ContainsKey(nameof(Shape));

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            // A piped layer would be ignored, and its name would become the name of the input layer.
            DeepCalcException.ThrowIf(
                _given && MyInvocation.ExpectingInput, ErrorCode.InvalidSetting,
                "an input layer begins a network and takes only shapes from the pipeline, and -Shape is given already; leave out one of them.");

            Layout layout = Layout ?? (Framework == DeepCalc.Framework.PyTorch ? DeepCalc.Layout.ChannelsFirst : DeepCalc.Layout.ChannelsLast);
            TensorShape shape = ShapeText.Parse(Shape, layout, out IReadOnlyList<string> open);
            DeepCalcException.ThrowIf(
                shape.Rank == 2 && Layout is null && Framework == DeepCalc.Framework.PyTorch, ErrorCode.InvalidSetting,
                $"in PyTorch {shape} is a signal of {shape[0]} channels to a convolution, and {shape[0]} steps of {shape[1]} features to a recurrent layer or attention; give -Layout ChannelsFirst for the former, ChannelsLast for the latter.");

            var layer = new Layer(new Input(shape, string.IsNullOrWhiteSpace(Network) ? null : Network, Framework: Framework) { OpenSizes = open }, Name);
            if (ShapeWarning.OfInput(shape, Framework) is { } doubt)
            {
                WriteWarning(doubt);
            }

            WriteObject(layer);
        }
        catch (DeepCalcException e)
        {
            WriteError(e.ToRecord(Shape));
        }
    }
}
