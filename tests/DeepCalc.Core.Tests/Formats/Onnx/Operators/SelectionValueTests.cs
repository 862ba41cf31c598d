using CsCheck;

namespace DeepCalc.Tests.Formats.Onnx.Operators;

/// <summary>Compares selected values with the operators' definitions, element by element.</summary>
public class SelectionValueTests
{
    private static readonly Gen<long[]> Sizes = Gen.Long[1, 4].Array[1, 3];

    private static readonly Gen<(long[] Sizes, long[] Values)> Tensors =
        Sizes.SelectMany(sizes => Gen.Long[-1, 2].Array[(int)Product(sizes)].Select(values => (sizes, values)));

    [Fact]
    public void NonZero_gives_exactly_the_positions_of_nonzero_elements() => Tensors.Sample(tensor =>
    {
        FileTensor[] found = Outputs(new OneNode("NonZero", "", 13), 1, Stored(tensor.Sizes, tensor.Values));
        long[] places = [.. Enumerable.Range(0, tensor.Values.Length).Where(i => tensor.Values[i] != 0).Select(i => (long)i)];
        Assert.Equal($"{tensor.Sizes.Length}x{places.Length}", found[0].ToString());
        long[] numbers = Whole(found[0]);
        for (int i = 0; i < places.Length; i++)
        {
            Assert.Equal(places[i], tensor.Sizes.Select((size, axis) => (size, axis)).Aggregate(0L, (index, axis) => (index * axis.size) + numbers[(axis.axis * places.Length) + i]));
        }
    });

    [Fact]
    public void Unique_keeps_each_slice_once_and_gives_its_positions() => Gen.Select(Tensors, Gen.Int[-4, 2], Gen.Bool).Sample((tensor, axis, isSorted) =>
    {
        bool isFlat = axis < -tensor.Sizes.Length || axis >= tensor.Sizes.Length;
        OneNode node = new OneNode("Unique", "", 11).With("sorted", isSorted ? 1L : 0L);
        FileTensor[] found = Outputs(isFlat ? node : node.With("axis", (long)axis), 4, Stored(tensor.Sizes, tensor.Values));
        int at = isFlat ? 0 : (axis + tensor.Sizes.Length) % tensor.Sizes.Length;
        long[][] slices = Slices(isFlat ? [tensor.Values.Length] : tensor.Sizes, tensor.Values, at);
        long[][] kept = Slices([.. found[0].Sizes.Select(size => size.Value)], Whole(found[0]), at);
        (long[] first, long[] inverse, long[] counts) = (Whole(found[1]), Whole(found[2]), Whole(found[3]));

        Assert.Equal(slices.Length, inverse.Length);
        Assert.Equal(kept.Length, kept.Select(slice => string.Join(',', slice)).Distinct().Count());
        for (int i = 0; i < slices.Length; i++)
        {
            Assert.Equal(slices[i], kept[inverse[i]]);
        }

        for (int i = 0; i < kept.Length; i++)
        {
            Assert.Equal(Array.FindIndex(slices, slice => slice.SequenceEqual(kept[i])), first[i]);
            Assert.Equal(slices.Count(slice => slice.SequenceEqual(kept[i])), counts[i]);
            Assert.True(i == 0 || (isSorted ? Order(kept[i - 1], kept[i]) < 0 : first[i - 1] < first[i]));
        }
    });

    [Fact]
    public void Compress_keeps_the_slices_that_are_chosen() => Gen.Select(Tensors, Gen.Int[0, 2], Gen.Bool.Array[0, 6]).Sample((tensor, axis, chosen) =>
    {
        bool isFlat = axis >= tensor.Sizes.Length;
        OneNode node = new("Compress", "", 11);
        FileTensor found = Outputs(
            isFlat ? node : node.With("axis", (long)axis), 1, Stored(tensor.Sizes, tensor.Values), Stored([chosen.Length], [.. chosen.Select(each => each ? 1L : 0L)], ElementType.Boolean))[0];
        int at = isFlat ? 0 : axis;
        long[][] expected = [.. Slices(isFlat ? [tensor.Values.Length] : tensor.Sizes, tensor.Values, at).Where((_, i) => i < chosen.Length && chosen[i])];
        Assert.Equal(expected.Length, found[at].Value);
        Assert.Equal(expected, Slices([.. found.Sizes.Select(size => size.Value)], Whole(found), at));
    });

    [Fact]
    public void ScatterElements_writes_each_update_at_its_index() => Gen.Select(Tensors, Gen.Int[-3, 2], Gen.Int[0, 1000]).Sample((tensor, axis, seed) =>
    {
        int at = (((axis % tensor.Sizes.Length) + tensor.Sizes.Length) % tensor.Sizes.Length);
        var random = new Random(seed);
        long[] sizes = [.. tensor.Sizes.Select(size => 1 + random.NextInt64(size))];
        long[] indices = [.. Enumerable.Range(0, (int)Product(sizes)).Select(_ => random.NextInt64(-tensor.Sizes[at], tensor.Sizes[at]))];
        long[] updates = [.. indices.Select((_, i) => 100L + i)];
        long[] expected = (long[])tensor.Values.Clone();
        for (int i = 0; i < indices.Length; i++)
        {
            long[] place = Place(i, sizes);
            place[at] = (indices[i] + tensor.Sizes[at]) % tensor.Sizes[at];
            expected[place.Zip(tensor.Sizes).Aggregate(0L, (index, axis) => (index * axis.Second) + axis.First)] = updates[i];
        }

        FileTensor written = Outputs(new OneNode("ScatterElements", "", 16).With("axis", (long)at), 1, Stored(tensor.Sizes, tensor.Values), Stored(sizes, indices), Stored(sizes, updates))[0];
        Assert.Equal(expected, Whole(written));
    });

    [Fact]
    public void ScatterND_writes_each_slice_where_its_index_says() => Gen.Select(Tensors, Gen.Int[1, 3], Gen.Int[0, 3], Gen.Int[0, 1000]).Sample((tensor, depth, count, seed) =>
    {
        int axes = Math.Min(depth, tensor.Sizes.Length);
        var random = new Random(seed);
        long[] indices = [.. Enumerable.Range(0, count * axes).Select(i => random.NextInt64(-tensor.Sizes[i % axes], tensor.Sizes[i % axes]))];
        long slice = Product(tensor.Sizes[axes..]);
        long[] updates = [.. Enumerable.Range(0, (int)(count * slice)).Select(i => 100L + i)];
        long[] expected = (long[])tensor.Values.Clone();
        for (int i = 0; i < updates.Length; i++)
        {
            long from = 0;
            for (int axis = 0; axis < axes; axis++)
            {
                from = (from * tensor.Sizes[axis]) + ((indices[((i / slice) * axes) + axis] + tensor.Sizes[axis]) % tensor.Sizes[axis]);
            }

            expected[(from * slice) + (i % slice)] = updates[i];
        }

        FileTensor written = Outputs(
            new OneNode("ScatterND", "", 16), 1, Stored(tensor.Sizes, tensor.Values), Stored([count, axes], indices), Stored([count, .. tensor.Sizes[axes..]], updates))[0];
        Assert.Equal(expected, Whole(written));
    });

    [Fact]
    public void Unknown_or_invalid_indices_make_the_values_unknown()
    {
        OneNode node = new("ScatterElements", "", 16);
        Assert.Null(((FileTensor)node.On(OneNode.Values(1, 2), OneNode.Values(2), OneNode.Values(3)).OutputShape).Values);
        Assert.Null(((FileTensor)node.On(OneNode.Values(1, 2), OneNode.Data(ElementType.Int64, 1), OneNode.Values(3)).OutputShape).Values);
        Assert.Null(((FileTensor)node.On(OneNode.Values(1, 2), OneNode.Values(1), OneNode.Data(ElementType.Int64, 1)).OutputShape).Values);
    }

    // Boxes have integer corners, so an overlap is an exact fraction. The best remaining box is selected, and removes all boxes that it
    // covers by more than half.
    [Fact]
    public void NonMaxSuppression_takes_the_best_that_is_left_again_and_again() => Gen.Select(
        Gen.Int[1, 2], Gen.Int[1, 2], Gen.Int[1, 6], Gen.Int[0, 4], Gen.Bool, Gen.Int[0, 1000]).Sample((images, classes, count, most, hasLeast, seed) =>
    {
        var random = new Random(seed);
        long[] boxes = [.. Enumerable.Range(0, images * count * 4).Select(_ => random.NextInt64(5))];
        long[] scores = [.. Enumerable.Range(0, images * classes * count).Select(_ => random.NextInt64(4))];
        FileTensor found = Outputs(
            new OneNode("NonMaxSuppression", "", 11),
            1,
            Stored([images, count, 4], boxes, ElementType.Float32),
            Stored([images, classes, count], scores, ElementType.Float32),
            Stored([], [most]),
            Half,
            hasLeast ? Stored([], [1], ElementType.Float32) : null)[0];

        List<long> expected = [];
        for (int row = 0; row < images * classes; row++)
        {
            int image = row / classes;
            List<int> left = [.. Enumerable.Range(0, count).Where(box => !hasLeast || scores[(row * count) + box] > 1)];
            for (int kept = 0; kept < most && left.Count > 0; kept++)
            {
                int best = left.MaxBy(box => scores[(row * count) + box]);
                expected.AddRange([image, row % classes, best]);
                left.RemoveAll(box => box == best || Covers(boxes.AsSpan(((image * count) + best) * 4, 4), boxes.AsSpan(((image * count) + box) * 4, 4)));
            }
        }

        Assert.Equal($"{expected.Count / 3}x3", found.ToString());
        Assert.Equal(expected, Whole(found));
    });

    [Fact]
    public void Unknown_boxes_leave_the_number_of_selected_boxes_unknown()
    {
        OneNode node = new("NonMaxSuppression", "", 11);
        Assert.False(node.On(OneNode.Data(1, 6, 4), OneNode.Data(1, 2, 6), OneNode.Values(3)).OutputShape[0].IsKnown);
        Assert.Equal(0, node.On(OneNode.Data(1, 6, 4), OneNode.Data(1, 2, 6), OneNode.Values(0)).OutputShape[0]);
        Assert.Equal(0, node.On(OneNode.Data(1, 6, 4), OneNode.Data(1, 2, 6)).OutputShape[0]);
        Assert.False(node.On(Stored([1, 300, 4], new long[1200], ElementType.Float32), Stored([1, 1, 300], new long[300], ElementType.Float32), OneNode.Values(3)).OutputShape[0].IsKnown);
    }

    [Fact]
    public void Long_computations_are_left_unknown()
    {
        OnnxTensor many = Stored([4096], new long[4096]);
        Assert.False(new OneNode("Unique", "", 11).On(many).OutputShape[0].IsKnown);
        Assert.Equal(0, new OneNode("NonZero", "", 13).On(many).OutputShape[1]);
        FileTensor all = Outputs(new OneNode("NonZero", "", 13), 1, Stored([2, 2048], [.. Enumerable.Repeat(1L, 4096)]))[0];
        Assert.Equal(4096, all[1]);
        Assert.Null(all.Values);
    }

    // PyTorch's exporter used to write arange in this way.
    [Theory]
    [InlineData(1, "batch·height")]
    [InlineData(0, "0")]
    public void NonZero_of_a_constant_tensor_gives_all_positions_or_none(long fill, string expected)
    {
        var value = new TensorBuilder(ElementType.Int64, [1], [fill]);
        FileTensor places = new ModelBuilder().Input("x", "batch", 3, "height")
            .Node("Shape", ["x"], ["shape"])
            .Constant("both", TensorBuilder.Of(0, 2)).Node("Gather", ["shape", "both"], ["sizes"])
            .Node("ConstantOfShape", ["sizes"], ["full"], ("value", value))
            .Constant("flat", TensorBuilder.Of(-1)).Node("Reshape", ["full", "flat"], ["row"])
            .Node("NonZero", ["row"], ["found"]).Node("Transpose", ["found"], ["turned"])
            .Constant("last", TensorBuilder.Of(1)).Node("Squeeze", ["turned", "last"], ["places"])
            .Output("places").Describe()["places"];
        Assert.Equal(expected, places.ToString());
    }

    [Fact]
    public void A_loop_that_fills_a_tensor_makes_a_new_one_in_each_iteration()
    {
        TypeBuilder number = TypeBuilder.Tensor(ElementType.Int64);
        GraphBuilder body = new GraphBuilder("body").Input("turn", number).Input("condition", TypeBuilder.Tensor(ElementType.Boolean)).Input("state")
            .Node("ConstantOfShape", ["shape"], ["next"], ("value", new TensorBuilder(ElementType.Int64, [1], [0])))
            .Node("NonZero", ["state"], ["found"]).Output("condition").Output("next").Output("found");
        FileTensor found = new ModelBuilder().Input("x", "batch", 3).Input("turns", number)
            .Node("Shape", ["x"], ["shape"]).Node("ConstantOfShape", ["shape"], ["full"], ("value", new TensorBuilder(ElementType.Int64, [1], [1])))
            .Node("Loop", ["turns", "", "full"], ["last", "all"], ("body", body)).Output("all").Describe()["all"];
        Assert.Equal(3, found.Rank);
        Assert.DoesNotContain("batch", found[2].UnknownNames);
        Assert.False(found[2].IsKnown);
    }

    private static OnnxTensor Half => new("half", FileTensor.Of(ElementType.Float32, new TensorValues([Scalar.Real(0.5)])));

    private static OnnxTensor Stored(long[] sizes, long[] values, ElementType type = ElementType.Int64) =>
        new("v", FileTensor.Of(type, TensorValues.Of(values), [.. sizes.Select(size => (Quantity)size)]));

    private static FileTensor[] Outputs(OneNode node, int count, params object?[] operands) =>
        [.. Enumerable.Range(0, count).Select(output => (FileTensor)node.On(output, operands).OutputShape)];

    private static long[] Whole(FileTensor tensor) => [.. tensor.Values!.Elements.ToArray().Select(element => element.Whole.Value)];

    private static long Product(long[] sizes) => sizes.Aggregate(1L, (product, size) => product * size);

    // The elements of each position on the axis.
    private static long[][] Slices(long[] sizes, long[] values, int at)
    {
        long inner = Product(sizes[(at + 1)..]);
        return [.. Enumerable.Range(0, (int)sizes[at]).Select(place => values.Where((_, i) => i / inner % sizes[at] == place).ToArray())];
    }

    private static long[] Place(long index, long[] sizes)
    {
        var place = new long[sizes.Length];
        for (int axis = sizes.Length - 1; axis >= 0; axis--)
        {
            (index, place[axis]) = Math.DivRem(index, sizes[axis]);
        }

        return place;
    }

    private static int Order(long[] a, long[] b) => a.Zip(b, (x, y) => x.CompareTo(y)).FirstOrDefault(order => order != 0);

    private static bool Covers(ReadOnlySpan<long> a, ReadOnlySpan<long> b)
    {
        long both = Shared(a[0], a[2], b[0], b[2]) * Shared(a[1], a[3], b[1], b[3]);
        return 2 * both > Area(a) + Area(b) - both;
    }

    private static long Area(ReadOnlySpan<long> box) => Math.Abs(box[0] - box[2]) * Math.Abs(box[1] - box[3]);

    private static long Shared(long a, long b, long c, long d) => Math.Max(0, Math.Min(Math.Max(a, b), Math.Max(c, d)) - Math.Max(Math.Min(a, b), Math.Min(c, d)));
}
