using System.Numerics;
using System.Text;

namespace DeepCalc.Formats.Protobuf;

/// <summary>
/// Interns the names in a file. Most names appear several times, as the output of one node and the input of others, and become one
/// string.
/// </summary>
/// <param name="length">The length of the file in bytes, from which the expected number of names follows.</param>
internal sealed class NameTable(long length)
{
    private const int Unused = -1;
    private const int BytesForName = 128;

    // Arrays for each field, so that they stay out of the large object heap.
    private readonly List<string> _names = new(Expected(length));
    private readonly List<int> _hashes = new(Expected(length));
    private readonly List<int> _next = new(Expected(length));
    private int[] _first = NewTable(Expected(length));

    /// <summary>The string for these bytes of UTF-8.</summary>
    public string Find(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return "";
        }

        // The seed differs in every process, so no file can be crafted whose names all collide.
        var hasher = new HashCode();
        hasher.AddBytes(bytes);
        int hash = hasher.ToHashCode();
        for (int i = _first[Slot(hash)]; i != Unused; i = _next[i])
        {
            if (_hashes[i] == hash && Ascii.Equals(bytes, _names[i]))
            {
                return _names[i];
            }
        }

        string name = Encoding.UTF8.GetString(bytes);
        if (Ascii.IsValid(bytes))
        {
            Add(name, hash);
        }

        return name;
    }

    private int Slot(int hash) => hash & (_first.Length - 1);

    private void Add(string name, int hash)
    {
        if (_names.Count == _first.Length)
        {
            _first = NewTable(2 * _first.Length);
            for (int i = 0; i < _names.Count; i++)
            {
                _next[i] = Link(_hashes[i], i);
            }
        }

        _next.Add(Link(hash, _names.Count));
        _names.Add(name);
        _hashes.Add(hash);
    }

    // Inserts an entry at the head of its slot's chain.
    private int Link(int hash, int entry)
    {
        int next = _first[Slot(hash)];
        _first[Slot(hash)] = entry;
        return next;
    }

    // A power of 2; small for a file that is mostly weights.
    private static int Expected(long length) => (int)BitOperations.RoundUpToPowerOf2((ulong)Math.Clamp(length / BytesForName, 16, 4096));

    private static int[] NewTable(int slots)
    {
        var table = new int[slots];
        Array.Fill(table, Unused);
        return table;
    }
}
