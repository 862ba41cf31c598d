using System.Collections.ObjectModel;

namespace DeepCalc.Commands;

/// <summary>A cmdlet that reads files and folders of networks.</summary>
public abstract class FileCommand : PSCmdlet, IDisposable
{
    private protected const string ByPath = "Path";
    private protected const string ByLiteralPath = "LiteralPath";

    private readonly CancellationTokenSource _stop = new();

    /// <summary>The paths of files and model folders; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPath, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The literal paths of files and model folders, without wildcards. The output of Get-ChildItem binds to it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByLiteralPath, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Ctrl+C.</summary>
    private protected CancellationToken StopToken => _stop.Token;

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The files and folders of the current object. An error is written for each path that cannot be found.</summary>
    private protected IReadOnlyList<FoundPath> Resolve()
    {
        bool isLiteral = ParameterSetName == ByLiteralPath;
        return [.. (isLiteral ? LiteralPath : Path).SelectMany(path => Resolve(path, isLiteral))];
    }

    /// <summary>Reads on another thread. A read from a lost network drive may never end; if the wait is stopped, its thread is abandoned.</summary>
    private protected T Read<T>(Func<T> read)
    {
        try
        {
            var task = Task.Run(read, _stop.Token);
            Task.WaitAny([task], _stop.Token);
            return task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    private IEnumerable<FoundPath> Resolve(string path, bool isLiteral)
    {
        ProviderInfo provider;
        Collection<string> found;
        try
        {
            found = isLiteral
                ? [SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out provider, out _)]
                : GetResolvedProviderPathFromPSPath(path, out provider);
        }
        catch (Exception e) when (e is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or PSArgumentException or NotSupportedException)
        {
            return Refuse(path, $"{path} cannot be found: {e.Message}");
        }

        if (provider.Name != "FileSystem")
        {
            return Refuse(path, $"{path} is an item of the provider {provider.Name}, not a file; give the path of a file.");
        }

        if (found.Count == 0)
        {
            bool isThere = File.Exists(GetUnresolvedProviderPathFromPSPath(path));
            return Refuse(path, isThere ? $"no file matches the pattern {path}; a file has exactly this name: give it as -LiteralPath." : $"no file matches {path}.");
        }

        bool isListed = isLiteral ? MyInvocation.ExpectingInput : WildcardPattern.ContainsWildcardCharacters(path);
        return found.Select(file => new FoundPath(file, path, Directory.Exists(file), isListed));
    }

    private IEnumerable<FoundPath> Refuse(string path, string why)
    {
        WriteError(new DeepCalcException(ErrorCode.FileUnreadable, why).ToRecord(path));
        return [];
    }
}
