using System.Formats.Tar;

namespace DeepCalc;

/// <summary>Pipes, devices and sockets, which have names as files have. To open one can wait for ever, so that it must be known before.</summary>
internal static class SpecialFile
{
    /// <summary>The error for one of them.</summary>
    public static DeepCalcException Error() => new(
        ErrorCode.FileUnreadable, "a pipe, a device or a socket is not read; save what comes from it in a file, and import that file.");

    /// <summary>Whether it is one of them. Nothing is opened unless it is an ordinary file without bytes.</summary>
    /// <exception cref="IOException">There is no such file.</exception>
    public static bool Is(string path)
    {
        var file = new FileInfo(path);
        if (file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
        {
            file = target;
        }

        // All of them have no length. What an ordinary file has, no other has.
        return file.Length == 0 && (file.Attributes.HasFlag(FileAttributes.Device) || !IsOrdinary(file.FullName));
    }

    // Archives keep the types of files, and nothing else of the framework tells them.
    private static bool IsOrdinary(string path)
    {
        try
        {
            using var entry = new MemoryStream();
            using (var writer = new TarWriter(entry, TarEntryFormat.Pax, leaveOpen: true))
            {
                writer.WriteEntry(path, "file");
            }

            entry.Position = 0;
            using var reader = new TarReader(entry);
            return reader.GetNextEntry()?.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile;
        }
        catch (IOException)
        {
            // A socket has no place in an archive.
            return false;
        }
    }
}
