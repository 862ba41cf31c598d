using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace DeepCalc.Commands.Tests;

/// <summary>A runspace of real PowerShell with DeepCalc imported by its manifest.</summary>
public sealed class Session : IDisposable
{
    private readonly Runspace _runspace;

    public Session()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([ManifestPath]);
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
        _runspace.SessionStateProxy.Path.SetLocation(AppContext.BaseDirectory);
        _runspace.SessionStateProxy.SetVariable("examples", Path.Combine(AppContext.BaseDirectory, "examples"));
    }

    public static string ManifestPath { get; } = Path.Combine(AppContext.BaseDirectory, "DeepCalc", "DeepCalc.psd1");

    /// <summary>Sets a variable for the scripts.</summary>
    public void Set(string variable, object value) => _runspace.SessionStateProxy.SetVariable(variable, value);

    public Result Run(string script)
    {
        using var shell = PowerShell.Create(_runspace);
        shell.AddScript(script, useLocalScope: true);
        Collection<PSObject> output = shell.Invoke();
        return new Result([.. output], [.. shell.Streams.Error], [.. shell.Streams.Warning]);
    }

    /// <summary>The output of a script, which must have no errors.</summary>
    public PSObject[] Output(string script)
    {
        Result result = Run(script);
        Assert.True(result.Errors.Length == 0, $"{script}\n{string.Join('\n', result.Errors.Select(error => error.ToString()))}");
        return result.Output;
    }

    /// <summary>A property of the only object that a script outputs.</summary>
    public object? Value(string script, string property) => Assert.Single(Output(script)).Properties[property].Value;

    /// <summary>The only error of a script without output.</summary>
    public ErrorRecord Error(string script)
    {
        Result result = Run(script);
        Assert.Empty(result.Output);
        return Assert.Single(result.Errors);
    }

    /// <summary>Stops a script after a time, and returns its final state.</summary>
    public PSInvocationState StopAfter(string script, TimeSpan time, out ErrorRecord[] errors)
    {
        using var shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        IAsyncResult run = shell.BeginInvoke();
        Thread.Sleep(time);
        shell.Stop();
        run.AsyncWaitHandle.WaitOne();
        errors = [.. shell.Streams.Error];
        return shell.InvocationStateInfo.State;
    }

    /// <summary>Stops a script when it writes its first verbose message, and returns its final state.</summary>
    public PSInvocationState StopAtVerbose(string script)
    {
        using var shell = PowerShell.Create(_runspace);
        using var written = new ManualResetEventSlim();
        shell.AddScript(script, useLocalScope: true);
        shell.Streams.Verbose.DataAdded += (_, _) => written.Set();
        IAsyncResult run = shell.BeginInvoke();
        WaitHandle.WaitAny([written.WaitHandle, run.AsyncWaitHandle]);
        shell.Stop();
        run.AsyncWaitHandle.WaitOne();
        return shell.InvocationStateInfo.State;
    }

    public void Dispose() => _runspace.Dispose();

    public sealed record Result(PSObject[] Output, ErrorRecord[] Errors, WarningRecord[] Warnings);
}
