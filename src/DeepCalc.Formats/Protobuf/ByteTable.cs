using System.Runtime.InteropServices;

namespace DeepCalc.Formats.Protobuf;

/// <summary>What bytes of a file stand for. Most stand there several times, such as names, and become one object.</summary>
/// <param name="isOf">Whether a value is what bytes stand for.</param>
internal sealed class ByteTable<T>(ByteTable<T>.Comparison isOf)
    where T : class
{
    private const int Row = 1 << 8;

    // Rows, so that they stay out of the large object heap; their number is a power of 2.
    private Entry?[][] _rows = [new Entry?[Row]];
    private int _count;

    public delegate bool Comparison(T value, ReadOnlySpan<byte> bytes);

    /// <summary>What these bytes stand for, or null, and their hash, for <see cref="Add"/>.</summary>
    public T? Find(ReadOnlySpan<byte> bytes, out int hash)
    {
        // The seed differs in every process, so no file can be crafted whose bytes all collide. An odd last byte is no character.
        hash = string.GetHashCode(MemoryMarshal.Cast<byte, char>(bytes)) ^ (bytes.IsEmpty ? 0 : bytes[^1]);
        for (Entry? entry = First(hash); entry is not null; entry = entry.Next)
        {
            if (entry.Hash == hash && isOf(entry.Value, bytes))
            {
                return entry.Value;
            }
        }

        return null;
    }

    /// <summary>Adds what bytes with a hash stand for.</summary>
    public T Add(T value, int hash)
    {
        if (++_count > _rows.Length * Row)
        {
            Grow();
        }

        Link(new Entry(value, hash));
        return value;
    }

    private void Grow()
    {
        Entry?[][] rows = _rows;
        _rows = [.. Enumerable.Range(0, 4 * rows.Length).Select(_ => new Entry?[Row])];
        foreach (Entry?[] row in rows)
        {
            foreach (Entry? first in row)
            {
                for (Entry? entry = first, next; entry is not null; entry = next)
                {
                    next = entry.Next;
                    Link(entry);
                }
            }
        }
    }

    private void Link(Entry entry)
    {
        ref Entry? first = ref First(entry.Hash);
        entry.Next = first;
        first = entry;
    }

    private ref Entry? First(int hash) => ref _rows[(hash >>> 8) & (_rows.Length - 1)][hash & (Row - 1)];

    private sealed class Entry(T value, int hash)
    {
        public T Value => value;

        public int Hash => hash;

        public Entry? Next { get; set; }
    }
}
