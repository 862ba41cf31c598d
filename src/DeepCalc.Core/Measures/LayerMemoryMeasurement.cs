using DeepCalc.Measures.Caches;
using DeepCalc.Measures.Memory;

namespace DeepCalc;

/// <summary>
/// The memory of a network while one of its layers works, and what the layer takes in training: one flat row. Sizes are bytes; null depends on
/// an unknown size. Weights, cache and the columns of training add up to those of the network, unless a column says otherwise.
/// </summary>
public sealed class LayerMemoryMeasurement : TrainingRow
{
    /// <summary>The network.</summary>
    public string Network { get; internal init; } = "";

    /// <summary>When the layer runs, from 1.</summary>
    public int Step { get; internal init; }

    /// <summary>The layer.</summary>
    public string Layer { get; internal init; } = "";

    /// <summary>Its kind.</summary>
    public string Kind { get; internal init; } = "";

    /// <summary>The weights that it holds.</summary>
    public long? WeightBytes { get; internal init; }

    /// <summary>The same as a formula, where it depends on an open size.</summary>
    public string? WeightBytesFormula { get; internal init; }

    /// <summary>Its outputs that are no views.</summary>
    public long? OutputBytes { get; internal init; }

    /// <summary>The same as a formula, where it depends on an open size.</summary>
    public string? OutputBytesFormula { get; internal init; }

    /// <summary>The layers over whose outputs its outputs are written, or null.</summary>
    public string? WrittenOver { get; internal init; }

    /// <summary>The inputs and outputs of layers that exist while it works.</summary>
    public long? LiveBytes { get; internal init; }

    /// <summary>The same as a formula, where it depends on an open size.</summary>
    public string? LiveBytesFormula { get; internal init; }

    /// <summary>What the layer holds besides while it works, scores of attention not counted.</summary>
    public long? WorkspaceBytes { get; internal init; }

    /// <summary>The same as a formula, where it depends on an open size.</summary>
    public string? WorkspaceBytesFormula { get; internal init; }

    /// <summary>The scores of attention that it holds.</summary>
    public long? ScoreBytes { get; internal init; }

    /// <summary>The same as a formula, where it depends on an open size.</summary>
    public string? ScoreBytesFormula { get; internal init; }

    /// <summary>What it remembers from step to step, at the length.</summary>
    public long? CacheBytes { get; internal init; }

    /// <summary>The same as a formula, where it depends on an open size.</summary>
    public string? CacheBytesFormula { get; internal init; }

    /// <summary>The outputs of layers that exist while it works, the largest first, each with its bytes.</summary>
    public string LiveTensors { get; internal init; } = "";

    /// <summary>The tensors of <see cref="TrainingRow.SavedBytes"/>, each with its bytes before the devices of a pipeline share them.</summary>
    public string? SavedTensors { get; internal init; }

    /// <summary>The other tensors that its backward pass needs, each with the earlier layer at which it is counted: <c>relu at conv2d_1</c>.</summary>
    public string? SavedElsewhere { get; internal init; }

    /// <summary>The number of the part that is computed again with it as a whole, from 1; null where it is not computed again.</summary>
    public int? CheckpointPart { get; internal init; }

    /// <summary>Whether it is unknown what the layer holds, or what training keeps of it, so that the figures are lower bounds.</summary>
    public bool IsUncounted { get; internal init; }

    /// <summary>The rows of a network, in the order in which its layers run.</summary>
    /// <param name="network">The network.</param>
    /// <param name="options">The batch, the formats, and what is assumed.</param>
    /// <exception cref="DeepCalcException">A size does not fit in 64 bits, or options exclude each other.</exception>
    public static IEnumerable<LayerMemoryMeasurement> Of(Network network, MemoryOptions options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Samples samples = new BatchCount(network, options.BatchSize).Samples;
        var graph = new TensorGraph(network, options, samples);
        (MemoryPlan plan, _) = Planned.Of(graph, options);
        TrainingMemory? training = options.Training is null ? null : new TrainingMemory(network, options, samples);
        foreach (MemoryMoment moment in plan.Moments)
        {
            MemoryStep step = graph.Steps[moment.Step];
            if (!step.Layer.IsImplicit || step.Made.Length > 0)
            {
                yield return Of(network, options, graph, plan, moment, training);
            }
        }
    }

    private static LayerMemoryMeasurement Of(
        Network network, MemoryOptions options, TensorGraph graph, MemoryPlan plan, MemoryMoment moment, TrainingMemory? training)
    {
        MemoryStep step = graph.Steps[moment.Step];
        CacheOptions cache = options.CacheFor(network);
        CachedLayer? cached = CachedLayer.Of(network, step.Layer, cache.FormatFor(network), null);
        Quantity weights = WeightMemory.Of(network, step.Layer, options, null);
        Quantity output = step.Made.Aggregate((Quantity)0, (sum, buffer) => sum + graph.Buffers[buffer].Bytes);
        CacheTotal? total = cached is null ? null : CacheTotal.Of(network, cached, cache);
        Quantity remembered = total?.AtLengthOr(options.Length) ?? 0;
        LayerTraining? trained = training?[moment.Step];
        bool isKeptUnknown = training?.Saved.IsUnknown(moment.Step) == true;
        Quantity? workspace = step.Storage.IsUnknown ? null : moment.Workspace;
        Quantity? scores = step.Storage.IsUnknown ? null : moment.Scores;
        Quantity? saved = isKeptUnknown && trained?.Saved == 0 ? null : trained?.Saved;
        string[] over = [.. moment.Overwritten.Select(buffer => network.PlaceNameOf(graph.Buffers[buffer].Value))];
        return new LayerMemoryMeasurement
        {
            Source = network.Token,
            Network = network.Name,
            Step = moment.Number + 1,
            Layer = network.NameOf(step.Layer),
            Kind = step.Layer.Kind,
            WeightBytes = weights.KnownValue,
            WeightBytesFormula = Formula(weights),
            OutputBytes = output.KnownValue,
            OutputBytesFormula = Formula(output),
            WrittenOver = over.Length == 0 ? null : string.Join(", ", over),
            LiveBytes = moment.Live.KnownValue,
            LiveBytesFormula = Formula(moment.Live),
            WorkspaceBytes = workspace?.KnownValue,
            WorkspaceBytesFormula = Formula(workspace),
            ScoreBytes = scores?.KnownValue,
            ScoreBytesFormula = Formula(scores),
            CacheBytes = remembered.KnownValue,
            CacheBytesFormula = Formula(remembered),
            LiveTensors = plan.Describe(moment),
            Training = trained is not { } taken ? null : new TrainingFigures(
                taken.Weights.Trained, taken.Weights.Weights, taken.Weights.Gathered, taken.Weights.Gradients, taken.Weights.Optimizer, saved,
                taken.Recomputed, taken.Again, taken.Loss, Formula),
            SavedTensors = Joined(training?.Saved.KeptAt(moment.Step).Where(tensor => tensor.Bytes != 0).Select(tensor => $"{tensor.Name} {tensor.Bytes}")),
            SavedElsewhere = Joined(training?.Saved.KeptElsewhere(moment.Step).Select(tensor => $"{tensor.Name} at {tensor.Layer}")),
            CheckpointPart = training?.Saved.PartOf(moment.Step),
            IsUncounted = step.Storage.IsUnknown || isKeptUnknown,
        };

        string? Formula(Quantity? number) =>
            number is { } known && known.UnknownNames.All(name => name == total?.Symbol || network.OpenSizes.Contains(name)) ? known.Formula : null;

        static string? Joined(IEnumerable<string>? parts) => parts is null || string.Join(", ", parts) is not { Length: > 0 } text ? null : text;
    }

    /// <summary>The layer and what exists while it works: <c>conv2d 802816</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Layer} {LiveBytes}");
}
