namespace DeepCalc.Formats.Onnx.Operators.Selections;

/// <summary>Boxes of images, and images sampled at computed positions.</summary>
internal static class DetectionOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("NonMaxSuppression", SuppressionRule.Of) { Settings = [3, 4], Type = static _ => ElementType.Int64 },
        new("RoiAlign", RoiAlign),
        new("MaxRoiPool", MaxRoiPool),
        new("MaxUnpool", MaxUnpool),
        new("GridSample", GridSample),
        new("AffineGrid", AffineGrid),
        new("Col2Im", Col2Im),
        new("DeformConv", DeformConv) { Weights = [1, 3] },
    ];

    // Each sample interpolates four neighbours: four products and three sums. The samples of an element are then averaged or compared.
    private static Answer RoiAlign(Operation op)
    {
        long ratio = op.Int("sampling_ratio", 0);
        var answer = new Answer(OfBoxes(op, op.Int("output_height", 1), op.Int("output_width", 1)));
        return ratio > 0 ? answer.Doing(8 * ratio * ratio) : answer.OfUnknownWork(op.Node.Operator);
    }

    /// <summary>Images of one size for all boxes, which are the second operand.</summary>
    public static FileTensor OfBoxes(Operation op, Quantity height, Quantity width) =>
        new(op.TypeOf(0), op.Ranked(1, 2)[0], op.Ranked(0, 4)[1], height, width);

    private static Answer MaxRoiPool(Operation op)
    {
        long[] size = op.Ints("pooled_shape") is { Length: 2 } given ? given : throw op.Fail("pooled_shape must have two numbers");
        return new Answer(OfBoxes(op, size[0], size[1])).OfUnknownWork(op.Node.Operator);
    }

    // The inverse of max pooling: each value goes back to its position.
    private static Answer MaxUnpool(Operation op)
    {
        FileTensor input = op[0];
        if (op.Has(2))
        {
            return new Answer(new FileTensor(input.Type, op.Sizes(2) ?? [.. input.Sizes.Select((_, axis) => op.UnknownSize(0, $"{axis}"))]));
        }

        int rank = input.Rank - 2;
        WindowSettings window = NodeWindow.Node(op, rank);
        IEnumerable<Quantity> sizes = input.Sizes.Skip(2).Select((size, i) => WindowFormula.TransposedOutput(
            size, window.Kernel[i], window.Padding[i].Before + window.Padding[i].After, window.Stride[i], 0));
        return new Answer(new FileTensor(input.Type, [input[0], input[1], .. sizes]));
    }

    // The result has the positions of the grid. Linear interpolation mixes 2 neighbours an axis, cubic 4.
    private static Answer GridSample(Operation op)
    {
        FileTensor input = op[0];
        FileTensor grid = op[1];
        int rank = input.Rank - 2;
        op.FailIf(
            rank < 1 || grid.Rank != input.Rank,
            $"the input {input} and the grid {grid} must have the same number of axes, at least three");
        long taps = op.Text("mode", "linear") switch { "nearest" => 1, "cubic" or "bicubic" => 1L << (2 * rank), _ => 1L << rank };
        var output = new FileTensor(input.Type, [input[0], input[1], .. grid.Sizes[1..^1]]);
        return new Answer(output)
            .Doing(working => ResampledAxis.Work(output, taps, working))
            .Seeing((operand, axis) => (operand == 0 ? axis < 2 : operand == 1 && axis <= rank)
                ? AxisView.Same(operand == 0 || axis == 0 ? axis : axis + 1)
                : AxisView.Everything);
    }

    // Each position of the grid is a matrix times its homogeneous coordinates.
    private static Answer AffineGrid(Operation op)
    {
        FileTensor theta = op[0];
        Quantity[] size = op.Sizes(1) ?? throw new UnknownShapeException();
        op.FailIf(
            size.Length is not (4 or 5),
            $"the size has {size.Length} numbers; it must have 4 or 5, of which the first two are batch and channels");
        int rank = size.Length - 2;
        var output = new FileTensor(theta.Type, [size[0], .. size[2..], rank]);
        return new Answer(output).Doing(working => WorkFormula.Contraction(working.OutputElements(output), rank + 1, 0, working));
    }

    // Overlapping blocks are added up.
    private static Answer Col2Im(Operation op)
    {
        FileTensor input = op.Ranked(0, 3);
        Quantity[] image = op.Sizes(1) ?? throw new UnknownShapeException();
        Quantity[] block = op.Sizes(2) ?? throw new UnknownShapeException();
        op.FailIf(block.Any(size => size.KnownValue is < 1), $"the block is {string.Join('x', block)}; its sizes must be at least 1");
        if (image.Length == block.Length && image.Length is >= 1 and <= 3 && image.Concat(block).All(size => size.KnownValue is >= 1))
        {
            WindowSettings window = NodeWindow.Node(op, image.Length, new AxisValues([.. block.Select(size => size.Value)]));
            return op.Means(new Fold(new AxisValues([.. image.Select(size => size.Value)]), window).OnSamples());
        }

        return new Answer(new FileTensor(input.Type, [input[0], block.Aggregate(input[1], Quantity.FloorDivide), .. image]))
            .Doing(working => Fold.Additions(working.ProductOf(input, isInput: true), working));
    }

    // A convolution at computed positions: each product also needs a sample, interpolated from 2 neighbours an axis, and perhaps a mask.
    private static Answer DeformConv(Operation op)
    {
        Answer plain = op.On(each => WindowOperators.Convolution(each), [0, 1, 3]);
        if (plain.IsUnknown)
        {
            return plain;
        }

        FileTensor output = plain.Outputs[0];
        Quantity samples = output.Sizes[2..].Concat(op[1].Sizes[2..]).Aggregate(output[0] * op[0][1], (product, size) => product * size);
        return plain
            .Also((samples, (2 << (output.Rank - 2)) - 1 + (op.Has(4) ? 1 : 0), "samples"))
            .SeeingFirst(axis => axis == 0 ? AxisView.Same(0) : AxisView.Everything);
    }
}
