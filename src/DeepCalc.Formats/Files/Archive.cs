using System.IO.Compression;

namespace DeepCalc.Formats.Files;

/// <summary>Reads entries of a zip archive. Nothing is written to disk.</summary>
internal sealed class Archive : IDisposable
{
    // The text of a model compresses to about a thirtieth. A factor of a thousand suggests a decompression bomb. The limit holds for
    // archives of every size, so that memory is bounded by the size of the file.
    private const long MostRatio = 400;
    private const int MostEntries = 100_000;

    private readonly ZipArchive _zip;

    private Archive(ZipArchive zip) => _zip = zip;

    /// <summary>The entries.</summary>
    public IReadOnlyCollection<ZipArchiveEntry> Entries => _zip.Entries;

    /// <summary>Whether a file with these first bytes is an archive.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> head) => head.StartsWith("PK"u8);

    /// <summary>Opens the archive in a stream.</summary>
    /// <exception cref="DeepCalcException">The archive is damaged, or has too many entries.</exception>
    public static Archive Open(Stream stream)
    {
        FileFault.Unless(stream.CanSeek, ErrorCode.FileUnreadable, $"an archive must be on disk; it cannot be read from a pipe.");
        return Guard(() =>
        {
            var archive = new Archive(new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true));
            FileFault.Unless(
                archive.Entries.Count <= MostEntries,
                ErrorCode.FileTooLarge, $"the archive has more than {MostEntries} entries, the most that is read.");
            return archive;
        });
    }

    /// <summary>The contents of an entry, unpacked.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="most">The largest number of bytes.</param>
    /// <exception cref="DeepCalcException">The entry is damaged, or too large.</exception>
    public static ReadOnlyMemory<byte> Read(ZipArchiveEntry entry, long most) => Guard(() =>
    {
        // The size in the archive's directory may be false, so it only limits the reading.
        long limit = entry.CompressedLength < most ? Math.Min(most, entry.CompressedLength * MostRatio) : most;
        using Stream packed = entry.Open();
        return BoundedStream.ReadAll([], packed, limit, $"{Quoted.Cut(entry.FullName)}, unpacked,");
    });

    public void Dispose() => _zip.Dispose();

    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException e)
        {
            throw new DeepCalcException(ErrorCode.FileCorrupt, $"the archive is damaged: {e.Message}");
        }
    }
}
