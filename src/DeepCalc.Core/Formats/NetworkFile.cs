namespace DeepCalc;

/// <summary>Reads networks from files: what stands in them is only read, never run.</summary>
public static class NetworkFile
{
    /// <summary>The network in a file, as its output; of several outputs, an <see cref="OutputSet"/>.</summary>
    /// <exception cref="DeepCalcException">The file cannot be read, is damaged, or is of a kind that is not known.</exception>
    public static Layer Import(string path, ImportOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return Import(stream, path, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new DeepCalcException(ErrorCode.FileUnreadable, $"{path} cannot be read: {e.Message}");
        }
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
            return format.Read(stream, options.Name ?? FileFormat.NameFor(path), options);
        }
        catch (DeepCalcException e)
        {
            throw new DeepCalcException(ShortName(path), e);
        }
        catch (OverflowException)
        {
            throw Layer.Overflow(ShortName(path), "size of a tensor");
        }
    }

    /// <summary>What messages call a file: by its name, and by its folder's where the name is one that all have, such as <c>gpt2/config.json</c>.</summary>
    public static string ShortName(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string file = Path.GetFileName(path);
        return FileFormat.FolderOf(path) is { } folder ? $"{folder}/{file}" : file;
    }
}
