using System.IO.Compression;
using System.Text;

namespace DeepCalc;

/// <summary>Files that are no networks or that nobody reads here, known by their first bytes, so that an error says what they are and what to do.</summary>
internal static class ForeignFile
{
    private const string Convert = "convert the model to ONNX";
    private const string Unpack = "unpack it, and import the file that is in it";

    // What an archive can hold that is read, the more telling first.
    private static readonly string[] Readable = [".onnx", ".keras", ".h5", ".hdf5", ".gguf", ".safetensors", ".json"];

    // Numbers of bytes: a place, a signature, what it is, what to do.
    private static readonly (int At, byte[] Signature, string What, string Advice)[] Kinds =
    [
        (0, [.. "version https://git-lfs"u8], "a pointer of Git LFS, which stands for a file that was not fetched", "run 'git lfs pull' in its repository, and import it then"),
        (4, [.. "TFL3"u8], "a model of TensorFlow Lite", "convert it to ONNX, or save the Keras model that it came from as .keras"),
        (4, [.. "ORTM"u8], "a model in the format of ONNX Runtime (.ort)", "import the .onnx file that it was made from"),
        (4, [.. "ET12"u8], "a program of ExecuTorch", "export the model as ONNX"),
        (0, [0x93, .. "NUMPY"u8], "an array of NumPy", "save the weights with their names, as safetensors"),
        (0, [.. "ggml"u8], "a file of llama.cpp from before GGUF", "convert it to GGUF"),
        (0, [.. "lmgg"u8], "a file of llama.cpp from before GGUF", "convert it to GGUF"),
        (0, [.. "tjgg"u8], "a file of llama.cpp from before GGUF", "convert it to GGUF"),
        (0, [.. "algg"u8], "a file of llama.cpp from before GGUF", "convert it to GGUF"),
        (0, [.. "fmgg"u8], "a file of llama.cpp from before GGUF", "convert it to GGUF"),
        (0, [0x1F, 0x8B], "packed with gzip", Unpack),
        (0, [.. "BZh"u8], "packed with bzip2", Unpack),
        (0, [0xFD, .. "7zXZ"u8], "packed with xz", Unpack),
        (0, [0x28, 0xB5, 0x2F, 0xFD], "packed with Zstandard", Unpack),
        (0, [.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], "an archive of 7-Zip", Unpack),
        (0, [.. "Rar!"u8], "an archive of RAR", Unpack),
        (257, [.. "ustar"u8], "a tar archive", Unpack),
        (0, [.. "%PDF"u8], "a PDF document", "import the model's own file"),
        (0, [0x7F, .. "ELF"u8], "a program or library", "import the model's own file"),
        (0, [0x89, .. "PNG"u8], "a picture", "import the model's own file"),
    ];

    /// <summary>An error if a file is one that is known and not read.</summary>
    /// <exception cref="DeepCalcException">It is one.</exception>
    public static void Refuse(ReadOnlySpan<byte> head)
    {
        foreach ((int at, byte[] signature, string what, string advice) in Kinds)
        {
            if (head.Length >= at + signature.Length && head[at..].StartsWith(signature))
            {
                throw Error(what, advice);
            }
        }

        if (head is [0x80, >= 2 and <= 5, ..])
        {
            throw Pickle();
        }

        if (IsMarkup(head, out bool isNetwork))
        {
            throw isNetwork
                ? Error("a network of OpenVINO", "import the ONNX file that it was converted from")
                : Error("a page of HTML or XML, which a server sends instead of a file that is not there or needs a login", "download the file itself, and import it then");
        }
    }

    /// <summary>An error if a file that begins as an ONNX file does is another, by its name.</summary>
    /// <exception cref="DeepCalcException">It is one.</exception>
    public static void RefuseByName(string path)
    {
        if (Path.GetFileName(path).Equals("saved_model.pb", StringComparison.OrdinalIgnoreCase))
        {
            throw Error("a SavedModel of TensorFlow", $"{Convert}, or save the Keras model as .keras");
        }

        if (Path.GetExtension(path).Equals(".mlmodel", StringComparison.OrdinalIgnoreCase))
        {
            throw Error("a model of Core ML", "import the file that it was converted from");
        }
    }

    /// <summary>The error for what PyTorch saves, as it is or in an archive.</summary>
    public static DeepCalcException Pickle() =>
        Error("a pickle of Python (PyTorch's .pt, .pth and .bin), which holds code", "export the model as ONNX or its weights as safetensors");

    /// <summary>The error for an archive that is no model of Keras.</summary>
    public static DeepCalcException Archive(IReadOnlyCollection<ZipArchiveEntry> entries)
    {
        if (entries.Any(entry => entry.Name == "data.pkl"))
        {
            return Pickle();
        }

        if (entries.Count > 0 && entries.All(entry => entry.Name.EndsWith(".npy", StringComparison.OrdinalIgnoreCase)))
        {
            return Error("an archive of arrays of NumPy", "save the weights as safetensors");
        }

        string[] models = [.. Readable.SelectMany(extension => entries.Where(entry => entry.Name.EndsWith(extension, StringComparison.OrdinalIgnoreCase) && !entry.FullName.Contains("..", StringComparison.Ordinal))).Select(entry => KerasSettings.Cut(entry.FullName))];
        return models.Length > 0
            ? Error($"an archive with {LayerNaming.Few(models.Take(3))}{(models.Length > 3 ? $" and {models.Length - 3} more" : "")} in it", $"unpack it, and import {models[0]} from there")
            : Error("an archive, and not one of Keras: it has no entry named config.json", "import a model's own file");
    }

    private static DeepCalcException Error(string what, string advice) => new(ErrorCode.FormatUnknown, $"the file is {what}; {advice}.");

    // <!DOCTYPE html>, <html lang="en">, <?xml version="1.0"?> and the like; a network of OpenVINO is an element named net.
    private static bool IsMarkup(ReadOnlySpan<byte> head, out bool isNetwork)
    {
        string text = Encoding.Latin1.GetString((head.StartsWith("\uFEFF"u8) ? head[3..] : head).TrimStart(" \t\r\n"u8));
        isNetwork = text.Contains("<net ", StringComparison.Ordinal);
        return text.StartsWith('<') && text.Length > 1 && (text[1] is '!' or '?' || char.IsAsciiLetter(text[1]));
    }
}
