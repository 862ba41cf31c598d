using DeepCalc.Measures.Memory;

namespace DeepCalc;

/// <summary>The row of the memory of a layer or of a network: what training takes of it. All of it is null without a training.</summary>
public abstract class TrainingRow : MeasurementRow
{
    /// <summary>The parameters that training changes, those of adapters included; null without a training, as all that follows.</summary>
    public long? TrainedParameters { get; private init; }

    /// <summary>The same as a formula, where it depends on an open size.</summary>
    public string? TrainedParametersFormula { get; private init; }

    /// <summary>The weights on a device, in the format of the training, adapters included.</summary>
    public long? TrainingWeightBytes { get; private init; }

    /// <summary>The same as a formula, where it depends on an open size.</summary>
    public string? TrainingWeightBytesFormula { get; private init; }

    /// <summary>The weights and gradients of one layer, which ZeRO 3 gathers while it works; otherwise 0. Those of the network are the largest.</summary>
    public long? GatheredBytes { get; private init; }

    /// <summary>The same as a formula, where it depends on an open size.</summary>
    public string? GatheredBytesFormula { get; private init; }

    /// <summary>The gradients of weights on a device.</summary>
    public long? GradientBytes { get; private init; }

    /// <summary>The same as a formula, where it depends on an open size.</summary>
    public string? GradientBytesFormula { get; private init; }

    /// <summary>The states of the optimizer on a device, a float32 copy of the weights included.</summary>
    public long? OptimizerBytes { get; private init; }

    /// <summary>The same as a formula, where it depends on an open size.</summary>
    public string? OptimizerBytesFormula { get; private init; }

    /// <summary>The tensors that the forward pass keeps for the backward pass, each once; of layers, at the first that keeps it.</summary>
    public long? SavedBytes { get; private init; }

    /// <summary>The same as a formula, where it depends on an open size.</summary>
    public string? SavedBytesFormula { get; private init; }

    /// <summary>What checkpointing computes again: of a layer its own, of the network the largest sum over a part.</summary>
    public long? RecomputedBytes { get; private init; }

    /// <summary>The same as a formula, where it depends on an open size.</summary>
    public string? RecomputedBytesFormula { get; private init; }

    /// <summary>The multiply-adds that checkpointing adds.</summary>
    public long? RecomputedMacs { get; private init; }

    /// <summary>The same as a formula, where it depends on an open size.</summary>
    public string? RecomputedMacsFormula { get; private init; }

    /// <summary>The floating-point operations that checkpointing adds.</summary>
    public long? RecomputedFlops { get; private init; }

    /// <summary>The same as a formula, where it depends on an open size.</summary>
    public string? RecomputedFlopsFormula { get; private init; }

    /// <summary>The outputs of the network as float32, from which the loss is computed.</summary>
    public long? LossBytes { get; private init; }

    /// <summary>The same as a formula, where it depends on an open size.</summary>
    public string? LossBytesFormula { get; private init; }

    /// <summary>What training takes; null without one.</summary>
    internal TrainingFigures? Training
    {
        init
        {
            if (value is not { } figures)
            {
                return;
            }

            (TrainedParameters, TrainedParametersFormula) = figures.Column(figures.Trained);
            (TrainingWeightBytes, TrainingWeightBytesFormula) = figures.Column(figures.Weights);
            (GatheredBytes, GatheredBytesFormula) = figures.Column(figures.Gathered);
            (GradientBytes, GradientBytesFormula) = figures.Column(figures.Gradients);
            (OptimizerBytes, OptimizerBytesFormula) = figures.Column(figures.Optimizer);
            (SavedBytes, SavedBytesFormula) = figures.Column(figures.Saved);
            (RecomputedBytes, RecomputedBytesFormula) = figures.Column(figures.Recomputed);
            (RecomputedMacs, RecomputedMacsFormula) = figures.Column(figures.Again.Macs);
            (RecomputedFlops, RecomputedFlopsFormula) = figures.Column(figures.Again.Flops);
            (LossBytes, LossBytesFormula) = figures.Column(figures.Loss);
        }
    }
}
