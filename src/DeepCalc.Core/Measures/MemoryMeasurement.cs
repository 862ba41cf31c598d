using DeepCalc.Measures.Caches;
using DeepCalc.Measures.Memory;

namespace DeepCalc;

/// <summary>
/// The memory of a network: one flat row. Sizes are bytes; null is unknown or depends on an open size, in which case the formula says how.
/// </summary>
public sealed class MemoryMeasurement : TrainingRow
{
    private const string NotInTraining = "gradients of activations, the allocator's rounding, kernels and their workspace, buffers for communication";

    /// <summary>The network.</summary>
    public string Network { get; internal init; } = "";

    /// <summary>The number of samples.</summary>
    public long BatchSize { get; internal init; }

    /// <summary>The positions of each sequence that the network remembers, or null where it remembers none or their number is open.</summary>
    public long? Length { get; internal init; }

    /// <summary>The format of the weights; <c>as stored</c> where that of the file counts.</summary>
    public string WeightType { get; internal init; } = "";

    /// <summary>The format of what layers compute, where the file gives no type.</summary>
    public string ActivationType { get; internal init; } = "";

    /// <summary>The format of what is remembered.</summary>
    public string CacheType { get; internal init; } = "";

    /// <summary>The weights, shared ones counted once.</summary>
    public long? WeightBytes { get; internal init; }

    /// <summary>The same as a formula, where it depends on an open size.</summary>
    public string? WeightBytesFormula { get; internal init; }

    /// <summary>The most that inputs and outputs of layers take at once.</summary>
    public long? ActivationBytes { get; internal init; }

    /// <summary>The same as a formula, where it depends on an open size.</summary>
    public string? ActivationBytesFormula { get; internal init; }

    /// <summary>The layer that works while they take most, or null where that depends on an open size.</summary>
    public string? PeakLayer { get; internal init; }

    /// <summary>The outputs of layers that exist at that moment, each with its bytes.</summary>
    public string? PeakTensors { get; internal init; }

    /// <summary>What that layer holds besides while it works, scores of attention not counted.</summary>
    public long? WorkspaceBytes { get; internal init; }

    /// <summary>The same as a formula, where it depends on an open size.</summary>
    public string? WorkspaceBytesFormula { get; internal init; }

    /// <summary>The scores of attention that it holds; 0 where attention is computed in blocks.</summary>
    public long? ScoreBytes { get; internal init; }

    /// <summary>The same as a formula, where it depends on an open size.</summary>
    public string? ScoreBytesFormula { get; internal init; }

    /// <summary>The most that inputs, outputs, workspace and scores take together; the layer can be another one than <see cref="PeakLayer"/>.</summary>
    public long? PeakBytes { get; internal init; }

    /// <summary>The same as a formula, where it depends on an open size.</summary>
    public string? PeakBytesFormula { get; internal init; }

    /// <summary>What is remembered from step to step at the length; null without one, unless nothing grows.</summary>
    public long? CacheBytes { get; internal init; }

    /// <summary>The same as a formula of the length, or null where nothing is remembered.</summary>
    public string? CacheBytesFormula { get; internal init; }

    /// <summary>Inference: weights, cache and <see cref="PeakBytes"/>.</summary>
    public long? InferenceBytes { get; internal init; }

    /// <summary>The same as a formula, where it depends on an open size.</summary>
    public string? InferenceBytesFormula { get; internal init; }

    /// <summary>Training: weights, gathered weights, gradients, optimizer, saved and recomputed tensors, and loss.</summary>
    public long? TrainingBytes { get; internal init; }

    /// <summary>The same as a formula, where it depends on an open size.</summary>
    public string? TrainingBytesFormula { get; internal init; }

    /// <summary>The parts of a training's memory that are not counted.</summary>
    public string? NotCounted { get; internal init; }

    /// <summary>The order in which the layers run: <c>File</c>, <c>Best</c>, or <c>Best, a bound</c> where a better one may exist.</summary>
    public string Order { get; internal init; } = "";

    /// <summary>The layers of which it is unknown what they hold, remember or keep, or null.</summary>
    public string? UncountedLayers { get; internal init; }

    /// <summary>The row of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="options">The batch, the formats, and what is assumed.</param>
    /// <exception cref="DeepCalcException">A size does not fit in 64 bits, or options exclude each other.</exception>
    public static MemoryMeasurement Of(Network network, MemoryOptions options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        try
        {
            Samples samples = new BatchCount(network, options.BatchSize).Samples;
            var graph = new TensorGraph(network, options, samples);
            (MemoryPlan plan, string order) = Planned.Of(graph, options);
            CacheOptions cacheOptions = options.CacheFor(network);
            CacheTotal cache = CacheTotal.Of(network, cacheOptions);
            Quantity length = cache.LengthOr(options.Length);
            Quantity cached = cache.Whole(length);
            Quantity weights = WeightMemory.Of(network, options);
            Quantity inference = weights + cached + plan.Peak.Total;
            MemoryMoment? moment = plan.Activations.Moment;
            MemoryMoment? held = moment is not null && graph.Steps[moment.Step].Storage.IsUnknown ? null : moment;
            bool IsOpen(string name) => name == cache.Symbol || network.OpenSizes.Contains(name);
            string? Formula(Quantity? number) => number is { } known && known.UnknownNames.All(IsOpen) ? known.Formula : null;
            TrainingMemory? training = options.Training is null ? null : new TrainingMemory(network, options, samples);
            return new MemoryMeasurement
            {
                Source = network.Token,
                Network = network.Name,
                BatchSize = options.BatchSize,
                Length = cache.Layers == 0 ? null : length.KnownValue,
                WeightType = options.WeightFormat?.Name ?? (HasStored(network) ? "as stored" : options.WeightFormatFor(network).Name),
                ActivationType = options.ActivationFormatFor(network).Name,
                CacheType = cacheOptions.FormatFor(network).Name,
                WeightBytes = weights.KnownValue,
                WeightBytesFormula = Formula(weights),
                ActivationBytes = plan.Activations.Total.KnownValue,
                ActivationBytesFormula = Formula(plan.Activations.Total),
                PeakLayer = moment is null ? null : network.NameOf(network.Layers[moment.Step]),
                PeakTensors = moment is null ? null : plan.Describe(moment),
                WorkspaceBytes = held?.Workspace.KnownValue,
                WorkspaceBytesFormula = Formula(held?.Workspace),
                ScoreBytes = held?.Scores.KnownValue,
                ScoreBytesFormula = Formula(held?.Scores),
                PeakBytes = plan.Peak.Total.KnownValue,
                PeakBytesFormula = Formula(plan.Peak.Total),
                CacheBytes = cached.KnownValue,
                CacheBytesFormula = cache.Layers == 0 ? null : cache.Formula,
                InferenceBytes = inference.KnownValue,
                InferenceBytesFormula = Formula(inference),
                Training = training is null ? null : new TrainingFigures(
                    training.Trained, training.Weights, training.Gathered, training.Gradients, training.Optimizer, training.SavedBytes, training.Recomputed,
                    training.Again, training.Loss, Formula),
                TrainingBytes = training?.Total.KnownValue,
                TrainingBytesFormula = Formula(training?.Total),
                NotCounted = training is null ? null : NotInTraining,
                Order = order,
                UncountedLayers = UnknownSize.Describe(
                    network, [.. graph.Uncounted.Concat(cache.Uncounted).Concat(training?.Unknown ?? []).Distinct().OrderBy(network.IndexOf)]),
            };
        }
        catch (OverflowException)
        {
            throw new DeepCalcException(ErrorCode.CountOverflow, $"the memory of {network.Name} has more bytes than fit in 64 bits; give a smaller batch size or smaller sizes.");
        }
    }

    private static bool HasStored(Network network) => network.Layers.SelectMany(layer => layer.Weights()).Any(weight => weight.Bytes is not null);

    /// <summary>The network and the bytes of its inference: <c>ResNet-18 59123456</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Network} {InferenceBytes}");
}
