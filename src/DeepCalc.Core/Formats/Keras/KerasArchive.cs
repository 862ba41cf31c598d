using System.IO.Compression;

namespace DeepCalc;

/// <summary>The archive of Keras 3: nothing of it is read but the entry that describes the model, and nothing is put anywhere.</summary>
internal static class KerasArchive
{
    private const string Entry = "config.json";

    // JSON shrinks to a thirtieth or so; a thousand times, only to be unpacked again.
    private const long MostRatio = 400;
    private const long Free = 1 << 20;
    private const int MostEntries = 100_000;

    public static ReadOnlyMemory<byte> ReadConfig(Stream stream, long most)
    {
        if (!stream.CanSeek)
        {
            throw new DeepCalcException(ErrorCode.FileUnreadable, "an archive must be read from a file, not from a pipe.");
        }

        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            if (archive.Entries.Count > MostEntries)
            {
                throw new DeepCalcException(ErrorCode.FileTooLarge, $"the archive has more than {MostEntries} entries.");
            }

            ZipArchiveEntry[] found = [.. archive.Entries.Where(entry => entry.FullName == Entry)];
            if (found.Length == 0)
            {
                throw ForeignFile.Archive(archive.Entries);
            }

            FileFault.Unless(found.Length == 1, $"the archive has {found.Length} entries named {Entry}, where Keras keeps the description of a model.");
            using Stream packed = found[0].Open();
            return BoundedStream.ReadAll([], packed, Limit(found[0].CompressedLength, most), $"{Entry}, unpacked,");
        }
        catch (InvalidDataException e)
        {
            throw new DeepCalcException(ErrorCode.FileCorrupt, $"the archive is damaged: {e.Message}");
        }
    }

    // What the archive says of its own sizes is not believed: it is a limit, not a length.
    private static long Limit(long packed, long most) => packed < most ? Math.Min(most, Math.Max(Free, packed * MostRatio)) : most;
}
