namespace DeepCalc;

/// <summary>Files of networks that are not read, known by their first bytes so that an error can say what to do instead.</summary>
internal static class ForeignFile
{
    /// <summary>A model or weights as PyTorch saves them, as they are or in an archive.</summary>
    public const string Pickle = "the file is a pickle of Python (PyTorch's .pt and .pth), which holds code; export the model as ONNX or its weights as safetensors";

    /// <summary>What a file is, or null.</summary>
    public static string? Describe(ReadOnlySpan<byte> head) =>
        head is [0x80, >= 2 and <= 5, ..] ? Pickle
        : head.Length >= 8 && head[4..].StartsWith("TFL3"u8) ? "the file is one of TensorFlow Lite; convert the model to ONNX, or save it as .keras"
        : null;
}
