namespace DeepCalc.Tests.Measures;

/// <summary>What must be true of all counts.</summary>
internal static class Counts
{
    /// <summary>No number of any row of a network is below 0, whatever the batch size.</summary>
    public static void AssertNotNegative(Network? network, object context)
    {
        if (network is null)
        {
            return;
        }

        foreach (long batchSize in (ReadOnlySpan<long>)[1, 3])
        {
            NetworkMeasurement row = NetworkMeasurement.Of(network, batchSize);
            AssertNotNegative(context, row.Parameters, row.TrainableParameters, row.NonTrainableParameters, row.ActiveParameters, row.Bytes, row.Multiplications, row.Additions, row.Macs, row.Flops);
            foreach (LayerMeasurement layer in LayerMeasurement.Of(network, batchSize))
            {
                AssertNotNegative($"{context}, {layer.Name}", layer.Parameters, layer.TrainableParameters, layer.Multiplications, layer.Additions, layer.Macs, layer.Flops);
            }
        }

        foreach (WeightMeasurement weight in WeightMeasurement.Of(network))
        {
            AssertNotNegative(context, weight.Parameters, weight.Bytes);
        }

        foreach (Layer layer in network.Layers)
        {
            AssertNotNegative(context, [.. layer.OutputShape.Sizes.Select(size => size.KnownValue)]);
        }
    }

    private static void AssertNotNegative(object context, params long?[] counts) => Assert.True(Array.TrueForAll(counts, count => count is not < 0), $"{context}: {string.Join(", ", counts)}");
}
