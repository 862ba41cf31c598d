using System.Text;

namespace DeepCalc.Tests.Formats.Protobuf;

public class NameTableTests
{
    [Fact]
    public void Each_name_is_made_once()
    {
        var table = new NameTable(0);
        string[] names = [.. Enumerable.Range(0, 5_000).Select(i => $"/layer{i % 70}/Conv_{i}_output_0"), "a", "aa", "A", new string('x', 60_000)];
        string[] first = [.. names.Select(Find)];

        Assert.Equal(names, first);
        Assert.All(names.Zip(first), pair => Assert.Same(pair.Second, Find(pair.First)));

        string Find(string name) => table.Find(Encoding.UTF8.GetBytes(name));
    }

    // A byte outside ASCII is not the letter with that number.
    [Fact]
    public void Names_in_any_letters_are_read()
    {
        var table = new NameTable(1 << 20);
        Assert.Equal("größe", table.Find("größe"u8));
        Assert.Equal("größe", table.Find("größe"u8));
        Assert.Equal("\uFFFD", table.Find([0xE9]));
        Assert.Equal("é", table.Find("é"u8));
        Assert.Equal("", table.Find([]));
    }
}
