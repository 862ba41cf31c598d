using System.IO.Compression;
using System.Runtime.InteropServices;
using DeepCalc.Formats.Pickles;

namespace DeepCalc.Formats.PyTorch;

/// <summary>Reads the zip form of PyTorch, and TorchScript archives: a pickle, and an entry for each storage.</summary>
/// <remarks>Source: torch/serialization.py, _save and _load; caffe2/serialize/inline_container.h.</remarks>
internal static class TorchArchive
{
    private const string Pickle = "data.pkl";
    private const string ConstantPickle = "constants.pkl";
    private const long MostPickle = 256L << 20;

    // The most that deflation saves.
    private const long MostRatio = 1032;

    /// <summary>Whether an archive is one of PyTorch.</summary>
    public static bool IsIn(Stream stream)
    {
        try
        {
            using Archive archive = Archive.Open(stream);
            return archive.Entries.Any(IsPickle);
        }
        catch (DeepCalcException)
        {
            // The reader of any archive reports the damage.
            return false;
        }
    }

    public static TorchFile Read(Stream stream, CancellationToken cancellation)
    {
        using Archive archive = Archive.Open(stream);
        var entries = new Dictionary<string, ZipArchiveEntry>(StringComparer.OrdinalIgnoreCase);
        Int128 packed = 0;
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            FileFault.Unless(entries.TryAdd(entry.FullName, entry), $"the archive has two entries named {Quoted.Cut(entry.FullName)}.");
            packed += entry.CompressedLength;
        }

        FileFault.Unless(packed <= stream.Length, $"the entries of the archive have {packed} bytes together, but the file has only {stream.Length}: it is truncated or damaged.");

        // The folder of an archive is named after the file.
        string[] pickles = [.. archive.Entries.Where(IsPickle).Select(entry => entry.FullName)];
        FileFault.Unless(pickles.Length == 1, $"the archive has {pickles.Length} entries named {Pickle}; a file of PyTorch has exactly one.");
        string folder = pickles[0][..^Pickle.Length];
        bool isScript = entries.ContainsKey(folder + ConstantPickle);
        var calls = new PickleCalls();
        long length = 0;
        (object? root, TorchObjects objects) = Load(Pickle, "data/");
        (object? Root, TorchObjects Objects)? constants = isScript ? Load(ConstantPickle, "constants/") : null;
        return new TorchFile(isScript ? "TorchScript" : "PyTorch, zip", root, objects, length, calls) { Constants = constants };

        (object? Root, TorchObjects Objects) Load(string pickle, string values)
        {
            (PickleReader reader, int bytes) = ReaderOf(entries[folder + pickle], calls, cancellation);
            length += bytes;
            object? value = reader.Read();
            var storages = TorchStorages.Of(reader.References);
            foreach (TorchStorage storage in storages.All.Where(storage => storage.IsStored))
            {
                RequireStored(entries, folder + values + storage.Key, storage);
            }

            return (value, new TorchObjects(storages));
        }
    }

    /// <summary>A reader of the pickle in an entry, and the length of the pickle.</summary>
    public static (PickleReader Reader, int Length) ReaderOf(ZipArchiveEntry entry, PickleCalls calls, CancellationToken cancellation)
    {
        MemoryMarshal.TryGetArray(Archive.Read(entry, MostPickle), out ArraySegment<byte> bytes);
        return (new PickleReader(new PickleInput(new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count)), calls, cancellation), bytes.Count);
    }

    // PyTorch finds entries in either case.
    private static bool IsPickle(ZipArchiveEntry entry) => entry.Name.Equals(Pickle, StringComparison.OrdinalIgnoreCase);

    private static void RequireStored(Dictionary<string, ZipArchiveEntry> entries, string entry, TorchStorage storage)
    {
        ZipArchiveEntry? values = entries.GetValueOrDefault(entry);
        FileFault.Unless(values is not null, $"the archive has no entry {Quoted.Cut(entry)}, in which tensors should lie.");
        FileFault.Unless(
            values!.Length >= storage.Bytes && storage.Bytes / MostRatio <= values.CompressedLength,
            $"the entry {Quoted.Cut(entry)} has {values.Length} bytes, {values.CompressedLength} of them in the file, but its tensors need {storage.Bytes}: the file is truncated or damaged.");
    }
}
