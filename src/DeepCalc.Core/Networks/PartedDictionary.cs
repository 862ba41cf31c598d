using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace DeepCalc.Networks;

/// <summary>
/// A dictionary in parts, each small enough to stay out of the large object heap. A network can have many thousands of layers, and the
/// runtime collects all generations when that heap grows.
/// </summary>
/// <param name="comparer">Decides which keys are the same.</param>
internal sealed class PartedDictionary<TKey, TValue>(IEqualityComparer<TKey> comparer)
    where TKey : notnull
{
    // Large objects have 85,000 bytes or more. A full part grows to the next prime number behind twice its size, so it can be 2.4 times as large.
    // An entry has a hash and a link beside key and value.
    private static readonly int Most = 35_000 / (8 + RoundedSize<TKey>() + RoundedSize<TValue>());

    // One part as long as there are few entries, else a power of 2.
    private Dictionary<TKey, TValue>[] _parts = [new(comparer)];
    private int _count;

    public TValue this[TKey key]
    {
        get => PartOf(key)[key];
        set
        {
            if (!TryAdd(key, value))
            {
                PartOf(key)[key] = value;
            }
        }
    }

    /// <summary>Reserves memory for further entries.</summary>
    public void Reserve(int entries)
    {
        if (_parts is [var part])
        {
            part.EnsureCapacity(Math.Min(_count + entries, Most));
        }
    }

    /// <summary>All entries.</summary>
    public IEnumerable<KeyValuePair<TKey, TValue>> Entries => _parts.SelectMany(static part => part);

    public bool ContainsKey(TKey key) => PartOf(key).ContainsKey(key);

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => PartOf(key).TryGetValue(key, out value);

    /// <summary>Adds an entry, unless there is one with this key.</summary>
    public bool TryAdd(TKey key, TValue value)
    {
        if (!PartOf(key).TryAdd(key, value))
        {
            return false;
        }

        if (++_count > Most * _parts.Length)
        {
            Part();
        }

        return true;
    }

    private Dictionary<TKey, TValue> PartOf(TKey key) => _parts.Length == 1 ? _parts[0] : _parts[IndexOf(key)];

    // The bits of a hash that a part uses least.
    private uint IndexOf(TKey key) => unchecked((uint)comparer.GetHashCode(key) * 0x9E3779B9) >> (32 - int.Log2(_parts.Length));

    private void Part()
    {
        Dictionary<TKey, TValue>[] before = _parts;
        _parts = [.. Enumerable.Range(0, 16 * before.Length).Select(_ => new Dictionary<TKey, TValue>(Most / 8, comparer))];
        foreach (Dictionary<TKey, TValue> part in before)
        {
            foreach ((TKey key, TValue value) in part)
            {
                PartOf(key).Add(key, value);
            }
        }
    }

    private static int RoundedSize<T>() => (Unsafe.SizeOf<T>() + 7) / 8 * 8;
}
