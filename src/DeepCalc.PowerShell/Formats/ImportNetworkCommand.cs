namespace DeepCalc.Commands;

/// <summary>Imports the network from each file or model folder, without the values of its weights.</summary>
/// <remarks>
/// <para>
/// The output is the last layer of the network, as from New-...Layer: every cmdlet that measures or continues a network accepts it.
/// A network is named after its file; a file called config or model gives it its folder's name. The contents of the file decide its
/// format. Nothing in a file is run, and only the names, shapes and types of weights are read.
/// </para>
/// <para>
/// Shapes from ONNX have the batch axis first, and channels before height and width. Shapes from Keras (.keras, .h5, .json),
/// TensorFlow.js (model.json), Hugging Face (config.json) and GGUF have no batch axis, as in composed networks. Files of safetensors, PyTorch
/// (.pt, .pth, .bin) and Keras's weights (.weights.h5), and GGUF files of an unknown architecture, hold tensors without a graph:
/// Measure-Parameter gives their parameters and bytes, and shapes and operations are unknown.
/// </para>
/// <para>
/// A network can be split over several files, such as model-00001-of-00003.safetensors with model.safetensors.index.json. Any of
/// these files imports the whole network, and its other files are skipped. A warning names missing files, and the counts are then
/// lower bounds.
/// </para>
/// <para>
/// The folder of a model is one network. Its config.json gives the graph, and its checkpoint gives the types and bytes in which the weights
/// are stored: StoredParameters, StoredBytes and BitsPerWeight of Measure-Network, and the weights of Measure-Memory. A warning names tensors
/// that only one of both has. Another folder is the network of its ONNX or Keras file, or its checkpoint. If there are several, a warning says
/// which is taken.
/// </para>
/// <para>
/// Open sizes of a file keep their names and appear in shapes as expressions; -Size sets them. A layer that DeepCalc does not
/// support is unknown, and so are the shapes that depend on it: Measure-Network says how many layers are counted. -Verbose shows
/// the format, its version and producer, the assumptions, the open sizes and the unknown layers.
/// </para>
/// <para>
/// An unreadable file is an error, and the import goes on with the next file. A folder without a network is skipped in a listing or among
/// the matches of a pattern; given by name, it is an error that lists what can be imported from it.
/// </para>
/// </remarks>
/// <example>
/// <code>Import-Network examples/models/*.* | Measure-Network</code>
/// <para>Measures each model in a folder, whatever its format: one row a model.</para>
/// </example>
/// <example>
/// <code>Import-Network examples/models/mobilenet_v2-dynamic.onnx -Size @{ height = 320; width = 320 } | Measure-Operation</code>
/// <para>Imports an ONNX file with an open image size, and sets it to 320x320.</para>
/// </example>
/// <example>
/// <code>Import-Network examples/models/resnet18.onnx -Output /avgpool/GlobalAveragePool | New-FlattenLayer | New-DenseLayer 10 | Measure-Layer</code>
/// <para>Cuts a network before its last layers and adds a new head.</para>
/// </example>
/// <example>
/// <code>Import-Network examples/models/residual.keras -Size @{ H = 32; W = 32 } | Measure-Layer</code>
/// <para>Imports a Keras model; H and W are the open sizes of its image.</para>
/// </example>
/// <example>
/// <code>Import-Network examples/models/gpt2/config.json -Size @{ T = 1024 } | Measure-Network</code>
/// <para>Builds the network that a config.json describes, for a sequence of T = 1024 tokens.</para>
/// </example>
/// <example>
/// <code>Import-Network examples/lambda.json -Shape @{ normalise = '64,64,3' } | Measure-Network</code>
/// <para>Tells the output of a layer that runs Python code, so that the layers behind it are counted.</para>
/// </example>
/// <example>
/// <code>Import-Network examples/models/clip/config.json -Part Vision | Measure-Network</code>
/// <para>Builds the vision network of a network of texts and images; without -Part, the whole with both inputs.</para>
/// </example>
/// <example>
/// <code>Get-ChildItem examples/models -Directory | Import-Network | Measure-Memory -Length 64</code>
/// <para>Imports the network of each model folder, and measures its memory for 64 tokens.</para>
/// </example>
/// <example>
/// <code>Import-Network examples/models/digits.safetensors, examples/models/tiny-q4_0.gguf | Measure-Parameter -PerWeight</code>
/// <para>Lists the tensors of two checkpoints, each with its type and bytes.</para>
/// </example>
[Cmdlet(VerbsData.Import, "Network", DefaultParameterSetName = ByPath)]
[OutputType(typeof(Layer))]
public sealed class ImportNetworkCommand : FileCommand
{
    // Files that belong to a network imported before.
    private readonly HashSet<string> _parts = new(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    // Folders without a network that came among the files.
    private readonly List<string> _folders = [];

    // The names of the files' open sizes.
    private readonly SortedSet<string> _openSizes = new(StringComparer.OrdinalIgnoreCase);

    // The names of the files' layers of unknown shape.
    private readonly SortedSet<string> _unknownShapes = new(StringComparer.OrdinalIgnoreCase);

    private ImportProgress? _progress;
    private ImportOptions _options = new();
    private Dictionary<string, long> _sizes = [];
    private Dictionary<string, TensorShape> _shapes = [];
    private bool _isVerbose;
    private bool _isOnlyFile;
    private bool _isAnyImported;

    /// <summary>
    /// Numbers for the open sizes of the file, by name: @{ batch = 1; height = 640 }. In an ONNX file, an axis without a name, or with a
    /// placeholder such as ? or None, is named after its input and axis: input_0. In a Keras file, the axes of a single input are named H,
    /// W, D, T or C; those of several inputs are named image_0, image_1. In a Hugging Face file, the length of the sequence is T, and S
    /// that of an encoder's; H and W are the sizes of an image, or P is the number of its patches. A name that none of the files has is an error.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(SizeCompleter))]
    public Hashtable? Size { get; set; }

    /// <summary>
    /// The contents of inputs of an ONNX file, where shapes depend on them, by name: @{ shape = 2, 3, -1 } or @{ scales = 1, 1, 0.8, 0.8 }.
    /// The numbers of a matrix are given row by row.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ValueCompleter))]
    public Hashtable? Value { get; set; }

    /// <summary>
    /// The output shapes of layers that run code or an operator that DeepCalc does not know, by name, in files of Keras and ONNX:
    /// @{ lambda_1 = '64,64,3' }. As the other shapes of the file, they are without the batch axis in Keras, and with it in ONNX. The work of
    /// such a layer stays unknown. A name that no layer of unknown shape has is an error.
    /// </summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable? Shape { get; set; }

    /// <summary>The names of outputs, or of layers or values at which to cut the network. The default is all outputs of the file.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LayerNameCompleter))]
    public string[] Output { get; set; } = [];

    /// <summary>
    /// The part of a network of text and images from a config.json: Text for its text network, Vision for its vision network with what makes the
    /// features fit. The default is the whole, with the inputs of both.
    /// </summary>
    [Parameter]
    [Setting(typeof(NetworkPart))]
    public NetworkPart? Part { get; set; }

    /// <summary>A name for the network, instead of the file's name; valid for one file.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Makes an unknown layer an error, instead of leaving it out of the counts.</summary>
    [Parameter]
    public SwitchParameter Strict { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _progress = new ImportProgress(this);
        _isVerbose = IsVerbose();
        try
        {
            _sizes = NamedNumbers.Sizes(Size);
            _shapes = NamedNumbers.Shapes(Shape);
            _options = new ImportOptions
            {
                Values = NamedNumbers.Values(Value),
                Outputs = Output,
                OnlyPart = Part,
                Name = Name,
                IsStrict = Strict,
                Cancellation = StopToken,
            };
        }
        catch (DeepCalcException e)
        {
            // The mistake would repeat for every file.
            ThrowTerminatingError(e.ToRecord(null));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        IReadOnlyList<FoundPath> files = Resolve();
        _isOnlyFile = files.Count == 1 && !MyInvocation.ExpectingInput;
        foreach (FoundPath file in files)
        {
            if (_parts.Contains(file.Path))
            {
                WriteVerbose($"{NetworkFile.ShortName(file.Path)} is skipped: it is part of a network imported before.");
                continue;
            }

            // The number of files in a pipeline is unknown in advance.
            _progress!.Begin(file.Path, MyInvocation.ExpectingInput ? 0 : files.Count);
            Import(file);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _progress?.End();

        // Folders without a network are skipped among files. If there is nothing else, the user meant the folders.
        foreach (string folder in _progress?.Count == _folders.Count ? _folders : [])
        {
            RefuseFolder(folder, folder);
        }

        if (_isAnyImported && NamedNumbers.Unused(_sizes, _openSizes, "the files have", "the files have no open sizes") is { } error)
        {
            WriteError(error.ToRecord(null));
        }

        if (_isAnyImported && NamedNumbers.Unused(_shapes, _unknownShapes, "the files have") is { } unused)
        {
            WriteError(unused.ToRecord(null));
        }
    }

    private void Import(FoundPath found)
    {
        string file = found.Path;
        var sizes = new AskedNames<long>(_sizes);
        var shapes = new AskedNames<TensorShape>(_shapes);
        var facts = new List<string>();
        var warnings = new List<string>();
        var parts = new List<string>();
        Layer? network;
        try
        {
            DeepCalcException.ThrowIf(
                Name is not null && _progress!.Count > 1, ErrorCode.InvalidSetting,
                $"-Name '{Name}' is valid for one file, and {file} is a further one; leave out -Name, and each network is named after its file.");

            ImportOptions options = _options with { Sizes = sizes, Shapes = shapes, Fact = _isVerbose ? facts.Add : null, Warning = warnings.Add, Part = parts.Add };
            network = Read(() => found.IsFolder ? NetworkFile.ImportFolder(file, options) : NetworkFile.Import(file, options));
            if (network is null)
            {
                PassOver(found);
                return;
            }

            RequireUsed(file, sizes, shapes);
        }
        catch (DeepCalcException e)
        {
            WriteError(e.ToRecord(file));
            return;
        }
        finally
        {
            _parts.UnionWith(parts);
        }

        _isAnyImported = true;
        warnings.ForEach(warning => WriteWarning($"{NetworkFile.ShortName(file)}: {warning}"));
        if (_isVerbose)
        {
            WriteFacts(file, network, facts, sizes);
        }

        WriteObject(network);
    }

    // With one file this is an error at once. With several, another file may have the size or the layer.
    private void RequireUsed(string file, AskedNames<long> sizes, AskedNames<TensorShape> shapes)
    {
        _openSizes.UnionWith(sizes.Asked);
        _unknownShapes.UnionWith(shapes.Asked);
        DeepCalcException?[] unused =
        [
            NamedNumbers.Unused(_sizes, sizes.Asked, "the file has", "the file has no open sizes"), NamedNumbers.Unused(_shapes, shapes.Asked, "the file has"),
        ];
        foreach (DeepCalcException error in unused.OfType<DeepCalcException>())
        {
            if (_isOnlyFile)
            {
                throw new DeepCalcException(NetworkFile.ShortName(file), error);
            }

            WriteVerbose($"{NetworkFile.ShortName(file)}: {error.Message}");
        }
    }

    private void WriteFacts(string file, Layer network, List<string> facts, AskedNames<long> sizes)
    {
        string name = NetworkFile.ShortName(file);
        facts.ForEach(fact => WriteVerbose($"{name}: {fact}"));
        string[] open = [.. sizes.Asked.Where(size => !_sizes.ContainsKey(size)).Order(StringComparer.Ordinal)];
        if (open.Length > 0)
        {
            WriteVerbose($"{name}: open sizes, which -Size sets: {string.Join(", ", open)}.");
        }

        try
        {
            NetworkMeasurement row = NetworkMeasurement.Of(new Network(network));
            WriteVerbose($"{name}: {row.Coverage}{(row.Assumed is null ? "" : $", for {row.Assumed}")}.");
        }
        catch (DeepCalcException e)
        {
            // Measuring the network reports this as an error.
            WriteVerbose($"{name}: {e.Message}");
        }
    }

    private bool IsVerbose() => MyInvocation.BoundParameters.TryGetValue("Verbose", out object? given)
        ? given is SwitchParameter { IsPresent: true }
        : LanguagePrimitives.TryConvertTo(GetVariableValue("VerbosePreference"), out ActionPreference preference) && preference is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    // Skips a folder without a network in a listing or among the matches of a pattern; one given by name is an error.
    private void PassOver(FoundPath folder)
    {
        if (folder.IsListed)
        {
            _folders.Add(folder.Path);
            WriteVerbose($"{folder.Path} is a folder without a network of its own; it is skipped.");
        }
        else
        {
            RefuseFolder(folder.Path, folder.Typed.Contains("::", StringComparison.Ordinal) || folder.Typed.Contains('`', StringComparison.Ordinal) ? folder.Path : folder.Typed);
        }
    }

    private void RefuseFolder(string folder, string typed)
    {
        try
        {
            WriteError(FolderAdvice.Error(folder, typed).ToRecord(folder));
        }
        catch (DeepCalcException e)
        {
            WriteError(e.ToRecord(folder));
        }
    }
}
