namespace DeepCalc.Measures.Memory;

/// <summary>The memory while a layer works. Sizes are bytes.</summary>
/// <param name="Step">The number of the layer in the order of the network.</param>
/// <param name="Number">The number of the moment, from 0.</param>
/// <param name="Live">The inputs and outputs of layers that exist.</param>
/// <param name="Workspace">What the layer holds besides, scores of attention not counted.</param>
/// <param name="Scores">The scores of attention.</param>
/// <param name="Overwritten">The buffers over which outputs are written.</param>
internal sealed record MemoryMoment(int Step, int Number, Quantity Live, Quantity Workspace, Quantity Scores, int[] Overwritten)
{
    /// <summary>All of it.</summary>
    public Quantity Total => Live + Workspace + Scores;
}
