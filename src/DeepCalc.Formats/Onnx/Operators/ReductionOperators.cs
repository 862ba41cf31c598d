using DeepCalc.Formats.Onnx.Values;
using DeepCalc.Formulas;
using DeepCalc.Layers.Elementwise;
using DeepCalc.Shapes;

namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>Sums and other reductions over axes.</summary>
internal static class ReductionOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        // A sum of n numbers is n − 1 additions.
        Reduction("ReduceSum", 13, 1, -1, ScalarMath.Add),
        Reduction("ReduceMean", 18, 1, 0),
        Reduction("ReduceMax", 18, 1, -1, ScalarMath.Max),
        Reduction("ReduceMin", 18, 1, -1, ScalarMath.Min),
        Reduction("ReduceProd", 18, 1, -1, ScalarMath.Multiply),
        Reduction("ReduceL1", 18, 2, -1),
        Reduction("ReduceL2", 18, 2, 0),
        Reduction("ReduceSumSquare", 18, 2, -1),
        Reduction("ReduceLogSum", 18, 1, 0),
        Reduction("ReduceLogSumExp", 18, 2, 0),
        new("ArgMax", Position) { Type = static _ => ElementType.Int64 },
        new("ArgMin", Position) { Type = static _ => ElementType.Int64 },
        new("CumSum", Cumulative) { SizesOnly = [1] },
        new("CumProd", Cumulative) { SizesOnly = [1] },
        new("LpNormalization", LpNormalization),
        new("MeanVarianceNormalization", MeanVarianceNormalization),
        new("LRN", LocalResponseNormalization),
    ];

    // Operations for each input element, and more or fewer for each output element.
    private static OnnxOperator Reduction(
        string name, long axesAreInputSince, long eachInput, long eachOutput, Func<Scalar, Scalar, ElementType, Scalar?>? function = null) => new(name, op =>
    {
        FileTensor input = op[0];
        long[]? axes = op.Opset < axesAreInputSince ? op.Ints("axes") : op.Numbers(1);
        if (axes is null && op.Opset >= axesAreInputSince && op.Has(1) && !op.IsEmpty(1))
        {
            return UnknownAxes(op, input);
        }

        if (axes is not { Length: > 0 } && op.Flag("noop_with_empty_axes"))
        {
            return Answer.Of(input).Seeing((operand, axis) => operand == 0 ? AxisView.Same(axis) : AxisView.Everything);
        }

        HashSet<int> reduced = axes is { Length: > 0 } ? [.. axes.Select(axis => op.Axis(axis, input.Rank))] : [.. Enumerable.Range(0, input.Rank)];
        return Over(op, input, input.Type, reduced, op.Flag("keepdims", true), eachInput, eachOutput, function);
    });

    private static Answer Over(
        Operation op,
        FileTensor input,
        ElementType type,
        HashSet<int> reduced,
        bool keeps,
        long eachInput,
        long eachOutput,
        Func<Scalar, Scalar, ElementType, Scalar?>? function = null)
    {
        Quantity[] sizes = [.. input.Sizes.Where((_, axis) => keeps || !reduced.Contains(axis)).Select(size => size)];
        if (keeps)
        {
            sizes = [.. input.Sizes.Select((size, axis) => reduced.Contains(axis) ? 1 : size)];
        }

        TensorValues? values = function is not null && reduced.Count == input.Rank && input.Values is { Count: > 0 } known
            ? Fold(known, (a, b) => function(a, b, input.Type))
            : null;
        FileTensor output = Gathering.Tensor(type, values, sizes);
        Answer answer = Answer.Of(output).Seeing((operand, axis) =>
            operand != 0 || reduced.Contains(axis) ? AxisView.Everything : AxisView.Same(keeps ? axis : axis - reduced.Count(each => each < axis)));
        return ElementwiseOperators.Float(op, 1) == 0 ? answer : answer.Doing(working => Work(input, output, eachInput, eachOutput, working));
    }

    private static Work Work(FileTensor input, FileTensor output, long eachInput, long eachOutput, Working? working)
    {
        Quantity inputs = working.Let("n", working.Record("Input elements", "n", working.ProductOf(input, isInput: true), Sources.Definition));
        Quantity operations = eachInput == 1 ? inputs : eachInput * inputs;
        operations = eachOutput == 0 ? operations : operations - working.Let("m", output.ElementCount, "output elements");
        return new Work(0, 0, 0, working.Record("Element-wise operations", "E", operations, Sources.Elementwise));
    }

    private static TensorValues? Fold(TensorValues values, Func<Scalar, Scalar, Scalar?> function)
    {
        Scalar result = values[0];
        for (int i = 1; i < values.Count; i++)
        {
            if (function(result, values[i]) is not { } next)
            {
                return null;
            }

            result = next;
        }

        return new TensorValues([result]);
    }

    // The reduced axes are unknown. If they are kept with size 1, the number of axes is known.
    private static Answer UnknownAxes(Operation op, FileTensor input) => op.Flag("keepdims", true)
        ? Answer.Of(new FileTensor(input.Type, [.. input.Sizes.Select((_, axis) => op.UnknownSize(0, $"{axis}"))]))
        : throw new UnknownShapeException();

    private static Answer Position(Operation op)
    {
        FileTensor input = op[0];
        return Over(op, input, ElementType.Int64, [op.Axis(op.Int("axis", 0), input.Rank)], op.Flag("keepdims", true), 1, -1);
    }

    // Each cumulative sum is the one before it plus one number.
    private static Answer Cumulative(Operation op)
    {
        FileTensor input = op[0];
        int? at = op.Numbers(1) is [var given] ? op.Axis(given, input.Rank) : null;
        return Answer.Of(new FileTensor(input.Type, input.Sizes))
            .Doing(ElementwiseOperators.Float(op, 1))
            .Seeing((operand, axis) => operand != 0 || at is null ? AxisView.Everything
                : axis != at ? AxisView.Same(axis)
                : op.Flag("reverse") ? AxisView.Everything
                : AxisView.Prefix(axis));
    }

    // A norm over an axis (|x| or x², a sum, a root for the second), and the division.
    private static Answer LpNormalization(Operation op)
    {
        FileTensor input = op[0];
        int at = op.Axis(op.Int("axis", -1), input.Rank);
        return Answer.Of(new FileTensor(input.Type, input.Sizes)).Doing(3).Seeing((_, axis) => axis == at ? AxisView.Same(axis).Gated() : AxisView.Same(axis));
    }

    private static Answer MeanVarianceNormalization(Operation op)
    {
        FileTensor input = op[0];
        long[] given = op.Ints("axes") ?? [0, 2, 3];
        HashSet<int> axes = [.. given.Select(axis => op.Axis(axis, input.Rank))];
        return Answer.Of(new FileTensor(input.Type, input.Sizes))
            .Doing(ElementwiseWork.Of(new Normalization(NormalizationKind.Layer, UseScale: false, UseCenter: false)))
            .Seeing((_, axis) => axes.Contains(axis) ? AxisView.Same(axis).Gated() : AxisView.Same(axis));
    }

    // For an even size, the odd channel comes after, unlike in PyTorch.
    private static Answer LocalResponseNormalization(Operation op)
    {
        FileTensor input = op[0];
        long size = op.Int("size", 1);
        if (size < 1 || input.Rank < 2)
        {
            throw op.Fail($"size is {size} and the input {input}; size must be at least 1, and the input needs a channel axis");
        }

        return Answer.Of(new FileTensor(input.Type, input.Sizes))
            .Doing(ElementwiseWork.LocalResponse(size).Value)
            .Seeing((_, axis) => axis == 1 ? AxisView.Window(axis, size, 1, 1, (size - 1) / 2) : AxisView.Same(axis));
    }
}
