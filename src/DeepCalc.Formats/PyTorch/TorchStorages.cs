using DeepCalc.Formats.Pickles;

namespace DeepCalc.Formats.PyTorch;

/// <summary>The storages to which a pickle refers.</summary>
internal sealed class TorchStorages
{
    private readonly Dictionary<string, TorchStorage> _all = new(StringComparer.Ordinal);

    /// <summary>The storages in the order of the file.</summary>
    public IReadOnlyCollection<TorchStorage> All => _all.Values;

    /// <summary>The storages to which a pickle refers.</summary>
    public static TorchStorages Of(IEnumerable<PicklePersistent> references)
    {
        var storages = new TorchStorages();
        foreach (PicklePersistent reference in references)
        {
            storages.Resolve(reference);
        }

        return storages;
    }

    /// <summary>The storage of a key, or null.</summary>
    public TorchStorage? Find(string key) => _all.GetValueOrDefault(key);

    /// <summary>The storage of a reference with the type of its elements, and the index at which a view of it begins; or null for any
    /// other value.</summary>
    /// <remarks>Source: persistent_id in torch/serialization.py: storage, class, key, device, number of elements, and perhaps a view.</remarks>
    public (TorchStorage Storage, TorchType Type, long Offset)? Resolve(object? value)
    {
        if (value is not PicklePersistent { Id: PickleSequence { Items: ["storage", { } named, { } key, var device, long elements, ..] id } })
        {
            return null;
        }

        TorchType type = TorchType.Of(named) ?? throw new DeepCalcException(
            ErrorCode.FormatUnknown, $"the file has a storage of the class {(named is PickleGlobal global ? PickleText.Name(global.ToString()) : "…")}, which is unknown.");
        string name = key as string ?? Convert.ToString(key, CultureInfo.InvariantCulture)!;
        Int128 bytes = (Int128)elements * type.StorageBits / 8;
        FileFault.Unless(elements >= 0 && bytes <= long.MaxValue, $"storage {Quoted.Cut(name)} has {elements} elements; from 0 to {long.MaxValue} bytes are valid.");
        if (!_all.TryGetValue(name, out TorchStorage? storage))
        {
            _all.Add(name, storage = new TorchStorage(name, elements, (long)bytes, device as string != "meta"));
        }

        FileFault.Unless(storage.Bytes == (long)bytes, $"storage {Quoted.Cut(name)} has {storage.Bytes} bytes in one place of the file, and {bytes} in another.");
        long offset = id is [_, _, _, _, _, PickleSequence { Items: [_, long begin, _] }, ..] ? begin : 0;
        return (storage, type, offset);
    }
}
