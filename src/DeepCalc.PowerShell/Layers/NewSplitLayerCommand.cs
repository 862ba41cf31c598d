using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Splits an axis into parts: a layer for each.</summary>
/// <remarks>
/// Each part is a layer of its own; assign them to as many variables. A name is numbered from the second part on. A number of parts
/// must divide the axis; with -Chunk, the parts are ⌈size/count⌉ each, the last smaller, and there can be fewer.
/// </remarks>
/// <seealso cref="NewRepeatLayerCommand"/>
/// <seealso cref="NewSliceLayerCommand"/>
/// <seealso cref="NewClassTokenLayerCommand"/>
/// <example>
/// <code>
/// $a, $b = New-InputLayer 28,28,64 | New-SplitLayer 2
/// $a | New-ConvLayer 32 3 -Padding Same | New-ConcatenateLayer -With $b | Get-OutputShape
/// </code>
/// <para>A convolution on one half of the channels.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 100,64 | New-SplitLayer -Size 80,20 -Axis 0 | Get-OutputShape</code>
/// <para>Eighty steps, and the twenty after them.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "SplitLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewSplitLayerCommand : LayerCommand
{
    // A mistyped number should not fill the memory.
    private const int MostParts = 10_000;

    /// <summary>The number of parts.</summary>
    [Parameter(Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? Count { get; set; }

    /// <summary>The size of each part, in place of a number: 80,20. Together they must fill the axis.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [AxisValuesTransformation]
    public AxisValues? Size { get; set; }

    /// <summary>The axis, the batch axis not counted: from 0, or negative from the end. The channel axis by default.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(int))]
    public int? Axis { get; set; }

    /// <summary>Lets the last part be smaller where the number does not divide the axis, by the rule of torch.chunk.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter Chunk { get; set; }

    /// <inheritdoc/>
    protected override LayerDefinition Define() => Part(0);

    /// <inheritdoc/>
    protected override void Process(Layer? input)
    {
        LayerDefinition first = TimeDistributed ? new TimeDistributed(Define()) : Define();
        first.Validate();

        // All parts must begin with the same input, also where nobody gave one.
        input ??= new Layer(new Input(first.DefaultInput, IsImplicit: true, FixesShapeRank: first.FixesRank), null);
        Layer firstPart = Make(Part(0), Name, input);
        TensorShape shape = input.OutputShape;
        long count = Part(0).PartsOf(TimeDistributed ? new TensorShape(shape.Layout, [.. shape.Sizes.Skip(1)]) : shape);
        if (count > MostParts)
        {
            throw new DeepCalcException(ErrorCode.InvalidSize, $"{count} parts are too many layers; at most {MostParts} are made.");
        }

        WriteObject(firstPart);
        for (int index = 1; index < count; index++)
        {
            WriteObject(Make(Part(index), string.IsNullOrEmpty(Name) ? null : $"{Name}_{index}", input));
        }
    }

    private Split Part(int index) => new(index, Count, Size, Axis, Chunk);
}
