using CsCheck;

namespace DeepCalc.Tests.Measures;

/// <summary>
/// Holds receptive fields of random graphs of every window layer against sets of positions, propagated one by one by what each
/// layer is defined to do: sizes, single units, and single positions, on both ends of the axis and in between.
/// </summary>
public class GraphFieldOracleTests
{
    private static readonly Gen<(int Kind, int A, int B, int C, int D)[]> Steps =
        Gen.Select(Gen.Int[0, PositionGraph.Kinds - 1], Gen.Int[1, 4], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[0, 7]).Array[1, 7];

    [Fact]
    public void Fields_are_what_positions_propagated_one_by_one_reach() => Gen.Select(Gen.Int[5, 40], Steps).Sample(Check, iter: 4_000);

    [Fact]
    public void A_path_that_sees_nothing_joins_one_that_does()
    {
        // Found by the random graphs: a stride picks just those units of a transposed convolution that see nothing.
        Check(10, [(3, 2, 3, 2, 7), (8, 1, 1, 3, 6), (7, 3, 3, 3, 2), (7, 1, 3, 3, 3)]);
        Check(38, [(3, 2, 3, 3, 1), (9, 2, 2, 3, 2), (7, 1, 3, 2, 7), (7, 4, 3, 2, 0)]);
    }

    private static void Check(int size, (int Kind, int A, int B, int C, int D)[] steps)
    {
        PositionGraph graph = PositionGraph.Grow(size, steps);
        PositionGraph.Node node = graph.Output;
        var network = new Network(node.Layer);
        ReceptiveFieldMeasurement row = Assert.Single(ReceptiveFieldMeasurement.Of(network));
        long units = node.Layer.OutputShape[0].Value;

        Assert.Equal(node.IsGated, row.SeesEverything);
        long largest = Enumerable.Range(0, (int)units).Max(unit => Extent(node.Sees(unit)));
        Assert.Equal(largest, row.LocalSize);
        Assert.Equal(node.IsGated ? size : largest, row.Size);
        if (row.EffectivePadding is { } padding && node.Sees(0).Count > 0)
        {
            Assert.Equal(-node.Sees(0).Min, padding);
            Assert.Equal((node.Sees(0).Min + node.Sees(0).Max) / 2.0, row.Start);
        }

        long[] some = [0, units - 1, units / 2, units / 3];
        foreach (long unit in some.Distinct())
        {
            UnitFieldMeasurement seen = Assert.Single(UnitFieldMeasurement.Of(network, [unit]));
            Assert.Equal(Ends(node.Sees((int)unit)), (seen.First, seen.Last));
            Assert.Equal(Ends(node.SeesInside((int)unit)), (seen.ClippedFirst, seen.ClippedLast));
        }

        long[] pixels = [0, size - 1, size / 2];
        foreach (long pixel in pixels.Distinct())
        {
            PixelFieldMeasurement seeing = Assert.Single(PixelFieldMeasurement.Of(network, [pixel]));
            long[] expected = [.. Enumerable.Range(0, (int)units).Where(unit => node.SeesInside(unit).Contains((int)pixel)).Select(unit => (long)unit)];
            Assert.Equal(expected.Length, seeing.UnitCount);
            Assert.Equal(expected.Length == 0 ? (null, null) : ((long?)expected[0], (long?)expected[^1]), (seeing.FirstUnit, seeing.LastUnit));
        }
    }

    private static long Extent(SortedSet<int> positions) => positions.Count == 0 ? 0 : positions.Max - positions.Min + 1;

    private static (long?, long?) Ends(SortedSet<int> positions) => positions.Count == 0 ? (null, null) : (positions.Min, positions.Max);
}
