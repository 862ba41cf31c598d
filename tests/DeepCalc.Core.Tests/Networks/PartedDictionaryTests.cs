using System.Reflection;

namespace DeepCalc.Tests.Networks;

/// <summary>A dictionary in parts is a dictionary, and none of its arrays is a large object.</summary>
public class PartedDictionaryTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public void It_holds_what_a_dictionary_holds(int entries)
    {
        var random = new Random(entries);
        var expected = new Dictionary<string, int>(StringComparer.Ordinal);
        var parted = new PartedDictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < entries; i++)
        {
            string key = $"layer{random.Next(entries)}";
            if (i % 3 == 0)
            {
                expected[key] = i;
                parted[key] = i;
            }
            else
            {
                Assert.Equal(expected.TryAdd(key, i), parted.TryAdd(key, i));
            }
        }

        Assert.Equal(expected.OrderBy(entry => entry.Key, StringComparer.Ordinal), parted.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal));
        for (int i = 0; i < entries; i++)
        {
            Assert.Equal(expected.TryGetValue($"layer{i}", out int value), parted.TryGetValue($"layer{i}", out int found));
            Assert.Equal(value, found);
            Assert.Equal(expected.ContainsKey($"layer{i}"), parted.ContainsKey($"layer{i}"));
        }
    }

    [Fact]
    public void A_key_that_is_missing_is_an_error() =>
        Assert.Throws<KeyNotFoundException>(() => new PartedDictionary<string, int>(StringComparer.Ordinal)["x"]);

    [Fact]
    public void No_array_of_many_entries_is_a_large_object()
    {
        var parted = new PartedDictionary<int, Work>(EqualityComparer<int>.Default);
        parted.Reserve(50_000);
        for (int i = 0; i < 50_000; i++)
        {
            parted.TryAdd(i * 977, default);
        }

        // The generation of large objects is the oldest from the beginning.
        Assert.All(PartsOf(parted), part => Assert.Equal(0, GC.GetGeneration(new byte[EntryBytes * part.EnsureCapacity(0)])));
    }

    // An entry of an integer and work: a hash, a link, the key, and four quantities.
    private static int EntryBytes => 16 + System.Runtime.CompilerServices.Unsafe.SizeOf<Work>();

    private static Dictionary<int, Work>[] PartsOf(PartedDictionary<int, Work> parted) =>
        (Dictionary<int, Work>[])parted.GetType().GetField("_parts", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(parted)!;
}
