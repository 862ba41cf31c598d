namespace DeepCalc.Measures.Memory;

/// <summary>The tensors that the forward pass keeps for the backward pass. Sizes are bytes.</summary>
internal sealed record SavedTensors
{
    /// <summary>The tensors that are kept.</summary>
    public Quantity Bytes { get; private init; }

    /// <summary>The most that is computed again at once, from inputs that are kept.</summary>
    public Quantity Recomputed { get; private init; }

    /// <summary>The work that is done again.</summary>
    public Work Again { get; private init; }

    /// <summary>The layers of which it is unknown what the backward pass needs.</summary>
    public IReadOnlyList<Layer> Unknown { get; private init; } = [];

    /// <summary>The tensors of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="options">The batch, the formats and the training.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="working">Where it is recorded, or null.</param>
    /// <exception cref="DeepCalcException">A size does not fit in 64 bits.</exception>
    public static SavedTensors Of(Network network, MemoryOptions options, Samples samples, IReadOnlyList<TrainedWeight> weights, Working? working = null)
    {
        TrainingOptions training = options.Training!;
        var graph = new TensorGraph(network, options with
        {
            Overwrites = false,
            OverwritesByChannel = false,
            Alignment = 1,
            IsTraining = true,
            ActivationFormat = options.ActivationFormat ?? training.Format,
        }, samples);
        var kept = new KeptTensors(network, graph, options, weights);
        int[][] segments = training.Checkpointing == Checkpointing.Full ? [.. Segments.Of(network, graph).Where(segment => segment.Any(kept.HasGradient))] : [];
        HashSet<int> again = [.. segments.SelectMany(segment => segment)];
        Quantity bytes = kept.Bytes([.. Enumerable.Range(0, graph.Steps.Length).Where(layer => !again.Contains(layer))], segments.SelectMany(segment => InputsOf(graph, segment)), working);
        Quantity recomputed = training.Checkpointing == Checkpointing.Selective
            ? kept.MostScores
            : segments.Select(segment => kept.BytesBeside(segment, InputsOf(graph, segment))).Aggregate((Quantity)0, Quantity.Max);
        (Layer Layer, Work Work)[] works = training.Checkpointing == Checkpointing.Selective
            ? [.. kept.ScoresAgain]
            : [.. again.Order().Select(layer => (network.Layers[layer], samples.Of(network.Layers[layer].Work())))];
        if (works.Length > 0 && working is not null)
        {
            Quantity Sum(Func<Work, Quantity> part) => MemoryWorking.Sum(works.Select(one => (network.NameOf(one.Layer), part(one.Work))));
            working.Record("Multiply-adds that are done again", "MACs", Sum(static work => work.Macs), Sources.Sum);
            working.Record("Floating-point operations that are done again", "FLOPs", Sum(static work => work.Flops), Sources.Sum);
        }

        return new SavedTensors
        {
            Bytes = working.Record(
                "Kept for the backward pass, bytes",
                "S",
                training.PipelineParallel == 1 ? bytes : Quantity.CeilingDivide(bytes, working.Let("p", training.PipelineParallel, "devices that share the layers")),
                Sources.Memory),
            Recomputed = recomputed == 0 ? 0 : working.Record("Computed again at once, bytes", "R", recomputed, Sources.Memory),
            Again = works.Aggregate(default(Work), static (sum, one) => sum + one.Work),
            Unknown = kept.Unknown,
        };
    }

    // The buffers that the layers of a segment read and others have made.
    private static IEnumerable<int> InputsOf(TensorGraph graph, int[] segment)
    {
        HashSet<int> made = [.. segment.SelectMany(layer => graph.Steps[layer].Made)];
        return segment.SelectMany(layer => graph.Steps[layer].Read).Where(buffer => !made.Contains(buffer)).Distinct();
    }
}
