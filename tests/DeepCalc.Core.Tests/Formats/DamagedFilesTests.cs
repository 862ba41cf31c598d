using System.Diagnostics;
using DeepCalc.Tests.Formats.Onnx;
using Xunit.Abstractions;

namespace DeepCalc.Tests.Formats;

/// <summary>
/// Whatever is wrong with a file, there is a network or one clear error, soon, and without much memory. DEEPCALC_MUTATIONS sets how many
/// damaged files each kind is tried with.
/// </summary>
public class DamagedFilesTests(ITestOutputHelper output)
{
    private static readonly int Mutations = int.TryParse(Environment.GetEnvironmentVariable("DEEPCALC_MUTATIONS"), out int given) ? given : 2_000;

    // For each byte of a file at most so many, and what any import takes.
    private const long BytesForByte = 4_000;
    private const long BytesForAny = 4_000_000;

    // A second, and room for a machine that does other things as well.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    [Fact]
    public void Damaged_ONNX_files_give_a_network_or_a_clear_error()
    {
        Try([.. TorchvisionFile.Names.Select(Read).Where(file => file.Length < 60_000)], ".onnx");
    }

    [Fact]
    public void Damaged_files_of_every_operator_give_a_network_or_a_clear_error()
    {
        byte[][] files = [.. NodeData.Of("node").Select(test => test.Bytes())];
        if (files.Length == 0)
        {
            output.WriteLine("SKIPPED: libonnx-testdata is not installed.");
            return;
        }

        Try(files, ".onnx");
    }

    private void Try(byte[][] files, string extension)
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        int networks = 0;
        long most = 0;
        TimeSpan longest = default;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] damaged = Mutation.Of(files[random.Next(files.Length)], files[random.Next(files.Length)], random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();
            try
            {
                Layer layer = NetworkFile.Import(new MemoryStream(damaged), "damaged" + extension, new ImportOptions());
                NetworkMeasurement.Of(new Network(layer));
                networks++;
            }
            catch (DeepCalcException e)
            {
                Assert.False(string.IsNullOrWhiteSpace(e.Message));
            }
            catch (Exception e)
            {
                string path = Path.Combine(Path.GetTempPath(), $"damaged-{seed}-{i}{extension}");
                File.WriteAllBytes(path, damaged);
                Assert.Fail($"Seed {seed}, mutation {i} ({path}): {e}");
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            most = Math.Max(most, damaged.Length == 0 ? 0 : allocated / damaged.Length);
            longest = clock.Elapsed > longest ? clock.Elapsed : longest;
            Assert.True(allocated < (BytesForByte * damaged.Length) + BytesForAny, $"Seed {seed}, mutation {i}: {allocated} bytes for a file of {damaged.Length}.");
            Assert.True(clock.Elapsed < Longest, $"Seed {seed}, mutation {i}: {clock.Elapsed}.");
        }

        output.WriteLine($"{Mutations} damaged files: {networks} still gave a network; at most {most} bytes allocated for a byte, longest {longest.TotalMilliseconds:F0} ms.");
    }

    private static byte[] Read(string name)
    {
        using MemoryStream stream = new TorchvisionFile(name).Open();
        return stream.ToArray();
    }
}
