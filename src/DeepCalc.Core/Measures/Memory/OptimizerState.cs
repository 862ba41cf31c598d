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
    /// <param name="layer">The layer, which may multiply with it; a table of embeddings is only read.</param>
    /// <param name="working">The working.</param>
    /// <exception cref="OverflowException">They do not fit in 64 bits.</exception>
    public static Quantity BytesOf(Optimizer optimizer, TensorShape shape, Layer layer, Working? working = null)
    {
        if (optimizer == Optimizer.Sgd)
        {
            return 0;
        }

        Quantity count = working.Let("n", shape.ElementCount, "elements");
        Quantity width = working.Let("f", Float32Bytes, "bytes of a float32");
        return optimizer switch
        {
            Optimizer.Momentum or Optimizer.Lion => width * count,
            Optimizer.Adafactor when shape.Rank >= 2 => width * Factored(shape, working),
            Optimizer.Adafactor => width * count,
            Optimizer.Muon when shape.Rank >= 2 && layer.Work().Macs != 0 => width * count,
            Optimizer.Adam8Bit when !(count.KnownValue < LeastFor8Bits) =>
                2 * (count + (width * Quantity.CeilingDivide(count, working.Let("b", BlockOf8Bits, "elements that share a float32")))),
            _ => 2 * width * count,
        };
    }

    // A number for each row and each column, of each matrix of the last two axes.
    private static Quantity Factored(TensorShape shape, Working? working)
    {
        Quantity matrices = 1;
        for (int axis = 0; axis < shape.Rank - 2; axis++)
        {
            matrices *= shape[axis];
        }

        Quantity numbers = working.Let("r", shape[shape.Rank - 2], "rows") + working.Let("c", shape.Last, "columns");
        return matrices == 1 ? numbers : working.Let("k", matrices, "matrices") * numbers;
    }
}
