using DeepCalc.Formats;

namespace DeepCalc;

/// <summary>The code that Python would run to load a checkpoint. Nothing of it is run here.</summary>
/// <param name="Calls">What Python would import and call, in the order of the file.</param>
/// <param name="Fault">The fault at which the reading ended, or null. Python would have run the calls before it.</param>
public sealed record CheckpointSafety(IReadOnlyList<CheckpointCall> Calls, DeepCalcException? Fault)
{
    /// <summary>The code in a file. Files of safetensors, GGUF and ONNX have none.</summary>
    /// <exception cref="DeepCalcException">The file cannot be read, or has a format that can hold code and is not searched.</exception>
    public static CheckpointSafety Of(string path, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = NetworkFile.Open(path);
        return Of(stream, path, cancellation);
    }

    /// <summary>The code in an open, seekable stream.</summary>
    /// <exception cref="DeepCalcException">The file has a format that can hold code and is not searched.</exception>
    public static CheckpointSafety Of(Stream stream, string path, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            stream.Position = 0;
            FileFormat format = FileFormat.Of(stream, path);
            FileFault.Unless(
                format.FindCode is not null,
                ErrorCode.FormatUnknown, $"the file is one of {format.Name}, which can hold code in other forms than a pickle; it is not searched. Files of PyTorch are, and those of safetensors, GGUF and ONNX hold none.");

            stream.Position = 0;
            (IReadOnlyList<CheckpointCall> calls, DeepCalcException? fault) = format.FindCode!(stream, cancellation);
            return new CheckpointSafety(
                [.. calls.Select(call => call with { File = path })], fault is null ? null : new DeepCalcException(NetworkFile.ShortName(path), fault));
        }
        catch (DeepCalcException e)
        {
            throw new DeepCalcException(NetworkFile.ShortName(path), e);
        }
        catch (IOException e)
        {
            throw new DeepCalcException(ErrorCode.FileUnreadable, $"{path} cannot be read: {e.Message}");
        }
    }
}
