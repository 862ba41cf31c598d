using System.IO.Compression;

namespace DeepCalc.Formats.Keras;

/// <summary>Reads the archive of Keras 3: only the entry that describes the model, and nothing is written to disk.</summary>
internal static class KerasArchive
{
    private const string Entry = "config.json";

    // JSON compresses to about a thirtieth. A factor of a thousand suggests a decompression bomb. The limit holds for archives of every
    // size, so that memory is bounded by the size of the file.
    private const long MostRatio = 400;
    private const int MostEntries = 100_000;

    public static ReadOnlyMemory<byte> ReadConfig(Stream stream, long most)
    {
        FileFault.Unless(stream.CanSeek, ErrorCode.FileUnreadable, $"an archive must be on disk; it cannot be read from a pipe.");

        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            FileFault.Unless(
                archive.Entries.Count <= MostEntries,
                ErrorCode.FileTooLarge, $"the archive has more than {MostEntries} entries, the most that is read.");

            ZipArchiveEntry[] found = [.. archive.Entries.Where(entry => entry.FullName == Entry)];
            if (found.Length == 0)
            {
                throw ForeignFile.Archive(archive.Entries);
            }

            FileFault.Unless(found.Length == 1, $"the archive has {found.Length} entries named {Entry}; a Keras model has exactly one, its description.");
            using Stream packed = found[0].Open();
            return BoundedStream.ReadAll([], packed, Limit(found[0].CompressedLength, most), $"{Entry}, unpacked,");
        }
        catch (InvalidDataException e)
        {
            throw new DeepCalcException(ErrorCode.FileCorrupt, $"the archive is damaged: {e.Message}");
        }
    }

    // The size in the archive's directory may be false, so it only limits the reading.
    private static long Limit(long packed, long most) => packed < most ? Math.Min(most, packed * MostRatio) : most;
}
