using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace DeepCalc.Shell.Tests.Support;

/// <summary>The shell on a pseudo-terminal, with somebody who types and reads.</summary>
internal sealed partial class ShellTerminal : IDisposable
{
    public const string Enter = "\r";
    public const string ControlC = "\x03";
    public const string ControlD = "\x04";
    public const string Tab = "\t";
    public const string Left = "\eOD";
    public const string Up = "\eOA";
    public const string Prompt = "PS " + Folder + "> ";

    // With a fixed folder the prompt is known.
    private const string Folder = "/";

    private readonly Process _process;
    private readonly StringBuilder _screen = new();
    private int _read;

    /// <summary>Starts the shell and waits for its first prompt.</summary>
    /// <param name="searchPath">The shell's PATH, if not this one.</param>
    public ShellTerminal(string? searchPath = null)
    {
        // script takes one command line for sh.
        string path = searchPath is null ? "" : $"PATH='{searchPath}' ";
        string dotnet = Path.IsPathRooted(ShellProcess.Dotnet) ? ShellProcess.Dotnet : "\"$(command -v dotnet)\"";
        ProcessStartInfo start = ShellProcess.Describe("script", ["-qefc", $"{path}exec {dotnet} '{ShellProcess.Assembly}'", "/dev/null"]);
        start.WorkingDirectory = Folder;
        start.Environment["TERM"] = "xterm";
        start.Environment["SHELL"] = "/bin/sh";
        start.Environment["NO_COLOR"] = "1";
        _process = Process.Start(start)!;
        _ = Task.Run(Read);
        Banner = Expect(Prompt);
    }

    public string Banner { get; }

    public void Type(string keys)
    {
        _process.StandardInput.Write(keys);
        _process.StandardInput.Flush();
    }

    /// <summary>Types a line, and waits for what it brings.</summary>
    public string Enters(string line, string expected)
    {
        Type(line + Enter);
        return Expect(expected);
    }

    /// <summary>Waits until a text comes, and gives what came with it.</summary>
    public string Expect(string text)
    {
        long start = Stopwatch.GetTimestamp();
        lock (_screen)
        {
            while (true)
            {
                string screen = Sequence.Replace(_screen.ToString(), "");
                int found = screen.IndexOf(text, _read, StringComparison.Ordinal);
                if (found >= 0)
                {
                    string seen = screen[_read..(found + text.Length)];
                    _read = found + text.Length;
                    return seen;
                }

                if (Stopwatch.GetElapsedTime(start) > ShellProcess.Patience)
                {
                    throw new TimeoutException($"'{text}' did not come. The screen:\n{screen}");
                }

                Monitor.Wait(_screen, TimeSpan.FromSeconds(1));
            }
        }
    }

    /// <summary>Waits for the shell to leave, and gives its exit code.</summary>
    public int WaitForExit()
    {
        Assert.True(_process.WaitForExit(ShellProcess.Patience), "The shell did not leave.");
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    [GeneratedRegex(@"\e(\[[0-9;?]*[A-Za-z]|[=>])")]
    private static partial Regex Sequence { get; }

    private void Read()
    {
        var block = new char[1024];
        while (_process.StandardOutput.Read(block) is > 0 and int count)
        {
            lock (_screen)
            {
                _screen.Append(block, 0, count);
                Monitor.PulseAll(_screen);
            }
        }
    }
}
