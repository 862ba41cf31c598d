
namespace DeepCalc.Tests.Formats.Safetensors;

public class SafetensorsFormatTests
{
    private static readonly byte[] Small = SafetensorsFile.Of(
        ("layers.10.q_proj.weight", "BF16", [8, 4]),
        ("layers.2.q_proj.weight", "BF16", [8, 4]),
        ("layers.2.q_proj.bias", "F32", [8]),
        ("layers.2.norm.running_mean", "F32", [4]),
        ("layers.2.norm.num_batches_tracked", "I64", []),
        ("logit_scale", "F32", []),
        ("embeddings.position_ids", "I64", [1, 77]));

    [Fact]
    public void Tensors_are_gathered_by_module_in_the_order_of_their_numbers()
    {
        var network = new Network(SafetensorsFile.Read(Small));

        Assert.Equal(
            [("embeddings", 0L), ("layers.2.norm", 4L), ("layers.2.q_proj", 40L), ("layers.10.q_proj", 32L), ("file", 1L)],
            LayerMeasurement.Of(network).Select(row => (row.Name, row.Parameters ?? -1)));
        Assert.Equal((77, 73, 4), Counts(network));
        WeightMeasurement ids = WeightMeasurement.Of(network).Single(row => row.Weight == "position_ids");
        Assert.Equal(("1x77", 0L, "Int64", 616L), (ids.Shape, ids.Parameters, ids.Type, ids.Bytes));
        Assert.Equal("file", network.Name);
    }

    [Fact]
    public void Every_type_has_its_bytes()
    {
        string[] types = [.. SafetensorsFile.Types];
        byte[] file = SafetensorsFile.Of([.. types.Select(type => ($"m.{type}", type, new long[] { 4, 6 }))]);
        var rows = WeightMeasurement.Of(new Network(SafetensorsFile.Read(file))).ToDictionary(row => row.Weight);

        Assert.All(types, type => Assert.Equal(SafetensorsFile.BytesOf(type, [4, 6]), rows[type].Bytes));
        Assert.All(types, type => Assert.Equal(type[0] is 'F' or 'B' or 'C' && type != "BOOL" ? 24 : 0, rows[type].Parameters));
        Assert.Equal(("F6_E2M3", 18L), (rows["F6_E2M3"].Type, rows["F6_E2M3"].Bytes));
        Assert.Equal(("Float4E2M1", 12L), (rows["F4"].Type, rows["F4"].Bytes));
        Assert.Equal("Complex64", rows["C64"].Type);
    }

    // From PyTorch: Conv2d(3, 8, 3) has 224 parameters, BatchNorm2d(8) 16, two statistics of 8, and a counter that is not a parameter.
    [Fact]
    public void Running_statistics_are_not_trainable_and_counters_are_not_counted()
    {
        byte[] file = SafetensorsFile.Of(
            ("0.weight", "F32", [8, 3, 3, 3]), ("0.bias", "F32", [8]), ("1.weight", "F32", [8]), ("1.bias", "F32", [8]),
            ("1.running_mean", "F32", [8]), ("1.running_var", "F32", [8]), ("1.num_batches_tracked", "I64", []));

        Assert.Equal((256, 240, 16), Counts(new Network(SafetensorsFile.Read(file))));
    }

    [Fact]
    public void Weights_packed_into_whole_numbers_are_unknown_and_not_zero()
    {
        byte[] file = SafetensorsFile.Of(
            ("a.qweight", "I32", [16, 8]), ("a.scales", "F16", [2, 8]), ("b.weight", "U8", [64, 1]), ("c.weight", "I8", [5, 3]), ("d.experts_blocks", "U8", [2, 4]));
        NetworkMeasurement row = NetworkMeasurement.Of(new Network(SafetensorsFile.Read(file)));

        Assert.Equal((15L, true, "a, b, d"), (row.Parameters, row.IsLowerBound, row.UncountedParameters));
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => SafetensorsFile.Read(file, new ImportOptions { IsStrict = true }));
        Assert.Equal(ErrorCode.LayerUnknown, error.Code);
        Assert.Contains("a.qweight", error.Message);
        DeepCalcException total = Assert.Throws<DeepCalcException>(() => ParameterMeasurement.Of(new Network(SafetensorsFile.Read(file))));
        Assert.Contains("depends on weights packed in a.qweight", total.Message);
    }

    // Each name gets a number. A search that starts at 2 for each of them would try half a billion names.
    [Fact]
    public void Very_many_names_that_differ_only_in_case_are_numbered_fast()
    {
        (string, string, long[])[] tensors =
            [.. Enumerable.Range(0, 1 << 15).Select(n => (string.Concat("abcdefghijklmno".Select((letter, i) => (n >> i & 1) == 0 ? letter : char.ToUpperInvariant(letter))) + ".w", "F16", Array.Empty<long>()))];
        byte[] file = SafetensorsFile.Of(tensors);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var network = new Network(SafetensorsFile.Read(file));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000L * tensors.Length);
        Assert.Equal(1 << 15, network.Layers.Select(network.NameOf).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void A_module_can_be_chosen()
    {
        Layer one = SafetensorsFile.Read(Small, new ImportOptions { Outputs = ["layers.10.q_proj"] });
        Assert.Equal(32, ParameterMeasurement.Of(new Network(one)).Parameters);

        Layer two = SafetensorsFile.Read(Small, new ImportOptions { Outputs = ["layers.10.q_proj", "layers.2.q_proj"] });
        Assert.Equal(72, ParameterMeasurement.Of(new Network(two)).Parameters);
        Assert.Equal(
            ErrorCode.LayerNotFound,
            Assert.Throws<DeepCalcException>(() => SafetensorsFile.Read(Small, new ImportOptions { Outputs = ["nope"] })).Code);
    }

    [Fact]
    public void Names_that_differ_only_in_case_are_distinct()
    {
        byte[] file = SafetensorsFile.Of(("A.w", "F32", [2]), ("a.w", "F32", [3]));
        Assert.Equal([("A", 2L), ("a (2)", 3L)], LayerMeasurement.Of(new Network(SafetensorsFile.Read(file))).Select(row => (row.Name, row.Parameters ?? -1)));
    }

    [Fact]
    public void Axes_of_size_zero_and_files_without_tensors_are_valid()
    {
        byte[] file = SafetensorsFile.Of(("a.w", "F32", [0, 4]), ("b.w", "F32", [2]));
        Assert.Equal(2, ParameterMeasurement.Of(new Network(SafetensorsFile.Read(file))).Parameters);
        Assert.Equal(0, ParameterMeasurement.Of(new Network(SafetensorsFile.Read(SafetensorsFile.Of("{}", 0)))).Parameters);
    }

    [Theory]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}", 16, "a is listed twice")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}", 12, "inside a")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}", 16, "no gaps")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 4, "truncated")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 9, "must end with its last tensor")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4, "takes 8")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}", 8, "data_offsets must be two")]
    [InlineData("{\"a\":{\"dtype\":\"F99\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "BF16")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}", 8, "integers from 0")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2.5],\"data_offsets\":[0,8]}}", 8, "integers")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]}}", 8, "more than 9223372036854775807 elements")]
    [InlineData("{\"a\":{\"dtype\":\"F64\",\"shape\":[4611686018427387904],\"data_offsets\":[0,8]}}", 8, "more than 9223372036854775807 bytes")]
    [InlineData("{\"a\":{\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[0,1]}}", 1, "do not fill whole bytes")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}", 8, "must have a dtype")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "is repeated")]
    [InlineData("{\"a\":3}", 0, "must be a JSON object")]
    [InlineData("{\"__metadata__\":3}", 0, "must be a JSON object")]
    [InlineData("{\"\\ud800\":3}", 0, "not valid Unicode")]
    [InlineData("{\"a\":{\"dtype\":\"F32\"", 0, "not valid JSON")]
    [InlineData("{} x", 0, "not valid JSON")]
    public void Invalid_files_are_refused(string header, int values, string says)
    {
        DeepCalcException error = Assert.Throws<DeepCalcException>(() => SafetensorsFile.Read(SafetensorsFile.Of(header, values)));
        Assert.Equal(ErrorCode.FileCorrupt, error.Code);
        Assert.Contains(says, error.Message);
    }

    [Fact]
    public void Impossible_lengths_are_refused()
    {
        Assert.Equal(ErrorCode.FileCorrupt, Refused([]).Code);
        Assert.Equal(ErrorCode.FileCorrupt, Refused([1, 2, 3]).Code);
        Assert.Equal(ErrorCode.FileCorrupt, Refused([0, 0, 0, 0, 0, 0, 0, 0, (byte)'{']).Code);
        Assert.Equal(ErrorCode.FileCorrupt, Refused([50, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}']).Code);
        Assert.Equal(ErrorCode.FileTooLarge, Refused([255, 255, 255, 255, 255, 255, 255, 255, (byte)'{', (byte)'}']).Code);
        Assert.Equal(ErrorCode.FileCorrupt, Refused(SafetensorsFile.Of([(byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)'}'], 0)).Code);
        Assert.Contains("must begin", Refused(SafetensorsFile.Of("[] ", 0)).Message);
    }

    [Fact]
    public void JSON_is_not_a_safetensors_file() =>
        Assert.Contains("begins as JSON", Refused("{\"metadata\": {}, \"other\": 1}"u8.ToArray()).Message);

    [Fact]
    public void Deep_nesting_is_an_error()
    {
        string deep = string.Concat(Enumerable.Repeat("[", 100_000));
        Assert.Equal(ErrorCode.FileCorrupt, Refused(SafetensorsFile.Of("{\"a\":{\"shape\":" + deep, 0)).Code);
        Assert.Equal(ErrorCode.FileCorrupt, Refused(SafetensorsFile.Of("{\"__metadata__\":{\"a\":" + deep, 0)).Code);
    }

    [Fact]
    public void Values_are_not_read()
    {
        byte[] file = SafetensorsFile.Of(("a.w", "F32", [1 << 20]));
        using var stream = new CountingStream(file);
        SafetensorsFormat.Read(stream, "file", new ImportOptions());
        Assert.InRange(stream.BytesRead, 1, 1000);
    }

    [Fact]
    public void The_cost_of_a_tensor_does_not_grow_with_their_number()
    {
        long few = Allocated(5_000);
        Assert.InRange(Allocated(100_000), 0, 20 * few * 5 / 4);

        static long Allocated(int count)
        {
            byte[] file = SafetensorsFile.Of([.. Enumerable.Range(0, count).Select(i => ($"layers.{i}.weight", "BOOL", new long[] { 1 }))]);
            using var stream = new CountingStream(file);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Layer layer = SafetensorsFormat.Read(stream, "file", new ImportOptions());
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(count, new Network(layer).Layers.Count);
            Assert.InRange(stream.BytesRead, 1, file.Length);
            return allocated;
        }
    }

    [Fact]
    public void The_format_is_recognised_by_its_first_bytes()
    {
        Assert.True(SafetensorsFormat.Recognizes(Small));
        Assert.False(SafetensorsFormat.Recognizes("{\"model_type\":\"llama\"}"u8));
        Assert.False(SafetensorsFormat.Recognizes([]));
    }

    private static DeepCalcException Refused(byte[] file) => Assert.Throws<DeepCalcException>(() => SafetensorsFile.Read(file));

    private static (long All, long Trainable, long Others) Counts(Network network) =>
        ParameterMeasurement.Of(network) is var row ? (row.Parameters!.Value, row.TrainableParameters!.Value, row.NonTrainableParameters!.Value) : default;
}
