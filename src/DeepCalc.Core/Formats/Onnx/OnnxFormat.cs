namespace DeepCalc;

/// <summary>Reads ONNX files.</summary>
internal static class OnnxFormat
{
    /// <summary>The shape and type of every value of a file's main graph, by name.</summary>
    public static IReadOnlyDictionary<string, FileTensor> Describe(Stream stream, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        throw new DeepCalcException(ErrorCode.FormatUnknown, "ONNX files cannot be read yet.");
    }
}
