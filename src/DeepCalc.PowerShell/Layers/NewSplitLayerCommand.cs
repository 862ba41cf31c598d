namespace DeepCalc.Commands;

/// <summary>Splits an axis into parts, with one layer for each part.</summary>
/// <remarks>
/// <para>
/// Assign the layers to as many variables. With -Name, the second part and those after it have numbers.
/// </para>
/// <para>
/// The number of parts must divide the axis. With -Chunk, each part has ⌈size/count⌉ positions, the last one may be smaller, and there
/// can be fewer parts.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// $a, $b = New-InputLayer 28,28,64 | New-SplitLayer 2
/// $a | New-ConvLayer 32 3 -Padding Same | New-ConcatenateLayer -With $b | Get-OutputShape
/// </code>
/// <para>A convolution on one half of the channels.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 100,64 | New-SplitLayer -Size 80,20 -Axis 0 | Get-OutputShape</code>
/// <para>Eighty steps, and the twenty steps after them.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "SplitLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewSplitLayerCommand : LayerCommand
{
    // A mistyped number should not fill the memory.
    private const int MostParts = 10_000;

    /// <summary>The number of parts, 1 or more.</summary>
    [Parameter(Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? Count { get; set; }

    /// <summary>The size of each part, in place of -Count: 80,20. The sum must be the size of the axis.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(AxisValues))]
    public AxisValues? Size { get; set; }

    /// <summary>
    /// The axis, counted from 0 without the batch axis; negative numbers count from the end. The channel axis by default.
    /// </summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(int))]
    public int? Axis { get; set; }

    /// <summary>Allows a smaller last part where -Count does not divide the axis, by the rule of torch.chunk.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter Chunk { get; set; }

    private protected override LayerDefinition Define() => Part(0);

    private protected override void Process(Layer? input)
    {
        LayerDefinition first = TimeDistributed ? new Placed(Define()) { Apart = Apart.Steps } : Define();
        first.Validate();

        // All parts need the same input, also where none is piped in.
        input ??= new Layer(new Input(first.DefaultInput, IsImplicit: true, FixesShapeRank: first.FixesRank), null);
        Layer firstPart = Make(Part(0), Name, input);
        TensorShape shape = input.OutputShape;
        long count = Part(0).PartsOf(TimeDistributed ? new TensorShape(shape.Layout, [.. shape.Sizes.Skip(1)]) : shape);
        DeepCalcException.ThrowIf(
            count > MostParts, ErrorCode.InvalidSize, $"{count} parts are too many; at most {MostParts} layers are made.");

        WriteObject(firstPart);
        for (int index = 1; index < count; index++)
        {
            WriteObject(Make(Part(index), string.IsNullOrEmpty(Name) ? null : $"{Name}_{index}", input));
        }
    }

    private Split Part(int index) => new(index, Count, Size, Axis, Chunk);
}
