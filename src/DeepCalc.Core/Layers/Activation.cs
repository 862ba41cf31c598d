namespace DeepCalc;

/// <summary>An activation function on every element.</summary>
/// <param name="Function">The function.</param>
public sealed record Activation(ActivationFunction Function) : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => "Activation";

    /// <inheritdoc/>
    public override string Describe() => Function.ToString().ToLowerInvariant();

    /// <inheritdoc/>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) => inputs[0];

    /// <inheritdoc/>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        if (IsNormalised)
        {
            Quantity sums = output.With(output.ChannelAxis, 1).ElementCount;
            return WorkFormula.Softmax(sums, output.Channels, ElementwiseWork.OncePerSoftmax(Function), working);
        }

        long each = ElementwiseWork.Of(Function);
        return each == 0 ? default : WorkFormula.Elementwise(working.OutputElements(output), each, working);
    }

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        IsNormalised && axis == output.ChannelAxis ? AxisView.Everything : AxisView.Same(axis);

    // Softmax divides by a sum over the channels, so that every output depends on all of them.
    private bool IsNormalised => Function is ActivationFunction.Softmax or ActivationFunction.LogSoftmax;
}
