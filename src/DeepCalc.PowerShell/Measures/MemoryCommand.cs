namespace DeepCalc.Commands;

/// <summary>A cmdlet whose answer can depend on the formats of numbers, the order of layers, and the training.</summary>
public abstract class MemoryCommand : WorkCommand, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    // Settings of a training.
    private static readonly string[] OfTraining =
    [
        nameof(Optimizer), nameof(Precision), nameof(NoMasterWeights), nameof(Float32Gradients), nameof(Checkpoint), nameof(AdapterRank), nameof(AdapterLayer),
        nameof(DataParallel), nameof(TensorParallel), nameof(SequenceParallel), nameof(PipelineParallel), nameof(Sharding),
    ];

    /// <summary>
    /// The number of positions of each sequence: of the open length of the network's input, and of the cache. By default, the length of the
    /// network's input, if it is known.
    /// </summary>
    [Parameter]
    [ValidateRange(0L, long.MaxValue)]
    public long? Length { get; set; }

    /// <summary>
    /// The number format of weights and activations, such as float16 or bfloat16. By default, a file's tensors keep their types; otherwise it
    /// is the type that the network's file names, or float32. Weights that are trained have the type of -Precision.
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
    [Parameter]
    public SwitchParameter Training { get; set; }

    /// <summary>The optimizer: Sgd, Momentum, Adam (the default), AdamW, Adafactor, Lion, Muon or Adam8Bit.</summary>
    [Parameter]
    public Optimizer Optimizer { get; set; } = Optimizer.Adam;

    /// <summary>
    /// The precision: Float32 (the default), or Mixed, with 16 bits for weights, activations and gradients, and a float32 copy of the weights,
    /// which counts as a state of the optimizer.
    /// </summary>
    [Parameter]
    public TrainingPrecision Precision { get; set; }

    /// <summary>Keeps no float32 copy of the weights in mixed precision.</summary>
    [Parameter]
    public SwitchParameter NoMasterWeights { get; set; }

    /// <summary>Keeps gradients as float32 in mixed precision.</summary>
    [Parameter]
    public SwitchParameter Float32Gradients { get; set; }

    /// <summary>
    /// What is computed again for the backward pass instead of being kept: None (the default); Selective, the scores of attention; Full, all within
    /// each block, or within each of √n parts where the network has no composed blocks. RecomputedMacs is the work that this adds.
    /// </summary>
    [Parameter]
    public Checkpointing Checkpoint { get; set; }

    /// <summary>The rank of low-rank adapters (LoRA). All weights are then frozen; -WeightType gives them a format, such as nf4 for QLoRA.</summary>
    [Parameter]
    [ValidateRange(1L, long.MaxValue)]
    public long? AdapterRank { get; set; }

    /// <summary>
    /// The layers that get an adapter, by name, with wildcards; or their weights, as layer/weight: */query_kernel. By default, all matrices that
    /// layers multiply with.
    /// </summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(LayerPatternCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? AdapterLayer { get; set; }

    /// <summary>The number of copies of the network that each train with a batch of their own. 1 by default.</summary>
    [Parameter]
    [ValidateRange(1L, long.MaxValue)]
    public long DataParallel { get; set; } = 1;

    /// <summary>The number of devices over which each matrix is divided, with the outputs between two divided matrices. 1 by default.</summary>
    [Parameter]
    [ValidateRange(1L, long.MaxValue)]
    public long TensorParallel { get; set; } = 1;

    /// <summary>Divides the other outputs along the sequence over the same devices.</summary>
    [Parameter]
    public SwitchParameter SequenceParallel { get; set; }

    /// <summary>The number of devices over which the layers are divided evenly. 1 by default.</summary>
    [Parameter]
    [ValidateRange(1L, long.MaxValue)]
    public long PipelineParallel { get; set; } = 1;

    /// <summary>
    /// What the copies of the network divide among themselves: None (the default); Zero1, the states of the optimizer; Zero2, also the gradients;
    /// Zero3 (FSDP), also the weights.
    /// </summary>
    [Parameter]
    public Sharding Sharding { get; set; }

    /// <summary>Answers for one network until the pipeline is stopped, if the options have its token.</summary>
    private protected abstract void AnswerUntilStopped(Network network);

    private protected sealed override void Answer(Network network)
    {
        try
        {
            AnswerUntilStopped(network);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The network with the open length of its sequence set to -Length.</summary>
    private protected Network WithLength(Network network) => Length is { } length && network.SequenceSize is { } name
        ? network.WithSizes(new Dictionary<string, long> { [name] = length })
        : network;

    /// <summary>The options of memory that the parameters give.</summary>
    private protected MemoryOptions Options()
    {
        if (!Training && Array.Find(OfTraining, MyInvocation.BoundParameters.ContainsKey) is { } setting)
        {
            throw new DeepCalcException(ErrorCode.InvalidSetting, $"-{setting} is a setting of a training; give -Training too.");
        }

        if (AdapterLayer is not null && AdapterRank is null)
        {
            throw new DeepCalcException(ErrorCode.InvalidSetting, "-AdapterLayer says which layers get an adapter; give the rank of the adapters too, with -AdapterRank.");
        }

        if (Precision != TrainingPrecision.Mixed && (NoMasterWeights || Float32Gradients))
        {
            throw new DeepCalcException(ErrorCode.InvalidSetting, $"-{(NoMasterWeights ? nameof(NoMasterWeights) : nameof(Float32Gradients))} is a setting of mixed precision; give -Precision Mixed too.");
        }

        return new MemoryOptions
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
            Cancellation = _stop.Token,
            Training = !Training ? null : new TrainingOptions
            {
                Optimizer = Optimizer,
                Precision = Precision,
                HasMasterWeights = !NoMasterWeights,
                HasFloat32Gradients = Float32Gradients,
                Checkpointing = Checkpoint,
                AdapterRank = AdapterRank,
                HasAdapter = AdapterLayer is { } patterns ? HasAdapter([.. patterns.Select(ToWildcard)]) : null,
                DataParallel = DataParallel,
                TensorParallel = TensorParallel,
                IsSequenceParallel = SequenceParallel,
                PipelineParallel = PipelineParallel,
                Sharding = Sharding,
            },
        };
    }

    /// <summary>A pattern of names.</summary>
    /// <exception cref="DeepCalcException">It is not valid.</exception>
    private protected static WildcardPattern ToWildcard(string pattern)
    {
        try
        {
            WildcardPattern wildcard = WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase);
            wildcard.IsMatch("");
            return wildcard;
        }
        catch (WildcardPatternException)
        {
            throw new DeepCalcException(ErrorCode.InvalidSetting, $"'{pattern}' is not a valid wildcard pattern; valid ones are conv* and *_[12].");
        }
    }

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
