using System.Text;
using DeepCalc.Tests.Formats.Onnx;

namespace DeepCalc.Tests.Formats.Protobuf;

public class WireNameTests
{
    private static readonly WireMessage<WireReader, List<string>> Names = new() { [1] = (wire, names) => names.Add(wire.ReadText()) };

    [Fact]
    public void Each_name_is_made_once()
    {
        string[] names = [.. Enumerable.Range(0, 5_000).Select(i => $"/layer{i % 70}/Conv_{i}_output_0"), "a", "aa", "A", new string('x', 60_000)];
        List<string> read = Read([.. names.Concat(names).Select(Encoding.UTF8.GetBytes)]);

        Assert.Equal([.. names, .. names], read);
        Assert.All(read.Take(names.Length).Zip(read.Skip(names.Length)), pair => Assert.Same(pair.First, pair.Second));
    }

    // A byte outside ASCII is not the letter with that number.
    [Fact]
    public void Names_in_any_letters_are_read() => Assert.Equal(
        ["größe", "größe", "\uFFFD", "é", ""],
        Read("größe"u8.ToArray(), "größe"u8.ToArray(), [0xE9], "é"u8.ToArray(), []));

    private static List<string> Read(params byte[][] names)
    {
        var writer = new WireWriter();
        foreach (byte[] name in names)
        {
            writer.Bytes(1, name);
        }

        return Names.Read(new WireReader(new MemoryStream(writer.ToArray())), []);
    }
}
