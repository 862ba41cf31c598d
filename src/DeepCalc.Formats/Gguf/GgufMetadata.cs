using System.Numerics;

namespace DeepCalc.Formats.Gguf;

/// <summary>Reads the keys of a GGUF file that matter here, and skips the others.</summary>
/// <remarks>Sources: docs/gguf.md of ggml; for the keys of a set of files, gguf-split of llama.cpp.</remarks>
internal sealed class GgufMetadata
{
    /// <summary>The most bytes in a key that the format allows.</summary>
    public const int MostKeyBytes = 65_535;

    // Texts of settings are short.
    private const int MostTextBytes = 256;

    private const uint UInt32Type = 4;
    private const uint StringType = 8;
    private const uint ArrayType = 9;
    private const uint DefaultAlignment = 32;

    // Lists of a number for each block are kept; others, such as a vocabulary, are not.
    private const int MostNumbers = 1_024;

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

    private readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);

    /// <summary>
    /// The value of a key of the architecture: a long, double, bool or string, or the longs of a list; null where there is none of these.
    /// </summary>
    /// <param name="key">The name behind that of the architecture: <c>attention.head_count</c>.</param>
    public object? Find(string key) => Architecture is null ? null : _values.GetValueOrDefault($"{Architecture}.{key}");

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
                if (Value(reader, key, type, cancellation) is { } value)
                {
                    _values.Add(key, value);
                }

                break;
        }
    }

    // Keys of the tokenizer are long, and say nothing of the network.
    private static object? Value(GgufReader reader, string key, uint type, CancellationToken cancellation)
    {
        if (key.StartsWith("tokenizer.", StringComparison.Ordinal) || key.StartsWith("general.", StringComparison.Ordinal))
        {
            Skip(reader, key, type, 0, cancellation);
            return null;
        }

        switch (type)
        {
            case 0 or 1 or 2 or 3 or 4 or 5 or 10 or 11:
                return Integer(reader, key, type);
            case 6:
                return (double)BitConverter.UInt32BitsToSingle(reader.UInt32(key));
            case 7:
                return reader.Number<byte>(key) != 0;
            case 12:
                return BitConverter.UInt64BitsToDouble(reader.UInt64(key));
            case StringType:
                return reader.ShortText(key, MostTextBytes);
            case ArrayType:
                return List(reader, key, cancellation);
            default:
                Skip(reader, key, type, 0, cancellation);
                return null;
        }
    }

    private static long[]? List(GgufReader reader, string key, CancellationToken cancellation)
    {
        uint type = reader.UInt32($"the type of the elements of {key}");
        if (type is 0 or 1 or 2 or 3 or 4 or 5 or 10 or 11)
        {
            int size = SizeOf(reader, key, type);
            long count = reader.Count($"the number of elements of {key}", size);
            if (count <= MostNumbers)
            {
                var numbers = new long[count];
                for (int i = 0; i < numbers.Length; i++)
                {
                    numbers[i] = Integer(reader, key, type);
                }

                return numbers;
            }

            reader.Skip(count * size, key);
            return null;
        }

        SkipList(reader, key, type, 0, cancellation);
        return null;
    }

    // Larger numbers than these are no sizes.
    private static long Integer(GgufReader reader, string key, uint type) => type switch
    {
        0 => reader.Number<byte>(key),
        1 => reader.Number<sbyte>(key),
        2 => reader.Number<ushort>(key),
        3 => reader.Number<short>(key),
        4 => reader.Number<uint>(key),
        5 => reader.Number<int>(key),
        10 => (long)Math.Min(reader.Number<ulong>(key), long.MaxValue),
        _ => reader.Number<long>(key),
    };

    // Writers use integers of several widths.
    private static long Whole(GgufReader reader, string key, uint type)
    {
        FileFault.Unless(type is <= 5 or 10 or 11, $"{key} has type {type}; it must be an integer.");
        long value = type == 10 ? reader.Number<long>(key) : Integer(reader, key, type);
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
            SkipList(reader, key, reader.UInt32($"the type of the elements of {key}"), depth, cancellation);
        }
        else
        {
            reader.Skip(SizeOf(reader, key, type), key);
        }
    }

    private static void SkipList(GgufReader reader, string key, uint elementType, int depth, CancellationToken cancellation)
    {
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
