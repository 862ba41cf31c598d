namespace DeepCalc.Formats.Matching;

/// <summary>
/// The tensors of a checkpoint whose names differ only in numbers, within one module or block: all experts' gates of a layer, for example.
/// </summary>
/// <param name="first">The name of the first within the checkpoint.</param>
/// <param name="pattern">Their common name, with <c>*</c> for numbers that differ.</param>
/// <param name="within">The same within the module or block.</param>
internal sealed class StoredGroup(string first, string pattern, string within)
{
    private readonly SortedSet<string> _types = new(StringComparer.Ordinal);
    private NameWords? _words;
    private NameWords? _wordsOfAll;
    private Int128? _bytes = 0;

    /// <summary>The name in messages.</summary>
    public string Name => Tensors == 1 ? first : pattern;

    /// <summary>The words of the name within the module or block.</summary>
    public NameWords Words => _words ??= new NameWords(within);

    /// <summary>The words of the whole name.</summary>
    public NameWords WordsOfAll => _wordsOfAll ??= new NameWords(pattern);

    /// <summary>The number of its tensors.</summary>
    public int Tensors { get; private set; }

    /// <summary>The number of elements; null where it is unknown how many weights a quantiser packed into one of them.</summary>
    public long? Count { get; private set; } = 0;

    /// <summary>Whether all are tables or statistics, which an architecture need not have.</summary>
    public bool IsBuffer { get; private set; } = true;

    /// <summary>Whether one of them has several axes.</summary>
    public bool IsMatrix { get; private set; }

    /// <summary>The bytes, with those of scales and codebooks; null where they are unknown.</summary>
    public long? Bytes => _bytes is { } bytes && bytes <= long.MaxValue ? (long)bytes : null;

    /// <summary>The type of the elements, if all have the same and it is a floating-point type; else Undefined.</summary>
    public ElementType Type { get; private set; }

    /// <summary>The name of the type where <see cref="Type"/> has none, or null.</summary>
    public string? StorageType => Type != ElementType.Undefined || _types.Count == 0 ? null : string.Join(", ", _types);

    /// <summary>Several groups as one.</summary>
    public static StoredGroup Together(IReadOnlyList<StoredGroup> parts)
    {
        var all = new StoredGroup(parts[0].Name, parts[0].Name, "");
        foreach (StoredGroup part in parts)
        {
            all.Type = all.Tensors == 0 || all.Type == part.Type ? part.Type : ElementType.Undefined;
            all.Tensors += part.Tensors;
            all.Count = checked(all.Count + part.Count);
            all.IsBuffer &= part.IsBuffer;
            all.IsMatrix |= part.IsMatrix;
            all._types.UnionWith(part._types);
            all._bytes += part._bytes;
        }

        return all;
    }

    /// <summary>Adds a tensor.</summary>
    public void Add(Weight tensor)
    {
        // An int8 weight is a format of numbers that another format replaces, and no integer of the network.
        ElementType type = tensor.StorageType is null && tensor.ElementType.IsFloat() ? tensor.ElementType : ElementType.Undefined;
        Type = Tensors == 0 || Type == type ? type : ElementType.Undefined;
        Tensors++;
        Count = checked(Count + tensor.Count.KnownValue);
        IsBuffer &= tensor.IsBuffer;
        IsMatrix |= tensor.Shape.Rank > 1;
        if (tensor.TypeName is { } typeName)
        {
            _types.Add(typeName);
        }

        AddBytes(tensor);
    }

    /// <summary>Adds the bytes of a tensor that says how these are stored.</summary>
    public void AddBytes(Weight tensor) => _bytes += tensor.Bytes?.KnownValue;

    /// <summary>A part of the tensors as a weight of the architecture.</summary>
    /// <param name="weight">The name of the weight.</param>
    /// <param name="begin">The elements before the part.</param>
    /// <param name="end">The elements up to its end.</param>
    /// <param name="all">The elements of the whole.</param>
    public StoredWeight Part(string weight, Int128 begin, Int128 end, Int128 all) =>
        new(weight, Type, StorageType, Bytes is { } bytes && all > 0 ? (long)((bytes * end / all) - (bytes * begin / all)) : null);
}
