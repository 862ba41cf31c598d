using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Imports the network of each file, without its weights.</summary>
/// <remarks>
/// <para>
/// The output is a layer, the last of the network, as from New-...Layer: everything that measures or continues a network takes it. A network has
/// the name of its file, or of the folder of a file that is called config or model. Nothing in a file is run, and of weights only names, shapes and
/// types are read. The format is known by the contents of the file.
/// </para>
/// <para>
/// Of ONNX, shapes have the batch axis in front and the channels before height and width. Of Keras (.keras, .h5, .json), TensorFlow.js (model.json)
/// and Hugging Face (config.json), shapes have no batch axis, as in composed networks. Files of safetensors and GGUF have tensors and no graph:
/// Measure-Parameter gives their parameters and bytes, and shapes and operations are unknown.
/// </para>
/// <para>
/// A network in several files, such as model-00001-of-00003.safetensors or its model.safetensors.index.json, is one network: any of its files imports
/// it, and further files of it are left out. Files that are missing are named in a warning, and the counts are lower bounds.
/// </para>
/// <para>
/// Sizes that a file leaves open keep their names and stay in all shapes as expressions; -Size gives them numbers. A layer that DeepCalc does not know
/// is unknown, and so is what depends on it: Measure-Network says how many layers are counted. -Verbose says the format, its version and producer, the
/// assumptions, the open sizes and the unknown layers.
/// </para>
/// <para>
/// A file that cannot be read is an error of its own, and the next one follows. A folder among the files of a pattern or a listing is left out; the error
/// for a folder that is named says which of its files to import.
/// </para>
/// </remarks>
/// <example>
/// <code>Import-Network examples/models/*.* | Measure-Network</code>
/// <para>One row for each model of a folder, whatever kind it is of.</para>
/// </example>
/// <example>
/// <code>Import-Network examples/models/mobilenet_v2-dynamic.onnx -Size @{ height = 320; width = 320 } | Measure-Operation</code>
/// <para>An ONNX file that leaves the size of the image open, for images of 320x320.</para>
/// </example>
/// <example>
/// <code>Import-Network examples/models/resnet18.onnx -Output /avgpool/GlobalAveragePool | New-FlattenLayer | New-DenseLayer 10 | Measure-Layer</code>
/// <para>A network cut before its last layers, with a new head.</para>
/// </example>
/// <example>
/// <code>Import-Network examples/models/residual.keras -Size @{ H = 32; W = 32 } | Measure-Layer</code>
/// <para>A model of Keras: the open sizes of its image are H and W.</para>
/// </example>
/// <example>
/// <code>Import-Network examples/models/gpt2/config.json -Size @{ T = 1024 } | Measure-Network</code>
/// <para>The network that the settings of a family describe, for a sequence of 1024 words: its length is T.</para>
/// </example>
/// <example>
/// <code>Import-Network examples/models/digits.safetensors, examples/models/tiny-q4_0.gguf | Measure-Parameter -PerWeight</code>
/// <para>The tensors of two checkpoints, each with its type and its bytes.</para>
/// </example>
[Cmdlet(VerbsData.Import, "Network", DefaultParameterSetName = ByPath)]
[OutputType(typeof(Layer))]
public sealed class ImportNetworkCommand : PSCmdlet, IDisposable
{
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";

    private readonly CancellationTokenSource _stop = new();

    // Files that were read as parts of a network already.
    private readonly HashSet<string> _parts = new(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    // Folders that came among files.
    private readonly List<string> _folders = [];

    // The names of the sizes that files leave open.
    private readonly SortedSet<string> _openSizes = new(StringComparer.OrdinalIgnoreCase);

    private ImportProgress? _progress;
    private ImportOptions _options = new();
    private Dictionary<string, long> _sizes = [];
    private bool _isVerbose;
    private bool _isOnlyFile;
    private bool _isAnyImported;

    /// <summary>The files, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPath, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The files, their names taken as they are. What Get-ChildItem puts out binds to it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByLiteralPath, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Numbers for sizes that the file leaves open, by their names: @{ batch = 1; height = 640 }. In an ONNX file, an axis without a name, or with a placeholder such as ? or None, has the name of its input and its own number: input_0. In Keras, the axes of a single input are H and W, D, T or C by their places, and those of several inputs image_0, image_1; in Hugging Face, the length of the sequence is T. A name that the file does not have, or of several files none, is an error.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(SizeCompleter))]
    public Hashtable? Size { get; set; }

    /// <summary>What inputs of an ONNX file hold, where shapes depend on it, by their names: @{ shape = 2, 3, -1 } or @{ scales = 1, 1, 0.8, 0.8 }. The numbers of a matrix are given row by row.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ValueCompleter))]
    public Hashtable? Value { get; set; }

    /// <summary>The names of outputs, or of layers or values to cut the network at. Without it, all outputs of the file.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LayerNameCompleter))]
    public string[] Output { get; set; } = [];

    /// <summary>A name for the network, instead of that of its file; for one file.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Takes a layer that is not known for an error, instead of leaving it out of the counts.</summary>
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
            _options = new ImportOptions
            {
                Values = NamedNumbers.Values(Value),
                Outputs = Output,
                Name = Name,
                IsStrict = Strict,
                Cancellation = _stop.Token,
            };
        }
        catch (DeepCalcException e)
        {
            // It would be wrong for every file.
            ThrowTerminatingError(e.ToRecord(null));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        bool isLiteral = ParameterSetName == ByLiteralPath;
        List<string> files = [.. (isLiteral ? LiteralPath : Path).SelectMany(path => Resolve(path, isLiteral))];
        _isOnlyFile = files.Count == 1 && !MyInvocation.ExpectingInput;
        foreach (string file in files)
        {
            if (_parts.Contains(file))
            {
                WriteVerbose($"{NetworkFile.ShortName(file)} is left out: it is a part of a network that is imported already.");
                continue;
            }

            // Of files that come one by one, nobody knows how many there will be.
            _progress!.Begin(file, MyInvocation.ExpectingInput ? 0 : files.Count);
            Import(file);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _progress?.End();

        // Folders among files are passed over; where there is nothing else, they are what was meant.
        foreach (string folder in _progress is { Count: 0 } ? _folders : [])
        {
            RefuseFolder(folder, folder);
        }

        if (_isAnyImported && _sizes.Keys.Where(name => !_openSizes.Contains(name)).ToArray() is { Length: > 0 } unused)
        {
            WriteError(UnknownSize(unused, "the files have", _openSizes, "the files leave no size open").ToRecord(null));
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private void Import(string file)
    {
        var sizes = new AskedSizes(_sizes);
        var facts = new List<string>();
        var warnings = new List<string>();
        var parts = new List<string>();
        Layer network;
        try
        {
            if (Name is not null && _progress!.Count > 1)
            {
                throw new DeepCalcException(ErrorCode.InvalidSetting, $"-Name '{Name}' is for one file, and {file} is one more; leave it out, and networks are called as their files.");
            }

            ImportOptions options = _options with { Sizes = sizes, Fact = _isVerbose ? facts.Add : null, Warning = warnings.Add, Part = parts.Add };
            network = StoppableWork.Run(() => NetworkFile.Import(file, options), _stop.Token);
            RequireSizes(file, sizes);
        }
        catch (DeepCalcException e)
        {
            WriteError(e.ToRecord(file));
            return;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        finally
        {
            _parts.UnionWith(parts);
        }

        _isAnyImported = true;
        warnings.ForEach(warning => WriteWarning($"{NetworkFile.ShortName(file)}: {warning}"));
        if (_isVerbose)
        {
            Tell(file, network, facts, sizes);
        }

        WriteObject(network);
    }

    // For one file it is an error at once; of several, one may have what another has not.
    private void RequireSizes(string file, AskedSizes sizes)
    {
        _openSizes.UnionWith(sizes.Asked);
        string[] unused = [.. sizes.Unused];
        if (unused.Length == 0)
        {
            return;
        }

        DeepCalcException error = UnknownSize(unused, "the file has", sizes.Asked, "the file leaves no size open");
        if (_isOnlyFile)
        {
            throw new DeepCalcException(NetworkFile.ShortName(file), error);
        }

        WriteVerbose($"{NetworkFile.ShortName(file)}: {error.Message}");
    }

    private static DeepCalcException UnknownSize(IEnumerable<string> unused, string has, IEnumerable<string> names, string hasNone) => new(
        ErrorCode.LayerNotFound,
        $"no size is named {string.Join(" or ", unused.Order(StringComparer.Ordinal).Select(name => $"'{name}'"))}; "
        + (names.Any() ? $"{has} {string.Join(", ", names.Order(StringComparer.Ordinal))}." : $"{hasNone}."));

    private void Tell(string file, Layer network, List<string> facts, AskedSizes sizes)
    {
        string name = NetworkFile.ShortName(file);
        facts.ForEach(fact => WriteVerbose($"{name}: {fact}"));
        string[] open = [.. sizes.Asked.Where(size => !_sizes.ContainsKey(size)).Order(StringComparer.Ordinal)];
        if (open.Length > 0)
        {
            WriteVerbose($"{name}: the file leaves sizes open, which -Size gives: {string.Join(", ", open)}.");
        }

        try
        {
            NetworkMeasurement row = NetworkMeasurement.Of(new Network(network));
            WriteVerbose($"{name}: {row.Coverage}{(row.Assumed is null ? "" : $", for {row.Assumed}")}.");
        }
        catch (DeepCalcException e)
        {
            // Whoever measures the network gets it as an error.
            WriteVerbose($"{name}: {e.Message}");
        }
    }

    private bool IsVerbose() => MyInvocation.BoundParameters.TryGetValue("Verbose", out object? given)
        ? given is SwitchParameter { IsPresent: true }
        : LanguagePrimitives.TryConvertTo(GetVariableValue("VerbosePreference"), out ActionPreference preference) && preference is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    private IEnumerable<string> Resolve(string path, bool isLiteral)
    {
        ProviderInfo provider;
        Collection<string> found;
        try
        {
            if (isLiteral)
            {
                found = [SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out provider, out _)];
            }
            else
            {
                found = GetResolvedProviderPathFromPSPath(path, out provider);
            }
        }
        catch (Exception e) when (e is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or PSArgumentException or NotSupportedException)
        {
            return Refuse(path, $"{path} cannot be found: {e.Message}");
        }

        if (provider.Name != "FileSystem")
        {
            return Refuse(path, $"{path} is no file, but an item of the provider {provider.Name}; give the path of a file.");
        }

        if (found.Count == 0)
        {
            bool isThere = File.Exists(GetUnresolvedProviderPathFromPSPath(path));
            return Refuse(path, isThere ? $"no file matches {path} as a pattern; for the file of that very name, use -LiteralPath." : $"no file matches {path}.");
        }

        bool isListed = isLiteral ? MyInvocation.ExpectingInput : WildcardPattern.ContainsWildcardCharacters(path);
        return found.Where(file => !Directory.Exists(file) || PassOver(file, path, isListed));
    }

    // A folder among the files of a listing or a pattern is passed over; one that is named is an error. Never is it a file.
    private bool PassOver(string folder, string typed, bool isListed)
    {
        if (isListed)
        {
            _folders.Add(folder);
            WriteVerbose($"{folder} is a folder, and is left out.");
        }
        else
        {
            RefuseFolder(folder, typed.Contains("::", StringComparison.Ordinal) || typed.Contains('`', StringComparison.Ordinal) ? folder : typed);
        }

        return false;
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

    private IEnumerable<string> Refuse(string path, string why)
    {
        WriteError(new DeepCalcException(ErrorCode.FileUnreadable, why).ToRecord(path));
        return [];
    }
}
