using System.Numerics;

namespace DeepCalc.Formats.Gguf;

/// <summary>Reads the keys of a GGUF file that matter here, and skips the others.</summary>
/// <remarks>Sources: docs/gguf.md of ggml; for the keys of a set of files, gguf-split of llama.cpp.</remarks>
internal sealed class GgufMetadata
{
    /// <summary>The most bytes in a key that the format allows.</summary>
    public const int MostKeyBytes = 65_535;

    private const uint UInt32Type = 4;
    private const uint StringType = 8;
    private const uint ArrayType = 9;
    private const uint DefaultAlignment = 32;

    // The format allows nested lists; writers do not use them.
    private const int DeepestList = 16;

    /// <summary>The alignment of the tensors' offsets in bytes.</summary>
    public uint Alignment { get; private set; } = DefaultAlignment;

    /// <summary>The family of the network, or null.</summary>
    public string? Architecture { get; private set; }

    /// <summary>The number of the part in its set, from 0, or null.</summary>
    public long? PartNumber { get; private set; }

    /// <summary>The number of parts in the set, or null.</summary>
    public long? PartCount { get; private set; }

    /// <summary>The number of tensors in all parts together, or null.</summary>
    public long? AllTensors { get; private set; }

    /// <summary>Reads a number of keys.</summary>
    public static GgufMetadata Read(GgufReader reader, long count, CancellationToken cancellation)
    {
        var metadata = new GgufMetadata();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (long i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            string key = reader.Text("a key", MostKeyBytes);
            FileFault.Unless(keys.Add(key), $"the key {key} appears twice.");
            metadata.Read(reader, key, reader.UInt32($"the type of {key}"), cancellation);
        }

        return metadata;
    }

    private void Read(GgufReader reader, string key, uint type, CancellationToken cancellation)
    {
        switch (key)
        {
            case "general.alignment":
                FileFault.Unless(type == UInt32Type, $"{key} has type {type}; it must have type {UInt32Type}, an unsigned 32-bit integer.");
                Alignment = reader.UInt32(key);
                FileFault.Unless(BitOperations.IsPow2(Alignment), $"{key} is {Alignment}; it must be a power of 2.");
                break;
            case "general.architecture" when type == StringType:
                Architecture = reader.Text(key, MostKeyBytes);
                break;
            case "split.no":
                PartNumber = Whole(reader, key, type);
                break;
            case "split.count":
                PartCount = Whole(reader, key, type);
                break;
            case "split.tensors.count":
                AllTensors = Whole(reader, key, type);
                break;
            default:
                Skip(reader, key, type, 0, cancellation);
                break;
        }
    }

    // Writers use integers of several widths.
    private static long Whole(GgufReader reader, string key, uint type)
    {
        long value = type switch
        {
            0 => reader.Number<byte>(key),
            1 => reader.Number<sbyte>(key),
            2 => reader.Number<ushort>(key),
            3 => reader.Number<short>(key),
            4 => reader.Number<uint>(key),
            5 => reader.Number<int>(key),
            10 or 11 => reader.Number<long>(key),
            _ => throw FileFault.Corrupt($"{key} has type {type}; it must be an integer."),
        };
        return value >= 0 ? value : throw FileFault.Corrupt($"{key} is {value}; it must be from 0 to {long.MaxValue}.");
    }

    private static void Skip(GgufReader reader, string key, uint type, int depth, CancellationToken cancellation)
    {
        if (type == StringType)
        {
            reader.Skip(reader.Count($"the length of {key}", 1), key);
        }
        else if (type == ArrayType)
        {
            FileFault.Unless(depth < DeepestList, $"{key} nests lists deeper than {DeepestList} levels.");
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

    // The least bytes of a value; 0 for a text and a list, which have lengths.
    private static int SizeOf(GgufReader reader, string key, uint type) => type switch
    {
        0 or 1 or 7 => 1,
        2 or 3 => 2,
        4 or 5 or 6 => 4,
        10 or 11 or 12 => 8,
        StringType or ArrayType => 0,
        _ => throw FileFault.Corrupt($"{key} has type {type} before byte {reader.Position}; types 0 to 12 are valid."),
    };
}
