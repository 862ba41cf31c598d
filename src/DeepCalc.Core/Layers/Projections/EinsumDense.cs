using DeepCalc.Formulas;
using DeepCalc.Layers.Projections;

namespace DeepCalc;

/// <summary>A contraction of the input with a kernel by an equation such as <c>abc,cd->abd</c> (Keras's EinsumDense).</summary>
/// <param name="Equation">The equation; its first letter is the batch, or dots stand for the batch and any further axes.</param>
/// <param name="Output">The sizes of the output without the batch; −1 takes the size from the input.</param>
/// <param name="BiasAxes">The letters of the output axes with a separate bias for each position, or null for no bias.</param>
public sealed record EinsumDense(string Equation, AxisValues Output, string? BiasAxes = null) : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => nameof(EinsumDense);

    /// <inheritdoc/>
    public override string Describe() => $"{Equation}{(BiasAxes is null ? ", no bias" : $", bias {BiasAxes}")}";

    /// <inheritdoc/>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) =>
        new(inputs[0].Layout, [.. new EinsumAxes(this, inputs[0]).Output]);

    /// <inheritdoc/>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        var axes = new EinsumAxes(this, inputs[0]);
        var weights = new List<Weight> { new("kernel", Sizes(axes.KernelLetters)) };
        if (BiasAxes is { Length: > 0 } letters)
        {
            weights.Add(new Weight("bias", Sizes([.. axes.OutputLetters.Where(letter => letters.Contains(letter, StringComparison.Ordinal))])));
        }

        return weights;

        TensorShape Sizes(IReadOnlyList<char> letters) => new([.. letters.Select(letter => Size(axes, letter, working))]);
    }

    /// <inheritdoc/>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        var axes = new EinsumAxes(this, inputs[0]);
        Quantity terms = 1;
        bool isFirst = true;
        foreach (char letter in axes.SummedLetters)
        {
            terms = isFirst ? Size(axes, letter, working) : terms * Size(axes, letter, working);
            isFirst = false;
        }

        return WorkFormula.Contraction(working.ProductOf(output), terms, BiasAxes is { Length: > 0 } ? 1 : 0, working);
    }

    private static Quantity Size(EinsumAxes axes, char letter, Working? working) =>
        working.Let($"{letter.ToString()}", axes.SizeOf(letter), "size of that letter's axis");

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        new EinsumAxes(this, inputs[0]).OutputAxisOf(axis) is { } same ? AxisView.Same(same) : AxisView.Everything;
}
