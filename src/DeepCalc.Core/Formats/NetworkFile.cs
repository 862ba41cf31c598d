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
        throw new DeepCalcException(ErrorCode.FormatUnknown, $"{path} is of no kind that is known.");
    }
}
