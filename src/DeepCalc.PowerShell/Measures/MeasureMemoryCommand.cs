namespace DeepCalc.Commands;

/// <summary>Measures the memory of each network: weights, activations, cache, and what training needs.</summary>
/// <remarks>
/// <para>
/// ActivationBytes is the most that inputs and outputs of layers take at once when the layers run one after another. An output that is a
/// view of an input, as of a reshape, takes no memory. A layer that can writes its output over an input that nothing else reads, as an
/// activation function does; -NoOverwrite counts without. PeakLayer works at that moment, and PeakTensors are the outputs that exist then.
/// </para>
/// <para>
/// WorkspaceBytes and ScoreBytes are what the layer holds besides at that moment. PeakBytes is the most of all together, and InferenceBytes
/// adds the weights and the cache (see Measure-Cache). -PerLayer gives the timeline.
/// </para>
/// <para>
/// With -Training, SavedBytes is what the forward pass keeps for the backward pass, each tensor once: the inputs and outputs that the
/// derivatives need, masks, and scores of attention. Adapters (-AdapterRank) freeze all weights and train two small matrices for each
/// chosen one. The bytes are those of one device where the training is divided over several: layers evenly (-PipelineParallel), matrices
/// (-TensorParallel), and by -Sharding what the copies of the network have in common (-DataParallel; the batch is that of one copy).
/// NotCounted says what is left out.
/// </para>
/// <para>
/// A number that depends on an open size is empty, and the column with Formula after its name has the formula. -Size gives open sizes
/// numbers.
/// </para>
/// </remarks>
/// <example>
/// <code>Import-Network examples/models/resnet18.onnx | Measure-Memory -BatchSize 8</code>
/// <para>The weights and the largest activations of a network for eight images.</para>
/// </example>
/// <example>
/// <code>Import-Network examples/models/mobilenet_v2-dynamic.onnx -Size @{ height = 224; width = 224 } | Measure-Memory -ActivationType int8 -Alignment 16 -PerLayer |
///     Sort-Object LiveBytes -Descending | Select-Object -First 3 Layer, LiveBytes, LiveTensors</code>
/// <para>The three moments at which a microcontroller needs most memory.</para>
/// </example>
/// <example>
/// <code>Import-Network examples/models/gpt2/config.json | Measure-Memory -Length 1024 -Training -Optimizer AdamW -Precision Mixed -Checkpoint Full</code>
/// <para>The training of GPT-2 with sequences of 1,024 tokens, in 16 bits and with each block computed twice.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Measure, "Memory", DefaultParameterSetName = Inference)]
[OutputType(typeof(MemoryMeasurement))]
[OutputType(typeof(LayerMemoryMeasurement))]
public sealed class MeasureMemoryCommand : WorkCommand
{
    private const string Inference = "Inference";
    private const string OfTraining = "Training";

    /// <summary>Gives the timeline: a row for each layer, in the order in which they run.</summary>
    [Parameter(ParameterSetName = Inference)]
    public SwitchParameter PerLayer { get; set; }

    /// <summary>
    /// The number of positions of each sequence: of the open length of the network's input, and of the cache. By default, the length of the
    /// network's input, if it is known.
    /// </summary>
    [Parameter]
    [ValidateRange(0L, long.MaxValue)]
    public long? Length { get; set; }

    /// <summary>
    /// The number format of weights and activations, such as float16 or bfloat16. By default, a file's tensors keep their types; otherwise it
    /// is the type that the network's file names, or float32.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(NumberFormatCompleter))]
    [Setting(typeof(NumberFormat))]
    public NumberFormat? Type { get; set; }

    /// <summary>
    /// The number format of weights, such as int8, int4, nf4 or q4_K; it comes before -Type. Vectors keep the type of activations where the
    /// format has scales.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(NumberFormatCompleter))]
    [Setting(typeof(NumberFormat))]
    public NumberFormat? WeightType { get; set; }

    /// <summary>The number of weights that share a scale, for a format of weights without scales such as int4.</summary>
    [Parameter]
    [ValidateRange(1L, long.MaxValue)]
    public long? GroupSize { get; set; }

    /// <summary>The number format of these scales; float16 by default.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NumberFormatCompleter))]
    [Setting(typeof(NumberFormat))]
    public NumberFormat? ScaleType { get; set; }

    /// <summary>The number format of activations; it comes before -Type. Indices and truth values keep their own.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NumberFormatCompleter))]
    [Setting(typeof(NumberFormat))]
    public NumberFormat? ActivationType { get; set; }

    /// <summary>The number format of the cache; by default that of activations.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NumberFormatCompleter))]
    [Setting(typeof(NumberFormat))]
    public NumberFormat? CacheType { get; set; }

    /// <summary>How the cache is reserved: Architecture (the default), LlamaCpp or Vllm, as by Measure-Cache.</summary>
    [Parameter]
    public CacheEngine Engine { get; set; }

    /// <summary>Counts a tensor of its own for each output, also where it could be written over an input.</summary>
    [Parameter]
    public SwitchParameter NoOverwrite { get; set; }

    /// <summary>Writes the output of depthwise convolutions and pools over their input as well, channel by channel, as MCUNet does.</summary>
    [Parameter]
    public SwitchParameter DepthwiseInPlace { get; set; }

    /// <summary>
    /// How attention is computed: Full (the default), with all scores at once, or Blocked, as FlashAttention does, so that they never exist as a
    /// whole.
    /// </summary>
    [Parameter]
    [ValidateSet("Full", "Blocked")]
    public string Attention { get; set; } = "Full";

    /// <summary>
    /// The order in which the layers run: File (the default), that of the network; or Best, with the least ActivationBytes. The search is
    /// exact where the branches between layers that all paths run through are small enough; otherwise the column Order says that it is a bound.
    /// </summary>
    [Parameter]
    [ValidateSet("File", "Best")]
    public string Order { get; set; } = "File";

    /// <summary>The number of bytes of which the size of each tensor is made a multiple: 16 for TFLite Micro, 64 for onnx-tool. 1 by default.</summary>
    [Parameter]
    [ValidateRange(1L, long.MaxValue)]
    public long Alignment { get; set; } = 1;

    /// <summary>Measures the training of the network as well.</summary>
    [Parameter(Mandatory = true, ParameterSetName = OfTraining)]
    public SwitchParameter Training { get; set; }

    /// <summary>The optimizer: Sgd, Momentum, Adam (the default), AdamW, Adafactor, Lion, Muon or Adam8Bit.</summary>
    [Parameter(ParameterSetName = OfTraining)]
    public Optimizer Optimizer { get; set; } = Optimizer.Adam;

    /// <summary>
    /// The precision: Float32 (the default), or Mixed, with 16 bits for weights, activations and gradients, and a float32 copy of the weights,
    /// which counts as a state of the optimizer.
    /// </summary>
    [Parameter(ParameterSetName = OfTraining)]
    public TrainingPrecision Precision { get; set; }

    /// <summary>Keeps no float32 copy of the weights in mixed precision.</summary>
    [Parameter(ParameterSetName = OfTraining)]
    public SwitchParameter NoMasterWeights { get; set; }

    /// <summary>Keeps gradients as float32 in mixed precision.</summary>
    [Parameter(ParameterSetName = OfTraining)]
    public SwitchParameter Float32Gradients { get; set; }

    /// <summary>
    /// What is computed again for the backward pass instead of being kept: None (the default); Selective, the scores of attention; Full, all within
    /// each block, or within each of √n parts where the network has no composed blocks. RecomputedMacs is the work that this adds.
    /// </summary>
    [Parameter(ParameterSetName = OfTraining)]
    public Checkpointing Checkpoint { get; set; }

    /// <summary>The rank of low-rank adapters (LoRA). All weights are then frozen; -WeightType gives them a format, such as nf4 for QLoRA.</summary>
    [Parameter(ParameterSetName = OfTraining)]
    [ValidateRange(1L, long.MaxValue)]
    public long? AdapterRank { get; set; }

    /// <summary>
    /// The layers that get an adapter, by name, with wildcards; or their weights, as layer/weight: */query_kernel. By default, all matrices that
    /// layers multiply with.
    /// </summary>
    [Parameter(ParameterSetName = OfTraining)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(LayerPatternCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? AdapterLayer { get; set; }

    /// <summary>The number of copies of the network that each train with a batch of their own. 1 by default.</summary>
    [Parameter(ParameterSetName = OfTraining)]
    [ValidateRange(1L, long.MaxValue)]
    public long DataParallel { get; set; } = 1;

    /// <summary>The number of devices over which each matrix is divided, with the outputs between two divided matrices. 1 by default.</summary>
    [Parameter(ParameterSetName = OfTraining)]
    [ValidateRange(1L, long.MaxValue)]
    public long TensorParallel { get; set; } = 1;

    /// <summary>Divides the other outputs along the sequence over the same devices.</summary>
    [Parameter(ParameterSetName = OfTraining)]
    public SwitchParameter SequenceParallel { get; set; }

    /// <summary>The number of devices over which the layers are divided evenly. 1 by default.</summary>
    [Parameter(ParameterSetName = OfTraining)]
    [ValidateRange(1L, long.MaxValue)]
    public long PipelineParallel { get; set; } = 1;

    /// <summary>
    /// What the copies of the network divide among themselves: None (the default); Zero1, the states of the optimizer; Zero2, also the gradients;
    /// Zero3 (FSDP), also the weights.
    /// </summary>
    [Parameter(ParameterSetName = OfTraining)]
    public Sharding Sharding { get; set; }

    private protected override void Answer(Network network)
    {
        MemoryOptions options = Options();
        if (Length is { } length && network.SequenceSize is { } name)
        {
            network = network.WithSizes(new Dictionary<string, long> { [name] = length });
        }

        if (PerLayer)
        {
            this.WriteEach(LayerMemoryMeasurement.Of(network, options));
        }
        else
        {
            WriteObject(ForView(MemoryMeasurement.Of(network, options)));
        }
    }

    // A row of a training has a table of its own.
    private PSObject ForView(MemoryMeasurement row)
    {
        PSObject shown = PSObject.AsPSObject(row);
        if (Training)
        {
            shown.TypeNames.Insert(0, $"{typeof(MemoryMeasurement).FullName}#Training");
        }

        return shown;
    }

    private MemoryOptions Options() => new()
    {
        BatchSize = BatchSize,
        Length = Length,
        WeightFormat = WeightFormat(),
        ActivationFormat = ActivationType ?? Type,
        CacheFormat = CacheType,
        Engine = Engine,
        Overwrites = !NoOverwrite,
        OverwritesByChannel = DepthwiseInPlace,
        IsAttentionBlocked = Attention == "Blocked",
        FindsBestOrder = Order == "Best",
        Alignment = Alignment,
        Training = !Training ? null : new TrainingOptions
        {
            Optimizer = Optimizer,
            Precision = Precision,
            HasMasterWeights = !NoMasterWeights,
            HasFloat32Gradients = Float32Gradients,
            Checkpointing = Checkpoint,
            AdapterRank = AdapterRank,
            HasAdapter = AdapterLayer is { } patterns ? HasAdapter([.. patterns.Select(pattern => WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase))]) : null,
            DataParallel = DataParallel,
            TensorParallel = TensorParallel,
            IsSequenceParallel = SequenceParallel,
            PipelineParallel = PipelineParallel,
            Sharding = Sharding,
        },
    };

    private NumberFormat? WeightFormat()
    {
        NumberFormat? format = WeightType ?? Type;
        return GroupSize is not { } size
            ? ScaleType is null ? format : throw new DeepCalcException(ErrorCode.InvalidSetting, "-ScaleType is the type of the scales of groups; give -GroupSize too.")
            : (format ?? throw new DeepCalcException(ErrorCode.InvalidSetting, "-GroupSize is a setting of -WeightType; give that too, such as int4."))
                .Grouped(size, ScaleType ?? NumberFormat.Parse("float16"));
    }

    private static Func<string, string, bool> HasAdapter(WildcardPattern[] patterns) =>
        (layer, weight) => patterns.Any(pattern => pattern.IsMatch(layer) || pattern.IsMatch($"{layer}/{weight}"));
}
