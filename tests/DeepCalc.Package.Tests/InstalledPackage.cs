using System.Diagnostics;
using DeepCalc.Shell;

namespace DeepCalc.Package.Tests;

/// <summary>The package, installed from a repository that is a folder, for a user whose home is empty.</summary>
public sealed class InstalledPackage : IDisposable
{
    // Windows has folders of a user that no variable moves: there the package is saved into the folder for modules of this user, which takes the same way.
    private const string Install = """
        $name = "DeepCalc $PID"
        Register-PSResourceRepository -Name $name -Uri $env:TEST_HOME/repository -Trusted
        try {
            if ($IsWindows) {
                Save-PSResource DeepCalc -Repository $name -Path $env:TEST_HOME/modules
            }
            else {
                Install-PSResource DeepCalc -Repository $name
            }
        }
        finally {
            Unregister-PSResourceRepository $name
        }
        """;

    private readonly string _home = Directory.CreateTempSubdirectory("deepcalc package ").FullName;

    public InstalledPackage()
    {
        string repository = Directory.CreateDirectory(Path.Combine(_home, "repository")).FullName;
        File.Copy(PackageFile.FullName, Path.Combine(repository, Path.GetFileName(PackageFile.FullName)));
        Run(Install);
        Manifest = Assert.Single(Directory.GetFiles(_home, "DeepCalc.psd1", SearchOption.AllDirectories));
    }

    /// <summary>The manifest of the installed module.</summary>
    public string Manifest { get; }

    /// <summary>The folder of the installed module.</summary>
    public string Folder => Path.GetDirectoryName(Manifest)!;

    /// <summary>Runs a script in a new PowerShell of this user, in which every error ends it. Gives its output.</summary>
    public string Run(string script)
    {
        ProcessStartInfo start = PowerShellProcess.With(["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", $"$ErrorActionPreference = 'Stop'\n{script}"]);
        foreach (string variable in start.Environment.Keys.Where(key => key.StartsWith("XDG_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(variable);
        }

        start.Environment["TEST_HOME"] = _home;
        start.Environment["HOME"] = _home;
        start.Environment["NO_COLOR"] = "1";
        start.Environment.Remove("PSModulePath");
        if (OperatingSystem.IsWindows())
        {
            start.Environment["PSModulePath"] = Path.Combine(_home, "modules");
        }

        start.WorkingDirectory = _home;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0 && error.Length == 0, $"{script}\n{output.Result}\n{error}");
        return output.Result.ReplaceLineEndings("\n").Trim();
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);
}
