using System.Formats.Tar;

namespace DeepCalc.Formats.Files;

/// <summary>Recognises pipes, devices and sockets by their path. Opening one can block for ever, so they are recognised before.</summary>
internal static class SpecialFile
{
    /// <summary>The error for a pipe, device or socket.</summary>
    public static DeepCalcException Error() => new(
        ErrorCode.FileUnreadable, "a pipe, device or socket cannot be imported; save its contents in a file, and import that file.");

    /// <summary>Whether a path is a pipe, device or socket. Only regular files of length 0 are opened.</summary>
    /// <exception cref="IOException">The file does not exist.</exception>
    public static bool Is(string path)
    {
        var file = new FileInfo(path);
        if (file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
        {
            file = target;
        }

        // Pipes, devices and sockets have the length 0; a file with bytes is a regular file.
        return file.Length == 0 && (file.Attributes.HasFlag(FileAttributes.Device) || !IsOrdinary(file.FullName));
    }

    // TarEntry records the file type. The framework has no other way to query it.
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
            // An archive cannot hold a socket.
            return false;
        }
    }
}
