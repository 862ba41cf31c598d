using DeepCalc.Formats;

namespace DeepCalc;

/// <summary>Imports networks from files. Nothing in a file is run.</summary>
public static class NetworkFile
{
    /// <summary>
    /// The output of the network in a file; an <see cref="OutputSet"/> if it has several outputs. If the file is part of a set, the other
    /// files are read from the same folder.
    /// </summary>
    /// <exception cref="DeepCalcException">The file cannot be read, is damaged, or has an unknown format.</exception>
    public static Layer Import(string path, ImportOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        using FileStream stream = Open(path);
        string full = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(full)!;
        FilePlace place = new(Path.GetFileName(path), name => OpenPart(Path.Combine(folder, name), options))
        {
            OpenSettings = name => OpenIfThere(Path.Combine(folder, name)),
            Reopen = Reopening(full),
            Written = Writing(full),
        };
        return Import(stream, path, options with { Place = place });
    }

    /// <summary>
    /// The output of the network in a folder: that of its config.json, with the types and bytes of its checkpoint, or of another file. Null if
    /// the folder holds no network, or several in its subfolders.
    /// </summary>
    /// <exception cref="DeepCalcException">The folder or a file cannot be read, or a file is damaged.</exception>
    public static Layer? ImportFolder(string folder, ImportOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(options);
        return ModelFolder.Find(Path.GetFullPath(folder))?.Import(options);
    }

    /// <summary>The network in an open, seekable stream at its beginning. The file name gives the network its default name.</summary>
    /// <exception cref="DeepCalcException">The file is damaged, or has an unknown format.</exception>
    public static Layer Import(Stream stream, string path, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            stream.Position = 0;
            FileFormat format = FileFormat.Of(stream, path);
            FileFault.Unless(
                options.Values.Count == 0 || format.TakesValues,
                ErrorCode.InvalidSetting, $"-Value is valid only for ONNX files; in this file no shape depends on the contents of an input.");

            FileFault.Unless(
                options.OnlyPart is null || format.HasParts,
                ErrorCode.InvalidSetting, $"-Part is valid only for a config.json of a network of text and images; to cut this network at a layer, give -Output.");

            stream.Position = 0;
            FilePlace place = (options.Place ?? FilePlace.Alone(path)) with { Recognize = static (part, name) => FileFormat.Of(part, name) };
            return format.Read(stream, options.Name ?? FileFormat.NameFor(path), options with { Place = place });
        }
        catch (DeepCalcException e)
        {
            throw new DeepCalcException(ShortName(path), e);
        }
        catch (OverflowException)
        {
            throw LayerErrors.Overflow(ShortName(path), "size of a tensor");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unreadable(path, e);
        }
    }

    /// <summary>The name of a file in messages, with the folder's name before a common file name: <c>gpt2/config.json</c>.</summary>
    public static string ShortName(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        path = Path.TrimEndingDirectorySeparator(path);
        string file = Path.GetFileName(path);
        return FileFormat.FolderOf(path) is { } folder ? $"{folder}/{file}" : file;
    }

    /// <summary>Opens a regular file.</summary>
    /// <exception cref="DeepCalcException">The file cannot be opened, or is not a regular file.</exception>
    internal static FileStream Open(string path)
    {
        try
        {
            if (SpecialFile.Is(path))
            {
                throw new DeepCalcException(ShortName(path), SpecialFile.Error());
            }

            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (stream.CanSeek)
            {
                return stream;
            }

            stream.Dispose();
            throw new DeepCalcException(ShortName(path), SpecialFile.Error());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unreadable(path, e);
        }
    }

    // Functions of their own, since they are kept and must not keep the options and the cmdlet behind these.
    private static Func<Stream?> Reopening(string path) => () => OpenIfThere(path);

    private static Func<DateTime?> Writing(string path) => () => File.GetLastWriteTimeUtc(path);

    private static FileStream? OpenIfThere(string path) => File.Exists(path) ? Open(path) : null;

    private static FileStream? OpenPart(string path, ImportOptions options)
    {
        FileStream? stream = OpenIfThere(path);
        if (stream is not null)
        {
            options.Part?.Invoke(path);
        }

        return stream;
    }

    private static DeepCalcException Unreadable(string path, Exception why) => new(ErrorCode.FileUnreadable, $"{path} cannot be read: {why.Message}");
}
