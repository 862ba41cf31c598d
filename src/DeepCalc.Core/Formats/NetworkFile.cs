namespace DeepCalc;

/// <summary>Reads networks from files: what stands in them is only read, never run.</summary>
public static class NetworkFile
{
    /// <summary>
    /// The network in a file, as its output; of several outputs, an <see cref="OutputSet"/>. A file that is one of several is read with
    /// the others, which stand beside it.
    /// </summary>
    /// <exception cref="DeepCalcException">The file cannot be read, is damaged, or is of a kind that is not known.</exception>
    public static Layer Import(string path, ImportOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        using FileStream stream = Open(path);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return Import(stream, path, options with { Place = new FilePlace(Path.GetFileName(path), name => OpenPart(Path.Combine(folder, name), options)) });
    }

    /// <summary>The network in a file that is open and can seek, from its beginning; its name tells what the network is called.</summary>
    /// <exception cref="DeepCalcException">The file is damaged, or of a kind that is not known.</exception>
    public static Layer Import(Stream stream, string path, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            stream.Position = 0;
            FileFormat format = FileFormat.Of(stream, path);
            if (options.Values.Count > 0 && !format.TakesValues)
            {
                throw new DeepCalcException(ErrorCode.InvalidSetting, "no shape in a file of this kind depends on what an input holds; -Value is for ONNX files.");
            }

            stream.Position = 0;
            return format.Read(stream, options.Name ?? FileFormat.NameFor(path), options.Place is null ? options with { Place = FilePlace.Alone(path) } : options);
        }
        catch (DeepCalcException e)
        {
            throw new DeepCalcException(ShortName(path), e);
        }
        catch (OverflowException)
        {
            throw Layer.Overflow(ShortName(path), "size of a tensor");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unreadable(path, e);
        }
    }

    /// <summary>The name of a file in messages: its own, and its folder's where the name is one that all have, such as <c>gpt2/config.json</c>.</summary>
    public static string ShortName(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string file = Path.GetFileName(path);
        return FileFormat.FolderOf(path) is { } folder ? $"{folder}/{file}" : file;
    }

    /// <summary>Opens an ordinary file.</summary>
    /// <exception cref="DeepCalcException">It cannot be opened, or is none.</exception>
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

    private static FileStream? OpenPart(string path, ImportOptions options)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        FileStream stream = Open(path);
        options.Part?.Invoke(path);
        return stream;
    }

    private static DeepCalcException Unreadable(string path, Exception why) => new(ErrorCode.FileUnreadable, $"{path} cannot be read: {why.Message}");
}
