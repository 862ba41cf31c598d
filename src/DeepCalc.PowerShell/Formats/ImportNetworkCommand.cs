using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Imports the network of each file, without its weights.</summary>
/// <remarks>
/// What comes out is a layer, the last of the network, as from New-...Layer: everything that measures or continues a network takes
/// it. Nothing in the file is run, and weights are not read: only what they are called, their shapes and their types. What kind a file is of is told by what is in it.
/// Of ONNX, shapes have the batch axis in front and the channels before height and width. Of Keras (.keras, .h5, .json), TensorFlow.js (model.json)
/// and Hugging Face (config.json), shapes have no batch axis, as in composed networks. Files of safetensors and GGUF have tensors and no graph: Measure-Parameter tells their
/// parameters and bytes, and shapes and operations are unknown. Sizes that the file leaves open keep
/// their names and stay in all shapes as expressions; -Size gives them numbers. A layer that DeepCalc does not know is unknown, and so is
/// what depends on it: Measure-Network says how many layers are counted. A network is called as its file, or as the folder of a file that is called config or model. A file that cannot be read is an error of its own, and the
/// next one follows.
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
    private ImportProgress? _progress;
    private ImportOptions _options = new();
    private Dictionary<string, long> _sizes = [];

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

    /// <summary>Numbers for sizes that the file leaves open, by their names: @{ batch = 1; height = 640 }. In an ONNX file, an axis without a name has that of its input and its own number: input_0. In Keras, the axes of a single input are H and W, D, T or C by their places, and those of several inputs image_0, image_1; in Hugging Face, the length of the sequence is T. A name that a file does not have is a warning.</summary>
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
        foreach (string file in files)
        {
            // Of files that come one by one, nobody knows how many there will be.
            _progress!.Begin(file, MyInvocation.ExpectingInput ? 0 : files.Count);
            Import(file);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => _progress?.End();

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private void Import(string file)
    {
        var sizes = new AskedSizes(_sizes);
        Layer network;
        try
        {
            if (Name is not null && _progress!.Count > 1)
            {
                throw new DeepCalcException(ErrorCode.InvalidSetting, $"-Name '{Name}' is for one file, and {file} is one more; leave it out, and networks are called as their files.");
            }

            network = NetworkFile.Import(file, _options with { Sizes = sizes });
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

        string[] unused = [.. sizes.Unused.Order(StringComparer.Ordinal)];
        if (unused.Length > 0)
        {
            WriteWarning(
                $"{NetworkFile.ShortName(file)}: no size is named {string.Join(" or ", unused.Select(name => $"'{name}'"))}; "
                + (sizes.Asked.Any() ? $"the file has {string.Join(", ", sizes.Asked.Order(StringComparer.Ordinal))}." : "the file leaves no size open."));
        }

        WriteObject(network);
    }

    private Collection<string> Resolve(string path, bool isLiteral)
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

        if (found is [var single] && Directory.Exists(single))
        {
            return Refuse(path, $"{path} is a folder; import the files in it: Get-ChildItem '{path}' -File | Import-Network.");
        }

        if (found.Count > 0)
        {
            return found;
        }

        bool isThere = File.Exists(GetUnresolvedProviderPathFromPSPath(path));
        return Refuse(path, isThere ? $"no file matches {path} as a pattern; for the file of that very name, use -LiteralPath." : $"no file matches {path}.");
    }

    private Collection<string> Refuse(string path, string why)
    {
        WriteError(new DeepCalcException(ErrorCode.FileUnreadable, why).ToRecord(path));
        return [];
    }
}
