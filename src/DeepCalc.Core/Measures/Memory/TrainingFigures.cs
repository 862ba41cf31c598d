namespace DeepCalc.Measures.Memory;

/// <summary>What training takes of a layer or of a network, in bytes but for the parameters and the work.</summary>
/// <param name="Trained">The parameters that training changes.</param>
/// <param name="Weights">The weights.</param>
/// <param name="Gathered">The weights and gradients that ZeRO 3 gathers.</param>
/// <param name="Gradients">The gradients.</param>
/// <param name="Optimizer">The states of the optimizer.</param>
/// <param name="Saved">The tensors kept for the backward pass; null where they are unknown.</param>
/// <param name="Recomputed">The tensors that checkpointing computes again.</param>
/// <param name="Again">The work of it.</param>
/// <param name="Loss">The outputs from which the loss is computed.</param>
/// <param name="Formula">The formula of a number of open sizes, or null.</param>
internal sealed record TrainingFigures(
    Quantity Trained,
    Quantity Weights,
    Quantity Gathered,
    Quantity Gradients,
    Quantity Optimizer,
    Quantity? Saved,
    Quantity Recomputed,
    Work Again,
    Quantity Loss,
    Func<Quantity?, string?> Formula)
{
    /// <summary>The number and the formula of a column.</summary>
    public (long? Number, string? Formula) Column(Quantity? number) => (number?.KnownValue, Formula(number));
}
