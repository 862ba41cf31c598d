using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using DeepCalc.Shell.Hosting;
using DeepCalc.Shell.Missing;
using Microsoft.PowerShell;

namespace DeepCalc.Shell.Running;

/// <summary>A runspace with DeepCalc in it. It runs pipelines one at a time (or nested in one another) and shows what they give.</summary>
internal sealed class Session : IDisposable
{
    private readonly Runspace _runspace;
    private readonly ShellHostUI _ui;
    private readonly Stack<Pipeline> _running = [];
    private readonly Lock _gate = new();

    private Session(Runspace runspace, ShellHostUI ui)
    {
        _runspace = runspace;
        _ui = ui;
    }

    /// <summary>Whether the last pipeline succeeded: <c>$?</c>.</summary>
    public bool LastSucceeded => Evaluate("$?") is [{ BaseObject: true }, ..];

    private bool IsRunning
    {
        get
        {
            lock (_gate)
            {
                return _running.Count > 0;
            }
        }
    }

    /// <summary>Starts the engine.</summary>
    public static Session Open(ShellHost host, ShellHostUI ui, Terminal terminal)
    {
        EngineEnvironment.Prepare();

        // The fuller default state has snap-ins that the engine's package lacks.
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ThreadOptions = PSThreadOptions.ReuseThread;

        // The engine's help function pages through cmdlets that are missing; without a pager it is Get-Help.
        state.Commands.Remove("help", typeof(SessionStateFunctionEntry));
        state.Commands.Add(new SessionStateAliasEntry("help", "Get-Help"));
        if (OperatingSystem.IsWindows())
        {
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        if (!terminal.OutputHasColours)
        {
            PSStyle.Instance.OutputRendering = OutputRendering.PlainText;
        }

        Runspace runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.Open();
        MissingCommandHook.Install(runspace);
        return new Session(runspace, ui);
    }

    /// <summary>Imports a module by the path of its manifest.</summary>
    /// <exception cref="RuntimeException">The module could not be imported.</exception>
    public void Import(string manifest)
    {
        using Pipeline pipeline = _runspace.CreatePipeline();
        var import = new Command("Import-Module");
        import.Parameters.Add("Name", manifest);
        import.Parameters.Add("ErrorAction", ActionPreference.Stop);
        pipeline.Commands.Add(import);
        pipeline.Invoke();
    }

    /// <summary>Runs a text as it was typed, with its results and errors shown as they come.</summary>
    public RunOutcome Run(string text)
    {
        // Only a pipeline that goes into the history leaves $? as it set it.
        using Pipeline pipeline = Create(text);
        Command command = pipeline.Commands[0];
        command.MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        pipeline.Commands.Add(new Command("Out-Default", isScript: false, useLocalScope: true));
        RuntimeException? uncaught = Invoke(pipeline);
        _ui.ClearProgress();
        switch (uncaught)
        {
            case PipelineStoppedException:
                return RunOutcome.Stopped;
            case null:
                return pipeline.PipelineStateInfo.State == PipelineState.Stopped ? RunOutcome.Stopped : RunOutcome.Completed;
            case IncompleteParseException:
                // The engine shows nothing for this one: it expects the host to ask for more.
                Parser.ParseInput(text, out _, out ParseError[] errors);
                Show(new ParseException(errors));
                return RunOutcome.Failed;
            default:
                Show(uncaught);
                return RunOutcome.Failed;
        }
    }

    /// <summary>Stops what runs, without waiting for it. False if nothing does.</summary>
    public bool Stop()
    {
        lock (_gate)
        {
            if (_running.Count == 0)
            {
                return false;
            }

            _running.Peek().StopAsync();
            return true;
        }
    }

    /// <summary>The text of the user's prompt function.</summary>
    public string Prompt()
    {
        string prompt = string.Concat(Evaluate("prompt"));
        return prompt.Length > 0 ? prompt : "PS> ";
    }

    /// <summary>The engine's completions of a text at a place.</summary>
    public CommandCompletion? Complete(string text, int cursor)
    {
        // A question in the middle of a pipeline is no place to complete commands.
        if (IsRunning)
        {
            return null;
        }

        using var shell = PowerShell.Create(_runspace);
        return CommandCompletion.CompleteInput(text, cursor, options: null, shell);
    }

    public void Dispose() => _runspace.Dispose();

    private Pipeline Create(string? text = null) => (IsRunning, text) switch
    {
        (true, null) => _runspace.CreateNestedPipeline(),
        (true, _) => _runspace.CreateNestedPipeline(text, addToHistory: true),
        (false, null) => _runspace.CreatePipeline(),
        (false, _) => _runspace.CreatePipeline(text, addToHistory: true),
    };

    private RuntimeException? Invoke(Pipeline pipeline)
    {
        lock (_gate)
        {
            _running.Push(pipeline);
        }

        try
        {
            pipeline.Invoke();
            return null;
        }
        catch (RuntimeException error)
        {
            return error;
        }
        catch (InvalidPipelineStateException)
        {
            // Ctrl+C came before it had begun.
            return new PipelineStoppedException();
        }
        finally
        {
            lock (_gate)
            {
                _running.Pop();
            }
        }
    }

    // For the shell's own needs: outside the history, so $? stays as the user's pipeline left it.
    private IReadOnlyList<PSObject> Evaluate(string text)
    {
        using Pipeline pipeline = Create();
        pipeline.Commands.AddScript(text);
        try
        {
            return pipeline.Invoke();
        }
        catch (RuntimeException)
        {
            return [];
        }
    }

    // The engine's own view of the error, in the form that $ErrorView asks for.
    private void Show(RuntimeException error)
    {
        using Pipeline pipeline = Create();
        pipeline.Input.Write(error.ErrorRecord);
        pipeline.Commands.Add("Out-Default");
        try
        {
            _ui.WriteToError(() => pipeline.Invoke());
        }
        catch (RuntimeException)
        {
            _ui.WriteErrorLine(error.Message);
        }
    }
}
