using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Begins a network with an input of a given shape.</summary>
/// <remarks>
/// The shape is that of one sample, without the batch axis: 224,224,3 is an image, 100,64 a sequence of 100 steps of
/// 64 features, 784 a vector. A size can be a name, such as N, where it is not known; counts that depend on it say so. None and '?' are sizes
/// that are not known, too; each is named by its axis: None,None,3 is HxWx3. A shape that looks like one with a batch axis, or with the
/// channels on the other side, gets a warning.
/// There is at least one size: a single number for each sample is the shape 1. Shapes without axes (scalar) come from files alone.
/// </remarks>
/// <seealso cref="ImportNetworkCommand"/>
/// <seealso cref="MeasureNetworkCommand"/>
/// <example>
/// <code>New-InputLayer 224,224,3 | New-ConvLayer 64 7 -Stride 2 -Padding 3 | Get-OutputShape</code>
/// <para>The output shape of a convolution on an image.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 3,224,224 -Framework PyTorch | New-ConvLayer 64 7 -Stride 2 -Padding 3 | Get-OutputShape</code>
/// <para>PyTorch's defaults: channels first.</para>
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

    /// <summary>The sizes, without the batch axis: 224,224,3 or '224x224x3'. A name stands for a size that is not known.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OfShape, ValueFromPipeline = true)]
    [Parameter(Mandatory = true, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Alias("InputShape")]
    [AllowEmptyCollection]
    public string[] Shape { get; set; } = [];

    /// <summary>The framework whose defaults the network's layers take where they differ: Keras or PyTorch. PyTorch has channels first (of two axes, -Layout must say which is which), two bias vectors in recurrent layers, and others; docs/conventions.md has the table. Each can be overridden.</summary>
    [Parameter(ParameterSetName = OfShape)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(Framework))]
    public Framework? Framework { get; set; }

    /// <summary>Where the channel axis stands: ChannelsLast as in Keras (224,224,3; the default) or ChannelsFirst as in PyTorch (3,224,224).</summary>
    [Parameter(ParameterSetName = OfShape)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(Layout))]
    public Layout? Layout { get; set; }

    /// <summary>A name for the network, which its rows will carry. Without one, it is called network.</summary>
    [Parameter(ParameterSetName = OfShape)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    public string? Network { get; set; }

    /// <summary>A name for the layer, unique in its network. Without one it is named input_layer, numbered from the second on.</summary>
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
            // A layer in the pipe would be lost, and its name taken.
            if (_given && MyInvocation.ExpectingInput)
            {
                throw new DeepCalcException(
                    ErrorCode.InvalidSetting, "an input layer begins a network and takes nothing from the pipe but shapes, and -Shape is given.");
            }

            Layout layout = Layout ?? (Framework == DeepCalc.Framework.PyTorch ? DeepCalc.Layout.ChannelsFirst : DeepCalc.Layout.ChannelsLast);
            TensorShape shape = ShapeText.Parse(Shape, layout, out IReadOnlyList<string> open);
            if (shape.Rank == 2 && Layout is null && Framework == DeepCalc.Framework.PyTorch)
            {
                throw new DeepCalcException(
                    ErrorCode.InvalidSetting,
                    $"in PyTorch {shape} is a signal of {shape[0]} channels to a convolution, and {shape[0]} steps of {shape[1]} features to a recurrent layer or attention; say which by -Layout ChannelsFirst or ChannelsLast.");
            }

            var layer = new Layer(new Input(shape, Network, Framework: Framework) { OpenSizes = open }, Name);
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
