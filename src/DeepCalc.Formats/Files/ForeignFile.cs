using System.IO.Compression;
using System.Text;

namespace DeepCalc.Formats.Files;

/// <summary>Recognises foreign files by their first bytes, so that the error says what the file is and what to do.</summary>
internal static class ForeignFile
{
    private const string Convert = "convert the model to ONNX";
    private const string Unpack = "unpack it, and import the file in it";

    // The importable files that an archive may hold, the most informative first.
    private static readonly string[] Readable = [".onnx", ".keras", ".h5", ".hdf5", ".gguf", ".safetensors", ".json"];

    // The position and bytes of a signature, the kind of file, the advice.
    private static readonly (int At, byte[] Signature, string What, string Advice)[] Kinds =
    [
        (0, [.. "version https://git-lfs"u8], "a Git LFS pointer to a file that was not downloaded", "run 'git lfs pull' in its repository, then import the file"),
        (4, [.. "TFL3"u8], "a TensorFlow Lite model", "convert it to ONNX, or save the original Keras model as .keras"),
        (4, [.. "ORTM"u8], "an ONNX Runtime model (.ort)", "import the .onnx file that it was converted from"),
        (4, [.. "ET12"u8], "an ExecuTorch program", "export the model as ONNX"),
        (0, [0x93, .. "NUMPY"u8], "a NumPy array", "save the weights with their names as safetensors"),
        (0, [.. "ggml"u8], "a llama.cpp file in a format older than GGUF", "convert it to GGUF"),
        (0, [.. "lmgg"u8], "a llama.cpp file in a format older than GGUF", "convert it to GGUF"),
        (0, [.. "tjgg"u8], "a llama.cpp file in a format older than GGUF", "convert it to GGUF"),
        (0, [.. "algg"u8], "a llama.cpp file in a format older than GGUF", "convert it to GGUF"),
        (0, [.. "fmgg"u8], "a llama.cpp file in a format older than GGUF", "convert it to GGUF"),
        (0, [0x1F, 0x8B], "compressed with gzip", Unpack),
        (0, [.. "BZh"u8], "compressed with bzip2", Unpack),
        (0, [0xFD, .. "7zXZ"u8], "compressed with xz", Unpack),
        (0, [0x28, 0xB5, 0x2F, 0xFD], "compressed with Zstandard", Unpack),
        (0, [.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], "a 7-Zip archive", Unpack),
        (0, [.. "Rar!"u8], "a RAR archive", Unpack),
        (257, [.. "ustar"u8], "a tar archive", Unpack),
        (0, [.. "%PDF"u8], "a PDF document", "import the model's own file"),
        (0, [0x7F, .. "ELF"u8], "a program or library", "import the model's own file"),
        (0, [0x89, .. "PNG"u8], "a PNG image", "import the model's own file"),
    ];

    /// <summary>Throws the error for a foreign file, recognised by its first bytes.</summary>
    /// <exception cref="DeepCalcException">The file is one.</exception>
    public static void Refuse(ReadOnlySpan<byte> head)
    {
        foreach ((int at, byte[] signature, string what, string advice) in Kinds)
        {
            if (head.Length >= at + signature.Length && head[at..].StartsWith(signature))
            {
                throw Error(what, advice);
            }
        }

        if (IsMarkup(head, out bool isNetwork))
        {
            throw isNetwork
                ? Error("an OpenVINO model", "import the ONNX file that it was converted from")
                : Error("an HTML or XML page, as a server sends it for a missing file or a login", "download the file itself, then import it");
        }
    }

    /// <summary>Throws the error for a foreign file that begins as an ONNX file does, recognised by its name.</summary>
    /// <exception cref="DeepCalcException">The file is one.</exception>
    public static void RefuseByName(string path)
    {
        if (Path.GetFileName(path).Equals("saved_model.pb", StringComparison.OrdinalIgnoreCase))
        {
            throw Error("a TensorFlow SavedModel", $"{Convert}, or save the Keras model as .keras");
        }

        if (Path.GetExtension(path).Equals(".mlmodel", StringComparison.OrdinalIgnoreCase))
        {
            throw Error("a Core ML model", "import the model that it was converted from, as ONNX or .keras");
        }
    }

    /// <summary>The error for an archive without a Keras model.</summary>
    public static DeepCalcException Archive(IReadOnlyCollection<ZipArchiveEntry> entries)
    {
        if (entries.Any(entry => entry.Name == "serialized_exported_program.json"))
        {
            return Error("a program of torch.export (.pt2)", "export the model as ONNX, or save its state_dict with torch.save");
        }

        if (entries.Count > 0 && entries.All(entry => entry.Name.EndsWith(".npy", StringComparison.OrdinalIgnoreCase)))
        {
            return Error("an archive of NumPy arrays", "save the weights as safetensors");
        }

        string[] models = [.. Readable.SelectMany(extension => entries.Where(entry => entry.Name.EndsWith(extension, StringComparison.OrdinalIgnoreCase) && !entry.FullName.Contains("..", StringComparison.Ordinal))).Select(entry => Quoted.Cut(entry.FullName))];
        return models.Length > 0
            ? Error($"an archive with {LayerNaming.Few(models.Take(3))}{(models.Length > 3 ? $" and {models.Length - 3} more" : "")} in it", $"unpack it, and import {models[0]} from there")
            : Error("an archive, but not a Keras model: it has no entry named config.json", "import a model's own file");
    }

    private static DeepCalcException Error(string what, string advice) => new(ErrorCode.FormatUnknown, $"the file is {what}; {advice}.");

    // <!DOCTYPE html>, <html lang="en">, <?xml version="1.0"?> and the like. OpenVINO's root element is named net.
    private static bool IsMarkup(ReadOnlySpan<byte> head, out bool isNetwork)
    {
        string text = Encoding.Latin1.GetString((head.StartsWith("\uFEFF"u8) ? head[3..] : head).TrimStart(" \t\r\n"u8));
        isNetwork = text.Contains("<net ", StringComparison.Ordinal);
        return text.StartsWith('<') && text.Length > 1 && (text[1] is '!' or '?' || char.IsAsciiLetter(text[1]));
    }
}
