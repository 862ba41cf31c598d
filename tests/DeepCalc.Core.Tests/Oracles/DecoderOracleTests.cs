using System.Text.Json;
using DeepCalc.Tests.Arithmetic;

namespace DeepCalc.Tests.Oracles;

/// <summary>
/// Holds Measure-Cache, and the work after remembered positions, against small decoders that PyTorch runs position by position, in which
/// each layer keeps only what it needs; tests/Oracles/README.md has the fields.
/// </summary>
public class DecoderOracleTests
{
    // A window of 6 with 4 sinks.
    private const int LongestLimit = 10;

    private static readonly Lazy<Decoder[]> Decoders = new(() =>
        [.. Fixture.Lines("pytorch-decoders.jsonl").Select((line, i) => new Decoder(JsonDocument.Parse(line).RootElement, i + 1))]);

    [Fact]
    public void A_cache_has_the_bytes_that_PyTorch_keeps_at_each_length() => Hold((decoder, differ) =>
    {
        for (int length = 1; length <= decoder.Length; length++)
        {
            CacheMeasurement row = CacheMeasurement.Of(decoder.Network, decoder.Options(length));
            long theirs = decoder.Kept.Sum(kept => kept.At(length));
            differ($"bytes of {length}", theirs, row.CacheBytes);
            differ($"state of {length}", decoder.Kept.Where(kept => !kept.Grows).Sum(kept => kept.At(length)), row.StateBytes);
            differ($"formula of {length}", theirs, TextEvaluator.Evaluate(row.Formula, new Dictionary<string, long> { ["n0"] = length, ["T"] = length }));
            if (length < decoder.Length)
            {
                long next = decoder.Kept.Sum(kept => kept.At(length + 1)) - theirs;
                differ($"next token of {length}", next, row.BytesPerToken);
                if (length >= LongestLimit)
                {
                    differ("limit", next, row.BytesPerTokenLimit);
                }
            }
        }
    });

    [Fact]
    public void Each_layer_has_the_bytes_that_it_keeps() => Hold((decoder, differ) =>
    {
        CacheMeasurement[] rows = [.. CacheMeasurement.PerLayer(decoder.Network, decoder.Options(decoder.Length))];
        differ(
            "layers",
            string.Join(", ", decoder.Kept.Select(kept => (kept.Layer, kept.At(decoder.Length)))),
            string.Join(", ", rows.Select(row => (row.Layer, row.CacheBytes))));
    });

    [Fact]
    public void Decoding_token_by_token_does_the_work_that_PyTorch_does() => Hold((decoder, differ) =>
    {
        Network token = decoder.Network.WithSizes(new Dictionary<string, long> { ["n0"] = 1 });
        long sum = 0;
        for (int past = 0; past < decoder.Length; past++)
        {
            long? macs = OperationMeasure.Of(token.After(past)).Total.Macs.KnownValue;
            differ($"MACs after {past}", decoder.Steps[past], macs);
            sum += macs ?? 0;
        }

        differ("MACs of all steps", decoder.Steps.Sum(), sum);
        differ("MACs of one pass", decoder.Macs, OperationMeasure.Of(decoder.Network.WithSizes(new Dictionary<string, long> { ["n0"] = decoder.Length })).Total.Macs.KnownValue);
        differ("parameters", decoder.Parameters, ParameterMeasure.Of(decoder.Network).Total.Total.Value);
    });

    private static void Hold(Action<Decoder, Action<string, object?, object?>> hold)
    {
        var differing = new List<string>();
        foreach (Decoder decoder in Decoders.Value.Where(decoder => decoder.Kept.Length > 0))
        {
            List<string> found = [];
            hold(decoder, (what, theirs, ours) =>
            {
                if (!Equals(theirs, ours))
                {
                    found.Add($"{what}: theirs {theirs}, ours {ours}");
                }
            });
            if (found.Count > 0)
            {
                differing.Add($"{string.Join("; ", found.Take(3))} -- {decoder.Case}");
            }
        }

        Assert.True(Decoders.Value.Length > 150, $"only {Decoders.Value.Length} decoders");
        Assert.True(differing.Count == 0, $"{differing.Count} of {Decoders.Value.Length} differ:\n{string.Join('\n', differing.Take(12))}");
    }

    private sealed class Decoder
    {
        public Decoder(JsonElement json, int line)
        {
            Case = new GraphCase(json, line);
            Network = Case.Join(Case.Build());
            Batch = json.GetProperty("batch").GetInt64();
            Kept = [.. json.GetProperty("kept").EnumerateObject().Select(layer => new Kept(layer.Name, layer.Value)).OrderBy(kept => Network.IndexOf(Network.Find(kept.Layer)))];
            Steps = [.. json.GetProperty("steps").EnumerateArray().Select(step => step.GetInt64())];
        }

        public GraphCase Case { get; }

        /// <summary>The network with an open length.</summary>
        public Network Network { get; }

        public long Batch { get; }

        public Kept[] Kept { get; }

        /// <summary>The multiply-adds of each step, and of one pass over all positions.</summary>
        public long[] Steps { get; }

        public long? Macs => Case.Macs;

        public long Parameters => Case.Parameters;

        public int Length => Steps.Length;

        public CacheOptions Options(long length) => new() { Length = length, BatchSize = Batch };
    }

    /// <summary>What a layer keeps, step by step.</summary>
    private sealed class Kept(string layer, JsonElement json)
    {
        private readonly long[] _bytes = [.. json.GetProperty("bytes").EnumerateArray().Select(bytes => bytes.GetInt64())];

        public string Layer { get; } = layer;

        public bool Grows { get; } = json.GetProperty("grows").GetBoolean();

        /// <summary>The memory of a sequence of this length: the most that was kept up to there, since a chunk begins empty.</summary>
        public long At(int length) => _bytes.Take(length).Max();
    }
}
