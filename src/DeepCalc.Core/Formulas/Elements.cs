namespace DeepCalc.Formulas;

/// <summary>The number of elements of a tensor: the product of the sizes of its axes, the batch axis included.</summary>
internal static class Elements
{
    /// <summary>The number of elements of an output, recorded: n = H₂·W₂·C₂.</summary>
    public static Quantity OutputElements(this Working? working, TensorShape output) =>
        working.Record("Output elements", "n", working.ProductOf(output), Sources.Notes);

    /// <summary>The number of elements of an input, recorded: n = H₁·W₁·C₁.</summary>
    public static Quantity InputElements(this Working? working, TensorShape input) =>
        working.Let("n", working.Record("Input elements", "n", working.ProductOf(input, isInput: true), Sources.Definition));

    /// <summary>
    /// The product of the sizes, each under the symbol of its axis, but for that of an axis to leave out. An input has H₁, an output H₂.
    /// </summary>
    public static Quantity ProductOf(this Working? working, TensorShape shape, bool isInput = false, int except = -1) =>
        except < 0 ? ProductOf(working, shape, null, isInput) : Without(working, shape, isInput, except);

    /// <summary>The product of the sizes of some axes, or of all (null), each under the symbol of its axis; 1 where there is none.</summary>
    public static Quantity ProductOf(this Working? working, TensorShape shape, Func<int, bool>? isFactor, bool isInput = false)
    {
        if (!shape.IsRanked)
        {
            return shape.ElementCount;
        }

        Quantity count = 1;
        bool isFirst = true;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (isFactor is null || isFactor(axis))
            {
                Quantity size = working.Let($"{Symbol(shape, axis, isInput)}", shape[axis]);
                count = isFirst ? size : count * size;
                isFirst = false;
            }
        }

        return count;
    }

    /// <summary>An input shape whose sizes have the symbols of their axes, so that what is computed from it prints them.</summary>
    public static TensorShape Named(this Working working, TensorShape shape) => !shape.IsRanked
        ? shape
        : shape.Resized([.. shape.Sizes.Select((size, axis) => working.Let($"{Symbol(shape, axis, isInput: true)}", size))]);

    /// <summary>The product of the sizes of the spatial axes, each under its symbol: 1 where there is none.</summary>
    public static Quantity PositionsOf(this Working? working, TensorShape shape, bool isInput = false) =>
        ProductOf(working, shape, axis => axis != shape.ChannelAxis && axis >= shape.SpatialAxis(0), isInput);

    // Apart, so that no closure is made where no axis is left out.
    private static Quantity Without(Working? working, TensorShape shape, bool isInput, int except) =>
        ProductOf(working, shape, axis => axis != except, isInput);

    // Axes of tensors from files, or of more than three spatial axes, are numbered: which of them is the height is unknown.
    private static string Symbol(TensorShape shape, int axis, bool isInput)
    {
        int batch = shape.HasBatch ? 1 : 0;
        if (shape is FileTensor || shape.SpatialRank > 3)
        {
            return "N" + Digits.Subscript(axis);
        }

        if (axis < batch)
        {
            return "B";
        }

        if (axis == shape.ChannelAxis)
        {
            return isInput ? "C₁" : "C₂";
        }

        var notation = AxisNotation.For(axis - shape.SpatialAxis(0), shape.SpatialRank);
        return isInput ? notation.Before : notation.After;
    }
}
