using System.Globalization;

namespace DeepCalc.Tests.Oracles;

/// <summary>Replays every random layer that PyTorch and TensorFlow.js were asked about.</summary>
public class LayerOracleTests
{
    private const string Refusal = "DeepCalc refuses";

    public static TheoryData<string, int> Fixtures => new()
    {
        { "pytorch-layers.jsonl", 5000 },
        { "keras-layers.jsonl", 4000 },
    };

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void DeepCalc_agrees_with_the_framework_on_every_case(string fixture, int least)
    {
        Explained[] explanations = fixture.StartsWith("pytorch", StringComparison.Ordinal) ? Explained.PyTorch : Explained.Keras;
        var disagreements = new List<string>();
        int cases = 0;
        int refused = 0;
        foreach (LayerCase c in LayerCase.Read(fixture))
        {
            cases++;
            refused += c.Error is null ? 0 : 1;
            if (Disagreement(c) is { } disagreement && !explanations.Any(explained => explained.Covers(c) && explained.Answers != disagreement.StartsWith(Refusal, StringComparison.Ordinal)))
            {
                disagreements.Add($"{disagreement} -- {c}");
            }
        }

        Assert.True(cases >= least, $"only {cases} cases");
        Assert.True(refused >= cases / 10, $"only {refused} refused cases");
        Assert.True(disagreements.Count == 0, $"{disagreements.Count} of {cases} differ:\n{string.Join('\n', disagreements.Take(40))}");
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Every_explanation_covers_a_case_that_differs(string fixture, int least)
    {
        Explained[] explanations = fixture.StartsWith("pytorch", StringComparison.Ordinal) ? Explained.PyTorch : Explained.Keras;
        LayerCase[] differing = [.. LayerCase.Read(fixture).Where(c => Disagreement(c) is not null)];

        Assert.InRange(differing.Length, 1, least / 4);
        Assert.All(explanations, explained => Assert.Contains(differing, explained.Covers.Invoke));
    }

    private static string? Disagreement(LayerCase c)
    {
        Layer layer;
        Network network;
        ParameterCount count;
        try
        {
            layer = c.Build();

            // Keras builds the weights with the layer, so it refuses where DeepCalc cannot count them.
            network = new Network(layer);
            Tally<ParameterCount> tally = ParameterMeasure.Of(network);
            count = tally.Total;
            if (!count.Total.IsKnown || !count.Buffers.IsKnown)
            {
                return c.Error is null ? "parameters unknown" : null;
            }
        }
        catch (DeepCalcException e)
        {
            return c.Error is null ? $"{Refusal}: {e.Message}" : null;
        }

        if (c.Error is not null)
        {
            return $"DeepCalc answers {layer.OutputShape}";
        }

        return Mismatch("output", string.Join('x', c.Output!.Select(size => size?.ToString(CultureInfo.InvariantCulture) ?? "?")), string.Join('x', layer.OutputShape.Sizes.Select(size => size.KnownValue?.ToString(CultureInfo.InvariantCulture) ?? "?")))
            ?? Mismatch("parameters", c.Parameters, count.Total.Value)
            ?? Mismatch("trainable", c.Trainable, count.Trainable.Value)
            ?? (c.Macs is { } macs ? Mismatch("macs", macs, OperationMeasure.Of(network).Total.Macs.Value) : null);
    }

    private static string? Mismatch<T>(string what, T theirs, T ours) =>
        Equals(theirs, ours) ? null : $"{what}: theirs {theirs}, ours {ours}";
}
