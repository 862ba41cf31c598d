using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace DeepCalc.Commands;

/// <summary>Sizes by name, in any case, that remember which names a file asked for: those that it has.</summary>
internal sealed class AskedSizes(IReadOnlyDictionary<string, long> sizes) : IReadOnlyDictionary<string, long>
{
    private readonly HashSet<string> _asked = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names that the file has.</summary>
    public IEnumerable<string> Asked => _asked;

    /// <summary>The names that it does not have.</summary>
    public IEnumerable<string> Unused => sizes.Keys.Where(name => !_asked.Contains(name));

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
