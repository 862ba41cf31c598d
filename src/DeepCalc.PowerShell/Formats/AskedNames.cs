using System.Diagnostics.CodeAnalysis;

namespace DeepCalc.Commands;

/// <summary>
/// Values by name, ignoring case. It records which names a file asked for: its open sizes, or its layers of unknown shape.
/// </summary>
/// <typeparam name="T">The type of a value.</typeparam>
internal sealed class AskedNames<T>(IReadOnlyDictionary<string, T> given) : IReadOnlyDictionary<string, T>
{
    private readonly HashSet<string> _asked = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names that the file asked for.</summary>
    public IEnumerable<string> Asked => _asked;

    public IEnumerable<string> Keys => given.Keys;

    public IEnumerable<T> Values => given.Values;

    public int Count => given.Count;

    public T this[string key] => given[key];

    public bool ContainsKey(string key)
    {
        _asked.Add(key);
        return given.ContainsKey(key);
    }

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value)
    {
        _asked.Add(key);
        return given.TryGetValue(key, out value);
    }

    public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => given.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => given.GetEnumerator();
}
