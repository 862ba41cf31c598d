using System.Text;
using DeepCalc.Tests.Formats.Gguf;
using DeepCalc.Tests.Formats.Safetensors;

namespace DeepCalc.Tests.Formats;

/// <summary>A network in several files is one network, or says which of its files are missing.</summary>
public class ShardTests
{
    private const string Index = "m.safetensors.index.json";

    public static TheoryData<string, string[]> Sets => new()
    {
        { "safetensors", ["m-00001-of-00002.safetensors", "m-00002-of-00002.safetensors"] },
        { "index", [Index, "m-00001-of-00002.safetensors", "m-00002-of-00002.safetensors"] },
        { "gguf", ["m-00001-of-00002.gguf", "m-00002-of-00002.gguf"] },
    };

    [Theory]
    [MemberData(nameof(Sets))]
    public void Any_file_of_a_set_imports_the_whole_network(string set, string[] files)
    {
        Dictionary<string, byte[]> folder = Folder(set);
        foreach (string file in files)
        {
            var warnings = new List<string>();
            NetworkMeasurement row = NetworkMeasurement.Of(Shards.Import(folder, file, options => options with { Warning = warnings.Add }));

            Assert.Equal(("m", set == "gguf" ? 32 : 29L, set == "gguf" ? 128 : 100L), (row.Network, row.Parameters, row.Bytes));
            Assert.Equal(2, row.LayerCount);
            Assert.Empty(warnings);
        }
    }

    // The tensors of a module are one layer, whichever file holds each.
    [Fact]
    public void A_module_can_lie_in_two_files() =>
        Assert.Equal([("a", 21L), ("b", 8L)], LayerMeasurement.Of(Shards.Import(Folder("safetensors"), "m-00002-of-00002.safetensors")).Select(row => (row.Name, row.Parameters ?? -1)));

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_file_without_the_rest_of_its_set_says_which_part_it_is(string set, string[] files)
    {
        Dictionary<string, byte[]> folder = Folder(set);
        folder.Remove(files[^1]);
        foreach (string file in files[..^1])
        {
            var warnings = new List<string>();
            NetworkMeasurement row = NetworkMeasurement.Of(Shards.Import(folder, file, options => options with { Warning = warnings.Add }));

            Assert.Equal((set == "gguf" ? 12 : 18L, null, true), (row.Parameters, row.Bytes, row.IsLowerBound));
            Assert.StartsWith("0 of 2 layers counted, 2 unknown: shard 2 of 2 (missing), ", row.Coverage);
            Assert.StartsWith("shard 2 of 2 (missing)", row.UncountedParameters);
            Assert.Equal($"1 of 2 files of the network is read: {files[^1]} is missing from the folder. Its counts are lower bounds; download the rest into the same folder.", Assert.Single(warnings));
            DeepCalcException error = Assert.Throws<DeepCalcException>(() => Shards.Import(folder, file, options => options with { IsStrict = true }));
            Assert.Equal(ErrorCode.LayerUnknown, error.Code);
            Assert.Contains(files[^1], error.Message);
        }
    }

    // The first part of a set may have no tensors.
    [Fact]
    public void A_part_without_tensors_has_an_unknown_number_of_parameters()
    {
        NetworkMeasurement row = NetworkMeasurement.Of(Shards.Import(new() { ["m-00001-of-00002.gguf"] = Shards.Part(0, 2, 2).Build() }, "m-00001-of-00002.gguf"));
        Assert.Equal((null, true, "0 of 1 layers counted, 1 unknown: shard 2 of 2 (missing)"), (row.Parameters, row.IsLowerBound, row.Coverage));
    }

    [Theory]
    [InlineData("renamed.gguf")]
    [InlineData("m-00002-of-00002.gguf")]
    [InlineData("m-00001-of-00003.gguf")]
    public void A_renamed_part_does_not_reveal_the_names_of_the_others(string name)
    {
        var warnings = new List<string>();
        Dictionary<string, byte[]> folder = Shards.Gguf("m");
        Dictionary<string, byte[]> other = new(folder) { [name] = folder["m-00001-of-00002.gguf"] };
        NetworkMeasurement row = NetworkMeasurement.Of(Shards.Import(other, name, options => options with { Warning = warnings.Add }));

        Assert.Equal((12L, true), (row.Parameters, row.IsLowerBound));
        Assert.Contains("shard 2 of 2 (missing)", row.Coverage);
        Assert.Contains("the names of the others are unknown", Assert.Single(warnings));
    }

    [Fact]
    public void Without_keys_the_file_name_gives_the_part()
    {
        byte[] part = new GgufFile().Add("a.weight", 0, 16, 4).Build();
        NetworkMeasurement row = NetworkMeasurement.Of(Shards.Import(new() { ["m-00002-of-00003.gguf"] = part }, "m-00002-of-00003.gguf"));
        Assert.Equal((4L, "0 of 2 layers counted, 2 unknown: shards 1, 3 of 3 (missing), a"), (row.Parameters, row.Coverage));
        Assert.Equal(4, NetworkMeasurement.Of(Shards.Import(new() { ["m-00001-of-00001.gguf"] = part }, "m-00001-of-00001.gguf")).Parameters);
    }

    [Fact]
    public void Very_many_missing_files_are_one_layer()
    {
        var warnings = new List<string>();
        Network network = Shards.Import(new() { ["m-00007-of-99999.safetensors"] = SafetensorsFile.Of(("a.w", "F32", [2])) }, "m-00007-of-99999.safetensors", options => options with { Warning = warnings.Add });
        Assert.Equal(["99998 of 99999 shards (missing)", "a"], network.Layers.Select(network.NameOf));
        Assert.Contains("m-00001-of-99999.safetensors, m-00002-of-99999.safetensors, m-00003-of-99999.safetensors and 99995 more are missing from the folder", Assert.Single(warnings));
    }

    [Fact]
    public void An_index_without_its_files_names_them()
    {
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => Shards.Import(new() { [Index] = Folder("index")[Index] }, Index));
        Assert.Equal(ErrorCode.FileUnreadable, error.Code);
        Assert.Contains("m-00001-of-00002.safetensors, m-00002-of-00002.safetensors are missing from the folder", error.Message);
    }

    // Without the index, the file name would mean a set of three.
    [Fact]
    public void The_index_overrides_the_numbers_in_file_names()
    {
        Dictionary<string, byte[]> folder = Shards.Safetensors("m");
        Dictionary<string, byte[]> set = new()
        {
            [Index] = Encoding.UTF8.GetBytes(Shards.Index(("a.weight", "m-00001-of-00003.safetensors"), ("b.weight", "rest.safetensors"))),
            ["m-00001-of-00003.safetensors"] = folder["m-00001-of-00002.safetensors"],
            ["rest.safetensors"] = folder["m-00002-of-00002.safetensors"],
        };
        Assert.Equal(29, NetworkMeasurement.Of(Shards.Import(set, "m-00001-of-00003.safetensors")).Parameters);

        // A file that the index does not list is not one of its files.
        set["m-00002-of-00002.safetensors"] = SafetensorsFile.Of(("x", "F32", [5]));
        Assert.Equal(5, NetworkMeasurement.Of(Shards.Import(set, "m-00002-of-00002.safetensors")).Parameters);
    }

    public static TheoryData<string, string, ErrorCode, string> Faults => new()
    {
        { "{\"weight_map\": []}", "x", ErrorCode.FileCorrupt, "weight_map must be a JSON object" },
        { "{\"weight_map\": {}}", "x", ErrorCode.FileCorrupt, "must name at least one file" },
        { "{\"weight_map\": {\"a\": 3}}", "x", ErrorCode.FileCorrupt, "the value of a must be a file name" },
        { "{\"weight_map\": {\"a\": \"../m.safetensors\"}}", "x", ErrorCode.FileCorrupt, "in the folder of the index" },
        { "{\"weight_map\": {\"a\": \"/etc/m.safetensors\"}}", "x", ErrorCode.FileCorrupt, "in the folder of the index" },
        { "{\"weight_map\": {\"a\": \"C:m.safetensors\"}}", "x", ErrorCode.FileCorrupt, "in the folder of the index" },
        { "{\"weight_map\": {\"a\": \"m\\ud800\"}}", "x", ErrorCode.FileCorrupt, "Unicode" },
        { "{\"weight_map\": {\"a\": \"model-00001-of-00002.msgpack\"}}", "x", ErrorCode.FormatUnknown, "such as model-00001-of-00002.msgpack; save the weights as safetensors" },
        { "{\"weight_map\": {\"a\": ", "x", ErrorCode.FileCorrupt, "not valid JSON" },
        { "{\"weight_map\": {\"lost\": \"m-00001-of-00002.safetensors\"}}", "x", ErrorCode.FileCorrupt, "m-00001-of-00002.safetensors: the index places the tensor lost in this file" },
        { "{\"weight_map\": {\"a.weight\": \"m-00001-of-00002.safetensors\", \"b\": \"lfs.safetensors\"}}", "lfs.safetensors", ErrorCode.FormatUnknown, "lfs.safetensors: the file is a Git LFS pointer" },
        { "{\"weight_map\": {\"a.weight\": \"m-00001-of-00002.safetensors\", \"b\": \"twice.safetensors\"}}", "twice.safetensors", ErrorCode.FileCorrupt, "twice.safetensors: the tensor a.weight is also in m-00001-of-00002.safetensors" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_wrong_index_is_an_error_that_says_the_fault(string index, string other, ErrorCode code, string says)
    {
        Dictionary<string, byte[]> folder = Shards.Safetensors("m");
        folder[Index] = Encoding.UTF8.GetBytes(index);
        folder[other] = other.StartsWith("lfs", StringComparison.Ordinal)
            ? Encoding.UTF8.GetBytes("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n")
            : SafetensorsFile.Of(("a.weight", "F32", [1]), ("b", "F32", [1]));
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => Shards.Import(folder, Index));
        Assert.Equal(code, error.Code);
        Assert.StartsWith(Index + ": ", error.Message);
        Assert.Contains(says, error.Message);
    }

    public static TheoryData<byte[], byte[], string> BrokenParts => new()
    {
        { Shards.Part(0, 2, 2).Build(), Shards.Part(1, 3, 2).Build(), "m-00002-of-00002.gguf: split.no is 1 and split.count is 3" },
        { Shards.Part(0, 2, 2).Build(), Shards.Part(0, 2, 2).Build(), "by the file's name they must be 1 and 2" },
        { Shards.Part(0, 2, 2).Build(), Shards.Part(1, 2, 2).Add("a", 0, 16, 4).Build(), "the parts have 1 tensors together, but split.tensors.count is 2" },
        { Shards.Part(2, 2, 2).Build(), [], "split.no is 2 and split.count is 2" },
        { new GgufFile().Number("split.no", 2, 0, 0).Number("split.count", 8).Build(), [], "" },
        { new GgufFile().Number("split.count", 6, 0, 0, 0, 0).Build(), [], "split.count has type 6; it must be an integer" },
        { new GgufFile().Number("split.count", 3, 0xFF, 0xFF).Build(), [], "split.count is -1" },
        { Shards.Part(0, 2, 2).Build(), "version https://git-lfs.github.com/spec/v1\n"u8.ToArray(), "m-00002-of-00002.gguf: the file is a Git LFS pointer" },
    };

    [Theory]
    [MemberData(nameof(BrokenParts))]
    public void Parts_that_contradict_each_other_are_refused(byte[] first, byte[] second, string says)
    {
        Dictionary<string, byte[]> folder = new() { ["m-00001-of-00002.gguf"] = first };
        if (second.Length > 0)
        {
            folder.Add("m-00002-of-00002.gguf", second);
        }

        DeepCalcException error = Assert.Throws<DeepCalcException>(() => Shards.Import(folder, "m-00001-of-00002.gguf"));
        Assert.Contains(says, error.Message);
    }

    private static Dictionary<string, byte[]> Folder(string set)
    {
        Dictionary<string, byte[]> folder = set == "gguf" ? Shards.Gguf("m") : Shards.Safetensors("m");
        if (set == "index")
        {
            folder[Index] = Encoding.UTF8.GetBytes(Shards.Index(("a.weight", "m-00001-of-00002.safetensors"), ("a.bias", "m-00002-of-00002.safetensors"), ("b.weight", "m-00002-of-00002.safetensors")));
        }

        return folder;
    }
}
