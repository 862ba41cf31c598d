namespace DeepCalc;

/// <summary>
/// Applies a layer that describes one sample to shapes with a batch axis: each sample separately, with the same weights.
/// </summary>
internal static class Batching
{
    /// <summary>The shapes of one sample.</summary>
    public static TensorShape[] Samples(ReadOnlySpan<TensorShape> shapes)
    {
        var samples = new TensorShape[shapes.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = shapes[i].Sample();
        }

        return samples;
    }

    /// <summary>The output shape for the whole batch.</summary>
    public static TensorShape OutputShape(LayerDefinition definition, ReadOnlySpan<TensorShape> inputs, Working? working)
    {
        foreach (TensorShape input in inputs)
        {
            if (!input.IsRanked)
            {
                throw new DeepCalcException(
                    ErrorCode.SizeUnknown, "the shape of the input is unknown, so no layer can follow it; import the file only up to an earlier layer.");
            }

            if (!input.HasBatch)
            {
                throw new DeepCalcException(
                    ErrorCode.ShapeMismatch, $"the inputs mix shapes with and without a batch axis ({input} has none); take all of them from files, or none.");
            }
        }

        return definition.OutputShape(Samples(inputs), working).Batch(SamplesIn(inputs));
    }

    /// <summary>The work on all samples.</summary>
    public static Work Work(LayerDefinition definition, ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working)
    {
        Work once = definition.Work(Samples(inputs), output.Sample(), working);
        Quantity samples = SamplesIn(inputs);
        return samples == 1 ? once : WorkFormula.Repeated(once, samples, working, "B", "all samples");
    }

    /// <summary>The view of a unit: it sees its own sample only, and within it what the definition says.</summary>
    public static AxisView View(LayerDefinition definition, int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        axis == 0 ? AxisView.Same(0) : definition.View(input, axis - 1, Samples(inputs), output.Sample()).OnAxisAfter(1);

    private static Quantity SamplesIn(ReadOnlySpan<TensorShape> inputs)
    {
        Quantity samples = inputs[0][0];
        foreach (TensorShape input in inputs[1..])
        {
            samples = Merging.Agree(samples, input[0]) ?? throw new DeepCalcException(
                ErrorCode.ShapeMismatch, $"{inputs[0]} and {input} differ in the number of samples, their first axis; it must be the same.");
        }

        return samples;
    }
}
