using System.Text.Json;

namespace DeepCalc.Tests.Formats.PyTorch;

/// <summary>A file of PyTorch, and what PyTorch finds in it; from pytorch-files.jsonl.gz.</summary>
internal sealed record TorchFixture(string Name, byte[] File, TorchRow[] Tensors, long Bytes, long Parameters, long[] Optimizer, long[] Average, string[] Calls, string[]? Globals)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyDictionary<string, TorchFixture> All =
        Fixture.Lines("pytorch-files.jsonl").Select(line => JsonSerializer.Deserialize<TorchFixture>(line, Options)!).ToDictionary(file => file.Name);
}

/// <summary>A tensor as PyTorch sees it: <c>bytes</c> are those of its different elements.</summary>
internal sealed record TorchRow(string Name, long[] Shape, string Type, long Bytes, bool Buffer, bool Frozen);
