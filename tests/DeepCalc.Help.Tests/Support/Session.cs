using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace DeepCalc.Help.Tests.Support;

/// <summary>A PowerShell with its own modules and DeepCalc, without other modules of the machine.</summary>
internal sealed class Session : IDisposable
{
    private readonly Runspace _runspace;

    public Session()
    {
        var state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([ModuleFolder.Manifest]);
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
        Run("$env:PSModulePath = Join-Path $PSHOME Modules");
    }

    /// <summary>Runs a script; its variables stay for the next script.</summary>
    public ScriptResult Run(string script)
    {
        using var shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        var output = new PSDataCollection<PSObject>();
        var errors = new List<string>();
        try
        {
            shell.Invoke(null, output);
        }
        catch (RuntimeException e)
        {
            errors.Add(e.ErrorRecord.ToString());
        }

        errors.AddRange(shell.Streams.Error.Select(record => record.ToString()));
        return new ScriptResult([.. output], errors);
    }

    /// <summary>The output of a script that must not fail.</summary>
    public IReadOnlyList<PSObject> Output(string script)
    {
        ScriptResult result = Run(script);
        Assert.Empty(result.Errors);
        return result.Output;
    }

    public void Dispose() => _runspace.Dispose();
}
