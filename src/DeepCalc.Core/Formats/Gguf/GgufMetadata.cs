using System.Numerics;

namespace DeepCalc;

/// <summary>Passes over the keys and values of a GGUF file, of which only the alignment matters here.</summary>
internal static class GgufMetadata
{
    /// <summary>The most bytes of a key, as the format says.</summary>
    public const int MostKeyBytes = 65_535;

    private const uint UInt32Type = 4;
    private const uint StringType = 8;
    private const uint ArrayType = 9;
    private const uint DefaultAlignment = 32;

    // Nobody nests lists, but the format allows it.
    private const int DeepestList = 16;

    /// <summary>Reads over so many of them.</summary>
    /// <returns>The number of bytes that tensors' places are multiples of.</returns>
    public static uint ReadAlignment(GgufReader reader, long count, CancellationToken cancellation)
    {
        uint alignment = DefaultAlignment;
        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (long i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            string key = reader.Text("a key", MostKeyBytes);
            FileFault.Unless(keys.Add(key), $"the key {key} is there twice.");
            uint type = reader.UInt32($"the type of {key}");
            if (key == "general.alignment")
            {
                FileFault.Unless(type == UInt32Type, $"{key} is of type {type}; it must be of type {UInt32Type}, an unsigned 32-bit number.");
                alignment = reader.UInt32(key);
                FileFault.Unless(BitOperations.IsPow2(alignment), $"{key} is {alignment}; it must be a power of 2.");
            }
            else
            {
                Skip(reader, key, type, 0, cancellation);
            }
        }

        return alignment;
    }

    private static void Skip(GgufReader reader, string key, uint type, int depth, CancellationToken cancellation)
    {
        if (type == StringType)
        {
            reader.Skip(reader.Count($"the length of {key}", 1), key);
        }
        else if (type == ArrayType)
        {
            FileFault.Unless(depth < DeepestList, $"{key} has lists within lists more than {DeepestList} deep.");
            uint elementType = reader.UInt32($"the type of the elements of {key}");
            int size = SizeOf(reader, key, elementType);
            bool isFixed = size > 0;
            int least = isFixed ? size : (reader.HasShortLengths ? 4 : 8) + (elementType == ArrayType ? 4 : 0);
            long count = reader.Count($"the number of elements of {key}", least);
            if (isFixed)
            {
                reader.Skip(count * size, key);
                return;
            }

            for (long i = 0; i < count; i++)
            {
                if (i % 4096 == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                }

                Skip(reader, key, elementType, depth + 1, cancellation);
            }
        }
        else
        {
            reader.Skip(SizeOf(reader, key, type), key);
        }
    }

    // 0 for a text and a list, whose length stands before them.
    private static int SizeOf(GgufReader reader, string key, uint type) => type switch
    {
        0 or 1 or 7 => 1,
        2 or 3 => 2,
        4 or 5 or 6 => 4,
        10 or 11 or 12 => 8,
        StringType or ArrayType => 0,
        _ => throw FileFault.Corrupt($"{key} is of type {type} before byte {reader.Position}; types 0 to 12 are known."),
    };
}
