using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace DeepCalc.Tests.Formats;

/// <summary>Damaged files: each is a network or one clear error, soon.</summary>
public class KerasFuzzTests
{
    private const int Seed = 20240614;
    private const int Mutations = 2000;

    // Set to 50 for the 100,000 mutations of a long run.
    private static readonly int Times = int.TryParse(Environment.GetEnvironmentVariable("DEEPCALC_FUZZ"), out int times) ? times : 1;

    private static readonly string[] Values =
        ["0", "-1", "1", "2", "3", "65", "2147483648", "9223372036854775807", "-9223372036854775808", "1e300", "0.5", "null", "true", "false", "\"\"", "\"same\"", "[]", "{}", "[1, 2, 3]", "[null, 3]", "NaN", "{\"class_name\": \"Dense\", \"config\": {\"units\": 2}}"];

    private static readonly byte[][] Files =
    [
        .. KerasFiles.Models().Where((_, index) => index % 6 == 0).Select(json => Encoding.UTF8.GetBytes(json.GetProperty("model").GetRawText())),
        .. Directory.GetFiles(Path.GetDirectoryName(KerasFiles.Fixture("keras-fixed.h5"))!, "keras-*.h5").Order().Select(File.ReadAllBytes),
        KerasFiles.Archive(("config.json", KerasFiles.Models().First().GetProperty("model").GetRawText())),
        Encoding.UTF8.GetBytes(KerasFiles.OnInputs("MultiHeadAttention", "\"num_heads\": 2, \"key_dim\": 5", $"{KerasFiles.Tensor("in0")}, {KerasFiles.Tensor("in1")}", "\"use_causal_mask\": true", "[null, 9, 6]", "[null, 7, 6]")),
        Encoding.UTF8.GetBytes(KerasFiles.One("EinsumDense", "\"equation\": \"abc,cde->abde\", \"output_shape\": [null, 2, 3], \"bias_axes\": \"e\"", "[null, 9, 6]")),
        Encoding.UTF8.GetBytes(KerasFiles.One("SpectralNormalization", "\"layer\": {\"class_name\": \"Conv2D\", \"config\": {\"name\": \"c\", \"filters\": 5, \"kernel_size\": [3, 3]}}")),
    ];

    [Fact]
    public void Bit_flips_truncations_and_splices_give_a_network_or_an_error() => Fuzz((random, file) => (random.Next(4), file) switch
    {
        (0, _) => file[..random.Next(file.Length)],
        (1, _) => [.. file[..random.Next(file.Length)], .. file[random.Next(file.Length)..]],
        (2, _) => Splice(random, file, Files[random.Next(Files.Length)]),
        _ => Flip(random, file),
    });

    [Fact]
    public void Other_values_names_and_connections_give_a_network_or_an_error() => Fuzz((random, file) =>
    {
        string text = Encoding.Latin1.GetString(file);
        for (int i = random.Next(3); i >= 0; i--)
        {
            Match[] tokens = [.. Regex.Matches(text, """
                "(?>(\\.|[^"\\])*)"(?<key>\s*:)?|-?\d+(\.\d+)?|null|true|false
                """).Where(match => !match.Groups["key"].Success)];
            if (tokens.Length > 1)
            {
                Match token = tokens[random.Next(tokens.Length)];
                string other = random.Next(3) == 0 ? tokens[random.Next(tokens.Length)].Value : Values[random.Next(Values.Length)];
                text = text[..token.Index] + other + text[(token.Index + token.Length)..];
            }
        }

        return Encoding.Latin1.GetBytes(text);
    });

    private static void Fuzz(Func<Random, byte[], byte[]> mutate)
    {
        var random = new Random(Seed);
        int networks = 0;
        int errors = 0;
        for (int i = 0; i < Mutations * Times; i++)
        {
            byte[] file = mutate(random, Files[random.Next(Files.Length)]);
            var clock = Stopwatch.StartNew();
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                KerasFiles.Read(file).Layers.ToList().ForEach(layer => layer.Weights());
                networks++;
            }
            catch (DeepCalcException e)
            {
                Assert.False(string.IsNullOrWhiteSpace(e.Message));
                errors++;
            }
            catch (Exception e)
            {
                Assert.Fail($"mutation {i}: {e} -- {Encoding.Latin1.GetString(file)}");
            }

            Assert.True(clock.ElapsedMilliseconds < 1000, $"mutation {i} took {clock.Elapsed} -- {Encoding.Latin1.GetString(file)}");
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 50L << 20, $"mutation {i} took {GC.GetAllocatedBytesForCurrentThread() - before} bytes -- {Encoding.Latin1.GetString(file)}");
        }

        // Of damage that changes nothing, and of damage that does, there is enough.
        Assert.True(networks > Mutations / 50, $"only {networks} networks");
        Assert.True(errors > Mutations / 10, $"only {errors} errors");
    }

    private static byte[] Splice(Random random, byte[] file, byte[] other)
    {
        int from = random.Next(other.Length);
        int at = random.Next(file.Length);
        return [.. file[..at], .. other[from..Math.Min(other.Length, from + random.Next(200))], .. file[at..]];
    }

    private static byte[] Flip(Random random, byte[] file)
    {
        byte[] flipped = (byte[])file.Clone();
        for (int i = random.Next(4); i >= 0; i--)
        {
            flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
        }

        return flipped;
    }
}
