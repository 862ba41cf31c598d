using DeepCalc.Formats.PyTorch;

namespace DeepCalc.Tests.Formats.PyTorch;

public class TorchTensorTests
{
    private static readonly TorchType Float = TorchType.Named("float32");

    // Each size and stride once by hand, and many at random, against the sets of places.
    [Fact]
    public void Tensors_that_have_an_element_in_common_may_meet_and_nested_ones_of_equal_strides_meet_only_then()
    {
        var random = new Random(3);
        int apart = 0;
        for (int i = 0; i < 20_000; i++)
        {
            int axes = random.Next(1, 4);
            long[] strides = [.. Enumerable.Range(0, axes).Select(_ => (long)random.Next(0, 13))];
            TorchTensor a = Random(strides);
            TorchTensor b = Random(strides);
            (TorchTensor first, TorchTensor last) = a.Begin <= b.Begin ? (a, b) : (b, a);
            bool meet = Places(first).Overlaps(Places(last));

            Assert.True(last.MayMeet(first) || !meet);
            if (!last.MayMeet(first) && last.Begin < first.End)
            {
                apart++;
            }

            long[] order = [.. Enumerable.Range(0, axes).OrderByDescending(axis => strides[axis]).Select(axis => (long)axis)];
            bool isNested = order.Zip(order.Skip(1)).All(pair => Math.Max(a.Sizes[pair.Second], b.Sizes[pair.Second]) * strides[pair.Second] <= strides[pair.First]);
            if (isNested)
            {
                Assert.Equal(meet, last.MayMeet(first));
            }
        }

        Assert.True(apart > 100, $"{apart} pairs interleave.");

        TorchTensor Random(long[] strides) => TorchTensor.Of(
            null, random.Next(0, 30), [.. strides.Select(_ => (long)random.Next(1, 5))], strides, Float);
    }

    [Theory]
    [InlineData("4,6", "6,1", 24, false)]
    [InlineData("4,6", "0,1", 6, true)]
    [InlineData("4,3", "1,1", 6, true)]
    [InlineData("0,3", "3,1", 0, false)]
    [InlineData("", "", 1, false)]
    public void Elements_are_those_that_differ(string sizes, string strides, long elements, bool isRepeated)
    {
        TorchTensor tensor = TorchTensor.Of(null, 0, Numbers(sizes), Numbers(strides), Float);
        Assert.Equal((elements, isRepeated), (tensor.Elements, tensor.IsRepeated));
    }

    [Fact]
    public void A_tensor_outside_its_storage_is_damaged()
    {
        var storage = new TorchStorage("0", 10, 40, true);
        TorchTensor.Of(storage, 4, [2, 3], [3, 1], Float);
        Assert.Contains("ends at element 11 of storage 0", Assert.Throws<DeepCalcException>(() => TorchTensor.Of(storage, 5, [2, 3], [3, 1], Float)).Message, StringComparison.Ordinal);
        Assert.Throws<DeepCalcException>(() => TorchTensor.Of(storage, 0, [-1], [1], Float));
        Assert.Throws<DeepCalcException>(() => TorchTensor.Of(null, 0, [1L << 40, 1L << 40], [1, 1], Float));
        Assert.Throws<DeepCalcException>(() => TorchTensor.Of(null, 0, new long[65], new long[65], Float));
    }

    private static long[] Numbers(string text) => [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)];

    private static HashSet<long> Places(TorchTensor tensor)
    {
        HashSet<long> places = [tensor.Offset];
        for (int axis = 0; axis < tensor.Sizes.Length; axis++)
        {
            places = [.. from place in places from index in Enumerable.Range(0, (int)tensor.Sizes[axis]) select place + (index * tensor.Strides[axis])];
        }

        return places;
    }
}
