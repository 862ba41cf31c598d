using System.Diagnostics.CodeAnalysis;

namespace DeepCalc.Commands;

/// <summary>Sizes by name, ignoring case. It records which names a file asked for: the open sizes of the file.</summary>
internal sealed class AskedSizes(IReadOnlyDictionary<string, long> sizes) : IReadOnlyDictionary<string, long>
{
    private readonly HashSet<string> _asked = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of the file's open sizes.</summary>
    public IEnumerable<string> Asked => _asked;

    public IEnumerable<string> Keys => sizes.Keys;

    public IEnumerable<long> Values => sizes.Values;

    public int Count => sizes.Count;

    public long this[string key] => sizes[key];

    public bool ContainsKey(string key)
    {
        _asked.Add(key);
        return sizes.ContainsKey(key);
    }

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out long value)
    {
        _asked.Add(key);
        return sizes.TryGetValue(key, out value);
    }

    public IEnumerator<KeyValuePair<string, long>> GetEnumerator() => sizes.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => sizes.GetEnumerator();
}
