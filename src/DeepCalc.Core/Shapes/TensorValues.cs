namespace DeepCalc.Shapes;

/// <summary>The values of a small tensor from which shapes are computed, in row-major order.</summary>
internal sealed class TensorValues(Scalar[] elements)
{
    /// <summary>The largest number of elements, more than any shape is computed from; larger tensors have no values here.</summary>
    public const int Most = 4096;

    /// <summary>Whole numbers.</summary>
    public static TensorValues Of(ReadOnlySpan<long> values)
    {
        var elements = new Scalar[values.Length];
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = values[i];
        }

        return new TensorValues(elements);
    }

    /// <summary>Sizes.</summary>
    public static TensorValues Of(ReadOnlySpan<Quantity> values)
    {
        var elements = new Scalar[values.Length];
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = values[i];
        }

        return new TensorValues(elements);
    }

    public int Count => elements.Length;

    public ReadOnlySpan<Scalar> Elements => elements;

    public Scalar this[int index] => elements[index];
}
