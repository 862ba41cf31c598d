using System.IO.Compression;

namespace DeepCalc.Formats.Keras;

/// <summary>Reads the archive of Keras 3: only the entry that describes the model.</summary>
internal static class KerasArchive
{
    private const string Entry = "config.json";

    public static ReadOnlyMemory<byte> ReadConfig(Stream stream, long most)
    {
        using Archive archive = Archive.Open(stream);
        ZipArchiveEntry[] found = [.. archive.Entries.Where(entry => entry.FullName == Entry)];
        if (found.Length == 0)
        {
            throw ForeignFile.Archive(archive.Entries);
        }

        FileFault.Unless(found.Length == 1, $"the archive has {found.Length} entries named {Entry}; a Keras model has exactly one, its description.");
        return Archive.Read(found[0], most);
    }
}
