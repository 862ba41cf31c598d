using System.Management.Automation;
using System.Text;
using DeepCalc.Shell.Hosting;
using DeepCalc.Shell.Input;
using DeepCalc.Shell.Options;
using DeepCalc.Shell.Running;

namespace DeepCalc.Shell;

/// <summary>Puts the parts together: the terminal, the host, a session with the module in it, and what to run there.</summary>
internal sealed class ShellApplication : IDisposable
{
    private readonly ShellOptions _options;
    private readonly Terminal _terminal;
    private readonly StandardOutput _output;
    private readonly LineEditor? _editor;
    private readonly ILineSource _lines;
    private readonly ShellHostUI _ui;
    private readonly ShellHost _host;

    /// <exception cref="UsageException">There is no such script.</exception>
    public ShellApplication(ShellOptions options)
    {
        if (options.Action == ShellAction.RunScript)
        {
            CheckScript(options.Text);
        }

        _options = options;
        UseUtf8();
        _terminal = new Terminal();
        _output = new StandardOutput();
        _editor = _terminal.CanPrompt && _terminal.UnderstandsSequences ? new LineEditor(_terminal, _output) : null;
        _lines = _editor is not null ? _editor : new PlainLines(Console.In, _terminal.CanPrompt ? _output : null);
        _ui = new ShellHostUI(_terminal, _output, _lines);
        _host = new ShellHost(_ui);
    }

    private bool IsInteractive => _options.Action == ShellAction.ReadCommands && _terminal.CanPrompt;

    /// <returns>The exit code.</returns>
    public int Run()
    {
        try
        {
            using Session session = Session.Open(_host, _ui, _terminal);
            using var interrupts = new InterruptHandler(session, IsInteractive);
            _output.Closed += () => session.Stop();
            _editor?.Complete = session.Complete;
            int code = TryImport(session) ? Dispatch(session) : ExitCodes.Failure;
            return _output.IsClosed ? LeaveWithoutOutput() : code;
        }
        catch (PipelineStoppedException) when (_output.IsClosed)
        {
            return LeaveWithoutOutput();
        }
    }

    public void Dispose() => _output.Dispose();

    private static void CheckScript(string path)
    {
        if (!File.Exists(path))
        {
            throw new UsageException($"There is no script '{path}'.");
        }

        // The engine would hand any other file to the system to open.
        if (!path.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException($"'{path}' is not a script: its name does not end in .ps1.");
        }
    }

    // The module prints ⌊⌋₁′·, and other programs' output is read in this encoding too.
    private static void UseUtf8()
    {
        try
        {
            Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
            Console.InputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        }
        catch (IOException)
        {
            // Windows has no encoding to set where there is no console.
        }
    }

    private static bool TryImport(Session session)
    {
        try
        {
            session.Import(ModuleManifest.Path);
            return true;
        }
        catch (RuntimeException error)
        {
            StandardError.WriteLine($"DeepCalc could not be imported from {ModuleManifest.Path}: {error.ErrorRecord.Exception.Message}");
            return false;
        }
    }

    private int LeaveWithoutOutput()
    {
        if (_output.Failure is not { } failure)
        {
            return ExitCodes.OutputClosed;
        }

        StandardError.WriteLine($"The output could not be written: {failure}");
        return ExitCodes.Failure;
    }

    private int Dispatch(Session session)
    {
        switch (_options.Action)
        {
            case ShellAction.RunScript:
                return new Runner(session, _host).RunScript(_options.Text, _options.Arguments);
            case ShellAction.RunCommand:
                return new Runner(session, _host).RunCommand(_options.Text);
            default:
                if (IsInteractive)
                {
                    foreach (string line in Banner.Lines(ModuleManifest.Path, PowerShellFinder.Find()))
                    {
                        _ui.WriteLine(line);
                    }
                }

                return new ReadLoop(session, _host, _ui, _terminal, _lines, IsInteractive).Run();
        }
    }
}
