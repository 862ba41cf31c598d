using System.IO.Compression;
using System.Text;
using DeepCalc.Tests.Formats.Gguf;
using DeepCalc.Tests.Formats.HuggingFace;
using DeepCalc.Tests.Formats.Keras;
using DeepCalc.Tests.Formats.Onnx;
using DeepCalc.Tests.Formats.PyTorch;
using DeepCalc.Tests.Formats.Safetensors;
using Xunit.Abstractions;

namespace DeepCalc.Tests.Formats;

/// <summary>
/// A damaged file gives a network, which can be measured, or one clear error, after few reads and without much memory.
/// DEEPCALC_MUTATIONS sets the number of damaged files for each format, and DEEPCALC_SEED the seed that makes them.
/// </summary>
public class DamagedFilesTests(ITestOutputHelper output)
{
    private static readonly int Mutations = int.TryParse(Environment.GetEnvironmentVariable("DEEPCALC_MUTATIONS"), out int given) ? given : 2_000;
    private static readonly int? Seed = int.TryParse(Environment.GetEnvironmentVariable("DEEPCALC_SEED"), out int given) ? given : null;

    // The limits of memory: for each byte of a file to read it, for each layer to make it, and for each layer to measure it.
    private const long BytesForByte = 400;
    private const long BytesForMadeLayer = 500;
    private const long BytesForLayer = 100_000;

    // A file is read a few times at most: to recognise its format, and to go back to skipped parts.
    private const long ReadsOfByte = 16;
    private const long ReadOfAny = 1 << 18;

    [Fact]
    public void ONNX() => Try([.. TorchvisionFile.Names.Select(Read).Where(file => file.Length < 60_000)], "damaged.onnx");

#if ONNX_TESTS
    [Fact]
    public void ONNX_of_every_operator() => Try([.. NodeData.Of("node").Select(test => test.Bytes())], "damaged.onnx");
#endif

    [Fact]
    public void Keras_JSON() => Try([.. KerasJson, .. KerasJson.Take(3).Select(Twice)], "damaged.json");

    [Fact]
    public void TensorFlow_js() => Try([.. KerasJson.Select(AsTopology)], "model.json");

    // What is unpacked counts as a part of the file; KerasContainerTests bounds it. .NET reads the names in an archive's directory, of up to
    // 3 × 65,535 bytes for an entry, into two buffers of the next power of two.
    [Fact]
    public void Keras_archives() => Try(
        [.. KerasJson.SelectMany(json => (byte[][])[KerasFiles.Archive(json), KerasFiles.Archive(json, CompressionLevel.NoCompression)])],
        "damaged.keras", 250_000 + (2 << 18), length: archive => archive.Length + Unpacked(archive, "config.json"));

    [Fact]
    public void Keras_HDF5() =>
        Try([.. Directory.GetFiles(Path.GetDirectoryName(Fixture.PathOf("keras-fixed.h5"))!, "keras-*.h5").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)], "damaged.h5");

    [Fact]
    public void Keras_weights() => Try([.. KerasWeightsTests.Files.Values.Select(file => file.File).Where(file => file.Length < 50_000)], "damaged.h5");

    [Fact]
    public void TensorFlow_js_manifests() => Try(
        [
            .. ((string[])["{\"weightsManifest\": @}", "{\"format\": \"graph-model\", \"modelTopology\": {\"node\": []}, \"weightsManifest\": @}", "@"])
                .Select(text => Encoding.UTF8.GetBytes(text.Replace("@", TensorFlowJs.WeightManifestTests.Weights, StringComparison.Ordinal))),
        ],
        "model.json");

    [Fact]
    public void Hugging_Face() => Try([.. Configs.All.Values.Select(Encoding.UTF8.GetBytes)], "config.json", 8_000_000);

    [Fact]
    public void Safetensors() => Try(
        [
            SafetensorsFile.Of(("a.weight", "F32", [3, 6]), ("a.bias", "F32", [3]), ("norm.running_mean", "BF16", [4]), ("q.qweight", "I32", [2, 2]), ("steps", "I64", [])),
            SafetensorsFile.Of([.. SafetensorsFile.Types.Select((type, i) => ($"layers.{i}.weight", type, new long[] { 8, 2 }))]),
            SafetensorsFile.Of("{}", 0),
        ],
        "damaged.safetensors");

    // Each layout of packed weights, with small sizes; a damaged name or shape no longer fits it.
    [Fact]
    public void Packed_weights() => Try(
        [
            SafetensorsFile.Of(
                ("g.qweight", "I32", [4, 32]), ("g.qzeros", "I32", [2, 4]), ("g.scales", "F16", [2, 32]), ("g.g_idx", "I32", [32]), ("g.bias", "F16", [32]),
                ("a.qweight", "I32", [32, 4]), ("a.qzeros", "I32", [2, 4]), ("a.scales", "F16", [2, 32]),
                ("b.weight", "U8", [8, 1]), ("b.weight.absmax", "F32", [1]), ("b.weight.quant_map", "F32", [16]), ("b.weight.quant_state.bitsandbytes__nf4", "U8", [20])),
            SafetensorsFile.Of(
                ("c.weight_packed", "I32", [4, 4]), ("c.weight_scale", "BF16", [4, 1]), ("c.weight_shape", "I64", [2]), ("n.weight", "U8", [4, 8]), ("n.weight_scale", "F8_E4M3", [4, 1]),
                ("m.weight", "U32", [4, 8]), ("m.scales", "F16", [4, 1]), ("m.biases", "F16", [4, 1]), ("x.w_blocks", "U8", [2, 3, 1, 16]), ("x.w_scales", "U8", [2, 3, 1])),
            SafetensorsFile.Of(
                ("h.W_q", "U8", [4, 4]), ("h.shape", "I64", [2]), ("h.scale", "F16", [4, 1]), ("e.q_weight", "I32", [4, 8]), ("e.q_invperm", "I32", [16]),
                ("t.trellis", "I16", [2, 1, 16]), ("t.suh", "F16", [32]), ("t.svh", "F16", [16]), ("q.codes", "I8", [4, 2, 1]), ("q.codebooks", "F16", [1, 4, 1, 8])),
        ],
        "damaged.safetensors");

    [Fact]
    public void GGUF() => Try(
        [GgufFile.Small().Build(), GgufFile.Small(1, true).Build(), GgufFile.Small(2).Build(), new GgufFile().Nested("k", 5).Add("a.w", 0, 4, 1).Build()],
        "damaged.gguf");

    // A block is a layer list for which a few names in the file suffice.
    [Fact]
    public void GGUF_with_an_architecture() => Try(
        [
            Gguf.GgufArchitectureTests.SmallLlama(false), Gguf.GgufArchitectureTests.SmallLlama(true),
        ],
        "damaged.gguf", 2_000_000);

    // The checkpoint of a folder is joined with the graph of its configuration, whatever it holds.
    [Fact]
    public void Checkpoints_beside_a_configuration() => Try(
        [
            SafetensorsFile.Of(Matching.SmallLlama.Tensors()),
            SafetensorsFile.Of([.. Matching.SmallLlama.Tensors("F8_E4M3").SelectMany(tensor => ((string, string, long[])[])[tensor, ($"{tensor.Name}_scale_inv", "F32", [1, 1])])]),
            SafetensorsFile.Of([.. Matching.SmallLlama.Tensors("I32").Select(tensor => (tensor.Name.Replace("weight", "qweight", StringComparison.Ordinal), "I32", tensor.Sizes))]),
        ],
        "model.safetensors", 2_000_000, read: (stream, options) =>
            DeepCalc.Formats.Matching.JoinedCheckpoint.Of(Llama(), NetworkFile.Import(stream, "model.safetensors", options with { IsJoined = true }), "model.safetensors", options));

    private static Layer Llama() => Configs.Read(Matching.SmallLlama.Config);

    [Fact]
    public void PyTorch_archives() => Try(
        [.. Torch.Where(file => file[0] == (byte)'P')], "damaged.pt", 250_000 + (2 << 18), length: archive => archive.Length + Unpacked(archive, ".pkl"));

    [Fact]
    public void PyTorch_archives_that_are_packed() => Try(
        [.. Torch.Where(file => file[0] == (byte)'P').Select(Packed)], "damaged.pt", 250_000 + (2 << 18), length: archive => archive.Length + Unpacked(archive, ".pkl"));

    [Fact]
    public void PyTorch_streams() => Try([.. Torch.Where(file => file[0] == 0x80)], "damaged.pt");

    [Fact]
    public void PyTorch_tar_archives() => Try([TorchFixture.All["tar"].File], "damaged.pt");

    // The search for code goes on behind damaged tensors, and ends at a damaged opcode.
    [Fact]
    public void The_code_of_PyTorch()
    {
        int seed = Seed ?? Environment.TickCount;
        var random = new Random(seed);
        int faults = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] damaged = Mutation.Of(Torch[random.Next(Torch.Length)], Torch[random.Next(Torch.Length)], random);
            using var stream = new CountingStream(damaged);
            try
            {
                CheckpointSafety safety = CheckpointSafety.Of(stream, "damaged.pt");
                Assert.All(safety.Calls, call => Assert.DoesNotContain(call.Call, char.IsControl));
                faults += safety.Fault is null ? 0 : 1;
            }
            catch (DeepCalcException e)
            {
                Assert.False(string.IsNullOrWhiteSpace(e.Message));
            }

            Assert.True(stream.BytesRead < (ReadsOfByte * damaged.Length) + ReadOfAny, $"DEEPCALC_SEED={seed}, mutation {i}: {stream.BytesRead} bytes read of a file of {damaged.Length}");
        }

        output.WriteLine(FormattableString.Invariant($"Seed {seed}: {Mutations} damaged files, {faults} with a fault in the code."));
        Assert.InRange(faults, 1, Mutations - 1);
    }

    private const string Index = "m.safetensors.index.json";
    private const string Shard = "m-00001-of-00002.safetensors";
    private const string OtherShard = "m-00002-of-00002.safetensors";
    private const string Part = "m-00001-of-00002.gguf";
    private const string OtherPart = "m-00002-of-00002.gguf";

    [Fact]
    public void Indexes_of_shards() => Try(
        [Encoding.UTF8.GetBytes(Shards.Index(("a.weight", Shard), ("b.weight", OtherShard)))],
        Index, 500_000, damaged => (damaged, Shards.Beside(Index, Shards.Safetensors("m"))));

    [Fact]
    public void Shards_of_safetensors() => Try(
        [Shards.Safetensors("m")[Shard]], Shard, 500_000, damaged => (damaged, Shards.Beside(Shard, Shards.Safetensors("m"))));

    [Fact]
    public void Further_shards_of_safetensors() => Try(
        [Shards.Safetensors("m")[OtherShard]], Shard, 500_000, damaged => (Shards.Safetensors("m")[Shard], Shards.Beside(Shard, new() { [OtherShard] = damaged })));

    [Fact]
    public void Parts_of_GGUF() => Try(
        [Shards.Gguf("m")[Part]], Part, 500_000, damaged => (damaged, Shards.Beside(Part, Shards.Gguf("m"))));

    [Fact]
    public void Further_parts_of_GGUF() => Try(
        [Shards.Gguf("m")[OtherPart]], Part, 500_000, damaged => (Shards.Gguf("m")[Part], Shards.Beside(Part, new() { [OtherPart] = damaged })));

    [Fact]
    public void Shards_of_PyTorch() => Try(
        [Shards.Torch("m")["m-00001-of-00002.bin"]], "m-00001-of-00002.bin", 500_000 + (2 << 18),
        damaged => (damaged, Shards.Beside("m-00001-of-00002.bin", Shards.Torch("m"))), archive => archive.Length + Unpacked(archive, ".pkl"));

    private void Try(byte[][] files, string name, long bytesForAny = 250_000, Func<byte[], (byte[] File, ImportOptions Options)>? place = null,
        Func<byte[], long>? length = null, Func<Stream, ImportOptions, Layer>? read = null)
    {
        int seed = Seed ?? Environment.TickCount;
        var random = new Random(seed);
        int networks = 0;
        var most = new Most();
        for (int i = 0; i < Mutations; i++)
        {
            byte[] damaged = Mutation.Of(files[random.Next(files.Length)], files[random.Next(files.Length)], random);
            (byte[] file, ImportOptions options) = place?.Invoke(damaged) ?? (damaged, new ImportOptions());
            using var stream = new CountingStream(file);
            long bytesRead = 0;
            long measured = 0;
            int layers = 0;
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Layer layer = read?.Invoke(stream, options) ?? NetworkFile.Import(stream, name, options);
                bytesRead = GC.GetAllocatedBytesForCurrentThread() - before;
                layers = Measure(layer);
                measured = GC.GetAllocatedBytesForCurrentThread() - before - bytesRead;
                networks++;
            }
            catch (DeepCalcException e)
            {
                bytesRead = bytesRead > 0 ? bytesRead : GC.GetAllocatedBytesForCurrentThread() - before;
                Assert.False(string.IsNullOrWhiteSpace(e.Message));
            }
            catch (Exception e)
            {
                Assert.Fail($"{e} -- {Keep()}");
            }

            long bytes = length?.Invoke(damaged) ?? damaged.Length;
            most.Add(bytes, bytesRead, layers, measured);
            Require(
                bytesRead < (BytesForByte * bytes) + (BytesForMadeLayer * layers) + bytesForAny,
                () => $"{bytesRead} bytes to read a file of {damaged.Length} with {bytes} to read and {layers} layers");
            Require(measured < BytesForLayer * (layers + 10), () => $"{measured} bytes to measure {layers} layers");
            Require(stream.BytesRead < (ReadsOfByte * damaged.Length) + ReadOfAny, () => $"{stream.BytesRead} bytes read of a file of {damaged.Length}");

            // Only a file that shows a fault is kept.
            void Require(bool holds, Func<string> why)
            {
                if (!holds)
                {
                    Assert.Fail($"{why()} -- {Keep()}");
                }
            }

            string Keep()
            {
                string path = Path.Combine(Path.GetTempPath(), $"{seed}-{i}-{name}");
                File.WriteAllBytes(path, damaged);
                return $"DEEPCALC_SEED={seed}, mutation {i}: {path}";
            }
        }

        output.WriteLine(FormattableString.Invariant($"Seed {seed}: {Mutations} damaged files, {networks} still gave a network; {most}."));
        Assert.True(networks > Mutations / 100, $"{networks} of {Mutations} damaged files gave a network: damage is too rough to find what is behind the reader.");
        Assert.True(networks < Mutations * 0.99, $"{networks} of {Mutations} damaged files gave a network: nothing is damaged.");
    }

    private static int Measure(Layer layer)
    {
        var network = new Network(layer);
        _ = NetworkMeasurement.Of(network);
        _ = LayerMeasurement.Of(network).Count();
        _ = WeightMeasurement.Of(network).Count();
        return network.Layers.Count;
    }

    /// <summary>The maximum over all files.</summary>
    private struct Most
    {
        private long _read;
        private double _readForByte;
        private long _measured;
        private double _measuredForLayer;

        public void Add(long length, long read, int layers, long measured)
        {
            _read = Math.Max(_read, read);
            _readForByte = Math.Max(_readForByte, (double)read / Math.Max(length, 1000));
            _measured = Math.Max(_measured, measured);
            _measuredForLayer = Math.Max(_measuredForLayer, (double)measured / (layers + 10));
        }

        public override readonly string ToString() => FormattableString.Invariant(
            $"at most {_read:N0} bytes to read one, {_readForByte:F0} for a byte, {_measured:N0} to measure it, {_measuredForLayer:N0} for a layer");
    }

    // Some models written by TensorFlow.js, and classes that it lacks.
    private static readonly byte[][] KerasJson =
    [
        .. ((string[])
        [
            .. KerasFiles.Models().Where((_, index) => index % 6 == 0).Select(json => json.GetProperty("model").GetRawText()),
            KerasFiles.OnInputs("MultiHeadAttention", "\"num_heads\": 2, \"key_dim\": 5", $"{KerasFiles.Tensor("in0")}, {KerasFiles.Tensor("in1")}", "\"use_causal_mask\": true", "[null, 9, 6]", "[null, 7, 6]"),
            KerasFiles.One("EinsumDense", "\"equation\": \"abc,cde->abde\", \"output_shape\": [null, 2, 3], \"bias_axes\": \"e\"", "[null, 9, 6]"),
            KerasFiles.One("SpectralNormalization", "\"layer\": {\"class_name\": \"Conv2D\", \"config\": {\"name\": \"c\", \"filters\": 5, \"kernel_size\": [3, 3]}}"),
        ]).Select(Encoding.UTF8.GetBytes),
    ];

    private static byte[] AsTopology(byte[] json) => [.. "{\"format\": \"layers-model\", \"modelTopology\": "u8, .. json, .. ", \"weightsManifest\": []}"u8];

    private static byte[] Twice(byte[] json) => Encoding.UTF8.GetBytes(System.Text.Json.JsonSerializer.Serialize(Encoding.UTF8.GetString(json)));

    private static readonly byte[][] Torch = [.. TorchFixture.All.Values.Select(file => file.File)];

    // The same archive with packed entries.
    private static byte[] Packed(byte[] archive)
    {
        using var old = new ZipArchive(new MemoryStream(archive), ZipArchiveMode.Read);
        return KerasFiles.Archive(CompressionLevel.Optimal, [.. old.Entries.Select(entry =>
        {
            using Stream content = entry.Open();
            var bytes = new MemoryStream();
            content.CopyTo(bytes);
            return (entry.FullName, bytes.ToArray());
        })]);
    }

    // The length of the entries with an ending in an archive, as far as they can be unpacked.
    private static long Unpacked(byte[] archive, string ending)
    {
        long length = 0;
        try
        {
            using var zip = new ZipArchive(new MemoryStream(archive), ZipArchiveMode.Read);
            foreach (ZipArchiveEntry entry in zip.Entries.Where(entry => entry.FullName.EndsWith(ending, StringComparison.Ordinal)))
            {
                using Stream content = entry.Open();
                while (content.ReadByte() >= 0)
                {
                    length++;
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException)
        {
            // The rest is damaged.
        }

        return length;
    }

    private static byte[] Read(string name)
    {
        using MemoryStream stream = new TorchvisionFile(name).Open();
        return stream.ToArray();
    }
}
