namespace DeepCalc.Measures.Memory;

/// <summary>The bytes of an optimizer's state for a weight.</summary>
internal static class OptimizerState
{
    private const long Float32Bytes = 4;

    // bitsandbytes, min_8bit_size and the block size of its optimizers.
    private const long LeastFor8Bits = 4096;
    private const long BlockOf8Bits = 256;

    /// <summary>The bytes for a weight.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="shape">The shape of the weight.</param>
    /// <param name="multiplies">Whether the layer multiplies with it, as a table of embeddings is not.</param>
    /// <exception cref="OverflowException">They do not fit in 64 bits.</exception>
    public static Quantity BytesOf(Optimizer optimizer, TensorShape shape, bool multiplies)
    {
        Quantity count = shape.ElementCount;
        return optimizer switch
        {
            Optimizer.Sgd => 0,
            Optimizer.Momentum or Optimizer.Lion => Float32Bytes * count,
            Optimizer.Adafactor when shape.Rank >= 2 => Float32Bytes * Factored(shape),
            Optimizer.Adafactor => Float32Bytes * count,
            Optimizer.Muon when shape.Rank >= 2 && multiplies => Float32Bytes * count,
            Optimizer.Adam8Bit when !(count.KnownValue < LeastFor8Bits) => 2 * (count + (Float32Bytes * Quantity.CeilingDivide(count, BlockOf8Bits))),
            _ => 2 * Float32Bytes * count,
        };
    }

    // A number for each row and each column, of each matrix of the last two axes.
    private static Quantity Factored(TensorShape shape)
    {
        Quantity matrices = 1;
        for (int axis = 0; axis < shape.Rank - 2; axis++)
        {
            matrices *= shape[axis];
        }

        return matrices * (shape[shape.Rank - 2] + shape.Last);
    }
}
