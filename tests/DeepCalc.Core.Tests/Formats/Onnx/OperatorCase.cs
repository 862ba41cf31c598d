using System.Text.Json;

namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>A node with ONNX Runtime's results for it, recorded by tests/Oracles/onnx/operators.py.</summary>
internal sealed record OperatorCase(string Name, byte[] File, Dictionary<string, FileTensor> Inputs, (ElementType Type, long[] Sizes)[] Outputs)
{
    public static IReadOnlyList<OperatorCase> All { get; } = Read();

    public OnnxModel Model()
    {
        using var stream = new MemoryStream(File);
        return new OnnxReader(stream, default).Read();
    }

    private static List<OperatorCase> Read()
    {
        List<OperatorCase> cases = [];
        foreach (string line in Fixture.Lines("onnx-operators.jsonl"))
        {
            JsonElement root = JsonDocument.Parse(line).RootElement;
            cases.Add(new OperatorCase(
                $"{cases.Count + 1} {root.GetProperty("op").GetString()}",
                root.GetProperty("model").GetBytesFromBase64(),
                root.GetProperty("inputs").EnumerateObject().ToDictionary(input => input.Name, input => Tensor(input.Value)),
                [.. root.GetProperty("outputs").EnumerateArray().Select(output => ((ElementType)output[0].GetInt32(), Sizes(output[1])))]));
        }

        return cases;
    }

    private static FileTensor Tensor(JsonElement element) =>
        new((ElementType)element[0].GetInt32(), [.. Sizes(element[1]).Select(size => (Quantity)size)]);

    private static long[] Sizes(JsonElement element) => [.. element.EnumerateArray().Select(size => size.GetInt64())];
}
