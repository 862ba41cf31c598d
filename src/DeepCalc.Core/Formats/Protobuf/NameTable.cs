using System.Numerics;
using System.Text;

namespace DeepCalc;

/// <summary>
/// The names that a file has been seen to use. Most stand in it several times, as what one node gives and others take, and are made
/// once only.
/// </summary>
/// <param name="length">The bytes of the file, which tell about how many to expect.</param>
internal sealed class NameTable(long length)
{
    private const int Unused = -1;
    private const int BytesForName = 128;

    // By entry; apart, they stay out of the large objects.
    private readonly List<string> _names = new(Expected(length));
    private readonly List<int> _hashes = new(Expected(length));
    private readonly List<int> _next = new(Expected(length));
    private int[] _first = NewTable(Expected(length));

    /// <summary>The text that these bytes of UTF-8 are.</summary>
    public string Find(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return "";
        }

        // Seeded anew in every process, so that no file can be made whose names all have one hash.
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

    // Puts an entry in front of those of the same slot.
    private int Link(int hash, int entry)
    {
        int next = _first[Slot(hash)];
        _first[Slot(hash)] = entry;
        return next;
    }

    // A power of 2, and not many where most of a file are weights.
    private static int Expected(long length) => (int)BitOperations.RoundUpToPowerOf2((ulong)Math.Clamp(length / BytesForName, 16, 4096));

    private static int[] NewTable(int slots)
    {
        var table = new int[slots];
        Array.Fill(table, Unused);
        return table;
    }
}
