namespace DeepCalc.Tests.Formulas;

public class SlicingTests
{
    private static readonly long?[] Places = [null, -9, -4, -1, 0, 1, 3, 9];

    // Python's range gives the positions of a slice, one by one.
    private static (long First, long Count) Counted(long size, long? start, long? stop, long step)
    {
        long Place(long place) => step > 0
            ? Math.Clamp(place < 0 ? place + size : place, 0, size)
            : Math.Clamp(place < 0 ? place + size : place, -1, size - 1);
        long first = start is { } from ? Place(from) : step > 0 ? 0 : size - 1;
        long end = stop is { } to ? Place(to) : step > 0 ? size : -1;
        long count = 0;
        for (long place = first; step > 0 ? place < end : place > end; place += step)
        {
            count++;
        }

        return (first, count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(-1)]
    [InlineData(-3)]
    public void A_slice_has_the_positions_that_are_counted(long step)
    {
        foreach (long size in (long[])[1, 2, 5, 7])
        {
            foreach (long start in Places.OfType<long>())
            {
                foreach (long? stop in Places)
                {
                    (long first, long count) = Counted(size, start, stop, step);
                    (Quantity begin, Quantity number) = Slicing.Of(size, start, stop, step, mayBeEmpty: true);
                    Assert.Equal(count, number.Value);
                    Assert.True(count == 0 || begin == first, $"{start}:{stop}:{step} of {size} begins at {begin}, not {first}");
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_slice_of_an_unknown_size_has_the_positions_of_each_size(long step)
    {
        foreach (long start in Places.OfType<long>())
        {
            foreach (long? stop in Places)
            {
                (Quantity begin, Quantity number) = Slicing.Of(Quantity.Unknown("N"), start, stop, step, mayBeEmpty: true);
                foreach (long size in (long[])[1, 2, 5, 12])
                {
                    var sizes = new Dictionary<string, long> { ["N"] = size };
                    (long first, long count) = Counted(size, start, stop, step);
                    Assert.Equal(count, number.Bind(sizes).Value);
                    Assert.True(count == 0 || begin.Bind(sizes) == first, $"{start}:{stop}:{step} of {size} begins at {begin.Bind(sizes)}, not {first}");
                }
            }
        }
    }

    // Where an empty slice is refused, an unknown size needs no largest of two numbers.
    [Theory]
    [InlineData(2, null, "N − 2")]
    [InlineData(-2, null, "max(N − 2, 0)")]
    [InlineData(0, -2L, "N − 2")]
    [InlineData(0, 1L, "1")]
    public void A_slice_that_is_never_empty_is_shorter_to_write(long start, long? stop, string length)
    {
        (Quantity begin, Quantity count) = Slicing.Of(Quantity.Unknown("N"), start, stop, 1, mayBeEmpty: false);
        Assert.Equal(length, (start < 0 ? begin : count).ToString());
    }
}
