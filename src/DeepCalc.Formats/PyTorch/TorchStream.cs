using DeepCalc.Formats.Pickles;

namespace DeepCalc.Formats.PyTorch;

/// <summary>
/// Reads the form that PyTorch wrote before version 1.6, five pickles and then the storages; and any other pickle, which has no storages.
/// </summary>
/// <remarks>Source: torch/serialization.py, _legacy_save and _legacy_load.</remarks>
internal static class TorchStream
{
    // 0x1950a86a20f9469cfc6c.
    private static readonly byte[] Magic = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19];

    public static TorchFile Read(Stream stream, CancellationToken cancellation)
    {
        var input = new PickleInput(stream);
        var calls = new PickleCalls();
        var reader = new PickleReader(input, calls, cancellation) { Resolve = ClassOf };
        object? first = reader.Read();
        if (!IsMagic(first))
        {
            FileFault.Unless(
                TorchStorages.Of(reader.References).All.Count == 0,
                ErrorCode.FormatUnknown, $"the file is a Python pickle whose tensors are stored elsewhere; save them with torch.save.");
            return new TorchFile("Python pickle", first, new TorchObjects(new TorchStorages()), input.Position, calls);
        }

        object? version = reader.Read();
        FileFault.Unless(version is 1001L, ErrorCode.FormatUnknown, $"the file has PyTorch's protocol {version as long?}; 1001 is supported.");

        // The byte order and sizes of the machine that wrote it.
        reader.Read();
        object? root = reader.Read();
        var storages = TorchStorages.Of(reader.References);
        object? keys = reader.Read();
        long length = input.Position;
        RequireStored(stream, length, keys, storages, cancellation);
        return new TorchFile("PyTorch, legacy", root, new TorchObjects(storages), length, calls);
    }

    /// <summary>Whether the first pickle says that four more and storages follow.</summary>
    public static bool IsMagic(object? first) => first is PickleInteger number && number.Bytes.AsSpan().SequenceEqual(Magic);

    /// <summary>The class that a reference stands for. It comes with its source, which PyTorch compares with the installed one.</summary>
    public static object ClassOf(PicklePersistent reference) =>
        reference.Id is PickleSequence { Items: ["module", PickleGlobal type, ..] } ? type : reference;

    // Each storage: the number of its elements, and its values.
    private static void RequireStored(Stream stream, long position, object? keys, TorchStorages storages, CancellationToken cancellation)
    {
        FileFault.Unless(keys is PickleSequence, $"the file has no list of its storages; it is damaged.");
        Span<byte> count = stackalloc byte[sizeof(long)];
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (object? key in ((PickleSequence)keys!).Items)
        {
            cancellation.ThrowIfCancellationRequested();
            string name = key as string ?? Convert.ToString(key as IFormattable, CultureInfo.InvariantCulture) ?? "";
            TorchStorage? storage = storages.Find(name);
            FileFault.Unless(storage is not null, $"the file stores {Quoted.Cut(name)}, to which no tensor refers; its size is unknown.");
            FileFault.Unless(found.Add(name), $"the file lists storage {Quoted.Cut(name)} twice.");
            FileFault.Unless(
                storage!.Bytes <= stream.Length - position - count.Length,
                $"storage {Quoted.Cut(name)} has {storage.Bytes} bytes from byte {position + count.Length} on, but the file has only {stream.Length} bytes: it is truncated or damaged.");
            stream.Position = position;
            stream.ReadExactly(count);
            long elements = System.Buffers.Binary.BinaryPrimitives.ReadInt64LittleEndian(count);
            FileFault.Unless(
                elements == storage.Elements,
                $"storage {Quoted.Cut(name)} has {elements} elements at byte {position}, but {storage.Elements} in the pickle: the file is damaged.");
            position += count.Length + storage.Bytes;
        }

        TorchStorage? missing = storages.All.FirstOrDefault(storage => storage.IsStored && !found.Contains(storage.Key));
        FileFault.Unless(missing is null, $"the file does not store {Quoted.Cut(missing?.Key ?? "")}, to which a tensor refers.");
    }
}
