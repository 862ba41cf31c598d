using DeepCalc.Formats.Onnx.Values;
using DeepCalc.Formulas;
using DeepCalc.Layers.Shaping;
using DeepCalc.Shapes;

namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>Operators that move elements to other axes, or repeat them.</summary>
internal static class ReshapingOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("Reshape", Reshape),
        new("Flatten", Flatten),
        new("Squeeze", Squeeze),
        new("Unsqueeze", Unsqueeze),
        new("Transpose", Transpose),
        new("Expand", Expand),
        new("Tile", Tile),
        new("Concat", Concat),
        new("Split", Split) { IsOfOneType = true },
    ];

    /// <summary>The same elements in the same order with other sizes. Known values stay known if the sizes are known.</summary>
    public static Answer Same(FileTensor input, params Quantity[] sizes)
    {
        FileTensor output = input.Values is { } values && Array.TrueForAll(sizes, size => size.IsKnown) ? FileTensor.Of(input.Type, values, sizes) : new FileTensor(input.Type, sizes).FilledWith(input.Fill);
        return Answer.Of(output).Seeing((operand, axis) => operand == 0 ? ReshapedAxes.View(axis, input, output) : AxisView.Everything);
    }

    private static Answer Reshape(Operation op)
    {
        FileTensor input = op[0];
        Quantity[]? target = op.Opset < 5 ? op.Ints("shape")?.Select(size => (Quantity)size).ToArray() : op.Sizes(1);
        if (target is null)
        {
            // The result has one axis for each number in the shape, whose sizes depend on data.
            return op.Optional(1) is { Rank: 1 } shape && shape[0].KnownValue is >= 0 and <= 64 and var rank
                ? Answer.Of(new FileTensor(input.Type, [.. Enumerable.Range(0, (int)rank).Select(axis => op.UnknownSize(0, $"{axis}"))]))
                : throw new UnknownShapeException();
        }

        bool keepsZero = op.Flag("allowzero");
        Quantity given = 1;
        int open = -1;
        for (int i = 0; i < target.Length; i++)
        {
            if (target[i] == 0 && !keepsZero)
            {
                target[i] = i < input.Rank ? input[i] : throw op.Fail($"size 0 of axis {i} copies a size of the input {input}, which has only {input.Rank} axes");
            }

            if (target[i] == -1)
            {
                open = open < 0 ? i : throw op.Fail($"only one size can be -1; the shape is {string.Join('x', target)}");
            }
            else if (target[i] is { IsKnown: true, Value: < 0 })
            {
                throw op.Fail($"the shape {string.Join('x', target)} has a size below -1; sizes must be at least -1");
            }
            else
            {
                given *= target[i];
            }
        }

        Quantity elements = input.ElementCount;
        bool isMismatch = elements.IsKnown && given.IsKnown
            && (open < 0 ? elements != given : given == 0 ? elements != 0 : elements.Value % given.Value != 0);
        if (isMismatch)
        {
            throw op.Fail($"{input} has {elements} elements, which do not fill the shape {string.Join('x', target)}; the number of elements must be the same");
        }

        if (open >= 0)
        {
            target[open] = given == 0 ? 0 : Quantity.FloorDivide(elements, given);
        }

        return Same(input, target);
    }

    private static Answer Flatten(Operation op)
    {
        FileTensor input = op[0];
        long axis = op.Int("axis", 1);
        int first = axis == input.Rank ? input.Rank : op.Axis(axis, Math.Max(input.Rank, 1));
        return Same(input, Product(input.Sizes.AsSpan(..first)), Product(input.Sizes.AsSpan(first..)));
    }

    private static Answer Squeeze(Operation op)
    {
        FileTensor input = op[0];
        long[]? axes = op.Opset < 13 ? op.Ints("axes") : op.Numbers(1);
        if (axes is null && op.Has(1))
        {
            throw new UnknownShapeException();
        }

        HashSet<int> gone = axes is null
            ? [.. Enumerable.Range(0, input.Rank).Where(axis => input[axis] == 1)]
            : [.. axes.Select(axis => op.Axis(axis, input.Rank))];
        if (gone.FirstOrDefault(axis => input[axis] is { IsKnown: true } size && size != 1, -1) is >= 0 and var wide)
        {
            throw op.Fail($"axis {wide} of {input} has size {input[wide]}; only axes of size 1 can be squeezed");
        }

        return Same(input, [.. input.Sizes.Where((_, axis) => !gone.Contains(axis))]);
    }

    private static Answer Unsqueeze(Operation op)
    {
        FileTensor input = op[0];
        long[] axes = (op.Opset < 13 ? op.Ints("axes") : op.Numbers(1)) ?? throw new UnknownShapeException();
        int rank = input.Rank + axes.Length;
        HashSet<int> added = [.. axes.Select(axis => op.Axis(axis, rank))];
        if (added.Count != axes.Length)
        {
            throw op.Fail($"the axes {string.Join(',', axes)} repeat one; each may appear once");
        }

        var rest = new Queue<Quantity>(input.Sizes);
        return Same(input, [.. Enumerable.Range(0, rank).Select(axis => added.Contains(axis) ? 1 : rest.Dequeue())]);
    }

    private static Answer Transpose(Operation op)
    {
        FileTensor input = op[0];
        int[] order = op.Ints("perm") is { Length: > 0 } perm
            ? [.. perm.Select(axis => op.Axis(axis, input.Rank))]
            : [.. Enumerable.Range(0, input.Rank).Reverse()];
        if (order.Length != input.Rank || order.Distinct().Count() != order.Length)
        {
            throw op.Fail($"perm {string.Join(',', order)} must name each of the {input.Rank} axes of {input} once");
        }

        Quantity[] sizes = [.. order.Select(axis => input[axis])];
        TensorValues? values = input.Values is null ? null : Gathering.Pick(input, sizes, (place, from) =>
        {
            for (int i = 0; i < order.Length; i++)
            {
                from[order[i]] = place[i];
            }
        });
        return Answer.Of(Gathering.Tensor(input.Type, values, sizes)).Seeing((_, axis) => AxisView.Same(Array.IndexOf(order, axis)));
    }

    private static Answer Expand(Operation op)
    {
        FileTensor input = op[0];
        Quantity[] target = op.Sizes(1) ?? throw new UnknownShapeException();
        Quantity[] sizes = Broadcasting.Shape([input, new FileTensor(input.Type, target)]).Span.ToArray();
        TensorValues? values = TensorMath.Map([input], sizes, elements => elements[0]);
        Scalar? fill = input.Values is { Count: 1 } single ? single[0] : input.Fill;
        FileTensor output = Gathering.Tensor(input.Type, values, sizes).FilledWith(fill);
        return Answer.Of(output)
            .Seeing((operand, axis) => operand == 0 ? Broadcasting.View(input, axis, output) : AxisView.Everything);
    }

    private static Answer Tile(Operation op)
    {
        FileTensor input = op[0];
        if (op.Opset < 6)
        {
            return Tile(op, input, op.Sizes(1)?[0], op.Numbers(2));
        }

        Quantity[] repeats = op.Sizes(1) ?? throw new UnknownShapeException();
        if (repeats.Length != input.Rank)
        {
            throw op.Fail($"there are {repeats.Length} repeats for the {input.Rank} axes of {input}; there must be one for each");
        }

        Quantity[] sizes = [.. input.Sizes.Select((size, axis) => size * repeats[axis])];
        TensorValues? values = input.Values is null ? null : Gathering.Pick(input, sizes, (place, from) =>
        {
            for (int axis = 0; axis < place.Length; axis++)
            {
                from[axis] = place[axis] % input[axis].Value;
            }
        });
        return Answer.Of(Gathering.Tensor(input.Type, values, sizes)).Seeing((operand, axis) => operand != 0 ? AxisView.Everything
            : repeats[axis] == 1 ? AxisView.Same(axis)
            : input[axis] == 1 ? AxisView.Broadcast(axis)
            : AxisView.Merged(axis));
    }

    // The first version repeats a single axis.
    private static Answer Tile(Operation op, FileTensor input, Quantity? times, long[]? axis)
    {
        if (times is not { } count || axis is not [var only])
        {
            throw new UnknownShapeException();
        }

        int at = op.Axis(only, input.Rank);
        Quantity[] sizes = input.Sizes;
        sizes[at] *= count;
        return Answer.Of(new FileTensor(input.Type, sizes)).Seeing((operand, each) => operand != 0 ? AxisView.Everything : each == at ? AxisView.Merged(each) : AxisView.Same(each));
    }

    /// <summary>Concatenates tensors along an axis.</summary>
    public static Answer Concat(Operation op)
    {
        FileTensor[] inputs = [.. Enumerable.Range(0, op.Count).Select(i => op[i])];
        int at = op.Axis(op.Int("axis", op.Opset < 4 ? 1 : 0), op[0].Rank);
        return Answer.Of(Joined(op, inputs, at)).Explaining(working => JoinedSizes(op, inputs, at, working)).Seeing((operand, axis) =>
        {
            if (axis != at || inputs.Length == 1)
            {
                return AxisView.Same(axis);
            }

            Quantity before = 0;
            for (int i = 0; i < operand; i++)
            {
                before += inputs[i][at];
            }

            return AxisView.Joined(axis, before);
        });
    }

    /// <summary>Concatenates tensors along an axis.</summary>
    public static FileTensor Joined(Operation op, FileTensor[] inputs, int at)
    {
        Quantity[] sizes = JoinedSizes(op, inputs, at, null);
        return Gathering.Tensor(inputs[0].Type, Gathering.Join(inputs, sizes, at), sizes);
    }

    private static Quantity[] JoinedSizes(Operation op, FileTensor[] inputs, int at, Working? working)
    {
        FileTensor first = inputs[0];
        Quantity[] sizes = first.Sizes;
        for (int i = 1; i < inputs.Length; i++)
        {
            if (inputs[i].Rank != first.Rank)
            {
                throw op.Fail($"{first} and {inputs[i]} must have the same number of axes");
            }

            for (int axis = 0; axis < sizes.Length; axis++)
            {
                sizes[axis] = axis == at ? sizes[axis] + inputs[i][axis] : Merging.Agree(sizes[axis], inputs[i][axis], working) ?? throw op.Fail(
                    $"{first} and {inputs[i]} differ on axis {axis}; they may differ only on axis {at}, along which they are concatenated");
            }
        }

        return sizes;
    }

    // Each output is one of the consecutive pieces.
    private static Answer Split(Operation op)
    {
        FileTensor input = op[0];
        int at = op.Axis(op.Int("axis", 0), input.Rank);
        Quantity[]? parts = op.Opset < 13 ? op.Ints("split")?.Select(size => (Quantity)size).ToArray() : op.Sizes(1);
        if (parts is null && op.Opset >= 13 && op.Has(1))
        {
            parts = [.. Enumerable.Range(0, op.OutputCount).Select(i => op.UnknownSize(i, "part"))];
        }

        int count = parts?.Length ?? op.OutputCount;
        if (count == 0)
        {
            throw op.Fail("there must be at least one part");
        }

        // Without given sizes the parts are equal, and the last may be smaller.
        Quantity each = Quantity.CeilingDivide(input[at], count);
        parts ??= [.. Enumerable.Range(0, count).Select(i => i < count - 1 || input[at] == each * count ? each : input[at] - (each * (count - 1)))];
        var outputs = new FileTensor[count];
        var begins = new Quantity[count];
        Quantity begin = 0;
        for (int i = 0; i < count; i++)
        {
            Quantity[] sizes = input.Sizes;
            sizes[at] = parts[i];
            begins[i] = begin;
            outputs[i] = Gathering.Tensor(input.Type, Gathering.Slice(input, sizes, at, begin, 1), sizes);
            begin += parts[i];
        }

        if (begin.IsKnown && input[at].IsKnown && begin != input[at])
        {
            throw op.Fail($"the parts {string.Join(" + ", parts)} add up to {begin}; they must add up to {input[at]}, the size of axis {at} of {input}");
        }

        return Answer.Of(outputs).Seeing((output, operand, axis) => operand != 0 ? AxisView.Everything
            : axis == at && output > 0 ? AxisView.Window(axis, 1, 1, 1, 0 - begins[output])
            : AxisView.Same(axis));
    }

    private static Quantity Product(ReadOnlySpan<Quantity> sizes)
    {
        Quantity product = 1;
        foreach (Quantity size in sizes)
        {
            product *= size;
        }

        return product;
    }
}
