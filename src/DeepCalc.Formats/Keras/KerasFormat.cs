using System.Text;
using DeepCalc.Formats.Hdf5;
using DeepCalc.Formats.TensorFlowJs;

namespace DeepCalc.Formats.Keras;

/// <summary>
/// Reads the structure of Keras models: the JSON of Keras 2 and 3 and of TensorFlow.js, the archives of Keras 3, and the HDF5 files of
/// Keras 2. A file without a structure gives its tensors. Values of weights are not read, and no code in a file is run.
/// </summary>
internal static class KerasFormat
{
    // A limit above any description of a model; weights are stored elsewhere.
    private const long MostJson = 256L << 20;

    /// <summary>Whether a JSON text with these first bytes is from Keras or TensorFlow.js.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> head)
    {
        foreach (string name in (ReadOnlySpan<string>)["class_name", "modelTopology", "model_config", "weightsManifest"])
        {
            // In JSON encoded as a string, the quotation mark may be an escape.
            int at = head.IndexOf(Encoding.UTF8.GetBytes(name));
            if (at > 0 && (head[at - 1] == '"' || head[..at].EndsWith("\\u0022"u8)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The output of the network in a file; an <see cref="OutputSet"/> if it has several outputs.</summary>
    /// <exception cref="DeepCalcException">The file is damaged, contradicts itself or is not a Keras file.</exception>
    public static Layer Read(Stream stream, string name, ImportOptions options)
    {
        try
        {
            if (Json(stream, out string part) is not { } json)
            {
                return KerasWeights.Read(stream, name, options);
            }

            using JsonDocument document = PythonJson.Parse(json, part, KerasSettings.MostDepth);

            // to_json returns a string, which many write as JSON once more.
            using JsonDocument? inner = document.RootElement.ValueKind == JsonValueKind.String
                ? PythonJson.Parse(Encoding.UTF8.GetBytes(document.RootElement.GetString()!), part, KerasSettings.MostDepth)
                : null;
            JsonElement root = (inner ?? document).RootElement;
            if (!HasLayers(root) && WeightManifest.In(root) is { } manifest)
            {
                return WeightManifest.Read(manifest, name, options);
            }

            options.Fact?.Invoke(Describe(root, part));
            return Build(ModelOf(root, part), StoredWeights.In(root), name, options, json.Length);
        }
        catch (OverflowException)
        {
            throw LayerErrors.Overflow(name, "size");
        }
        catch (Exception e) when (e is IOException or InvalidDataException or NotSupportedException)
        {
            throw new DeepCalcException(ErrorCode.FileUnreadable, $"the file cannot be read: {e.Message}");
        }
    }

    // The description of the model; null for an HDF5 file that has none.
    private static ReadOnlyMemory<byte>? Json(Stream stream, out string part)
    {
        byte[] start = new byte[8];
        int length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        FileFault.Unless(length > 0, $"the file is empty.");

        ReadOnlySpan<byte> head = start.AsSpan(0, length);
        if (head.StartsWith("PK"u8))
        {
            part = "config.json";
            return KerasArchive.ReadConfig(stream, MostJson);
        }

        if (head.SequenceEqual(Hdf5File.Signature))
        {
            part = "model_config";
            return Hdf5File.Open(stream).Text(part, MostJson);
        }

        part = "the file";
        return head.ContainsAny((byte)'{', (byte)'[') || head.Trim(" \t\r\n"u8).IsEmpty
            ? BoundedStream.ReadAll(head, stream, MostJson, part)
            : throw new DeepCalcException(ErrorCode.FormatUnknown, "the file is neither JSON, nor a Keras archive (.keras), nor an HDF5 file (.h5).");
    }

    // A graph model has nodes in place of layers, and a file of weights has no topology.
    private static bool HasLayers(JsonElement root) =>
        KerasSettings.TextOf(root, "format") != "graph-model"
        && (KerasSettings.Property(root, "modelTopology") ?? root) is var topology
        && (KerasSettings.Property(topology, "class_name") ?? KerasSettings.Property(topology, "model_config")) is not null;

    // The model inside its container. Keras has none; TensorFlow.js has a topology with the model itself or a model_config.
    private static JsonElement ModelOf(JsonElement json, string part)
    {
        FileFault.Unless(
            KerasSettings.TextOf(json, "format") != "graph-model",
            ErrorCode.FormatUnknown, $"the file is a TensorFlow.js graph model, which has no layers any more; convert the original Keras model as a layers model, or save it as .keras or .json.");

        foreach (string name in (ReadOnlySpan<string>)["modelTopology", "model_config"])
        {
            json = KerasSettings.Property(json, name) ?? json;
        }

        FileFault.Unless(
            part != "config.json" || KerasSettings.Property(json, "model_type") is null,
            ErrorCode.FormatUnknown, $"the file is an archive with a Hugging Face config.json; unpack it, and import the config.json.");

        return KerasSettings.Property(json, "class_name") is not null
            ? json
            : throw new DeepCalcException(ErrorCode.FormatUnknown, $"{part} does not describe a Keras model: it must have a class_name, modelTopology or model_config.");
    }

    // Keras 3 stores its version only in the archive's metadata.json.
    private static string Describe(JsonElement root, string part)
    {
        JsonElement topology = KerasSettings.Property(root, "modelTopology") ?? root;
        string version = Text("keras_version") is { } keras ? $"version {Quoted.Cut(keras)}" : "unknown version";
        string kind = part switch { "config.json" => "Keras archive (.keras)", "model_config" => "Keras HDF5 file", _ => KerasSettings.Property(root, "modelTopology") is null ? "Keras JSON" : "TensorFlow.js model.json" };
        return $"{kind}, {version}{(Text("backend") is { } backend ? $", backend {Quoted.Cut(backend)}" : "")}; shapes have no batch axis.";

        string? Text(string name) => KerasSettings.TextOf(root, name) ?? KerasSettings.TextOf(topology, name);
    }

    private static Layer Build(JsonElement json, StoredWeights? stored, string name, ImportOptions options, long size)
    {
        FileFault.Unless(
            KerasModel.IsModel(json),
            ErrorCode.LayerUnknown, $"{Quoted.Cut(KerasModel.ClassOf(json))} is a subclassed model, whose layers are in its code, not in the file; Sequential and functional models are supported.");

        var census = KerasCensus.Of(json);
        var import = new KerasImport(options, name, census.Layout, size, stored) { HasOneInput = census.Inputs <= 1, IsBeforeKeras3 = KerasSettings.Property(json, "module") is null };
        var scope = new KerasScope(IsFrozen: KerasModel.IsFrozen(KerasSettings.Of(json).Json));
        KerasOutputs outputs = new KerasModel(import).Build(json, scope, null);
        Layer[] chosen = options.Outputs.Count == 0
            ? [.. outputs.All.Distinct()]
            : [.. options.Outputs.Select(output => import.Find(output) ?? throw NotFound(output, import)).Distinct()];
        return chosen.Length == 1 ? chosen[0] : new Layer(new OutputSet(), null, chosen);
    }

    private static DeepCalcException NotFound(string name, KerasImport import) => new(
        ErrorCode.LayerNotFound, $"the file has no layer named '{name}'. {LayerNaming.Near(name, import.Names)}");
}
