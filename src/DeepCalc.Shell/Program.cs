using System.Diagnostics;
using DeepCalc.Shell;

// A prompt loads the user's profile; a script runs the same for every user.
string[] options = args.Length == 0 ? ["-NoLogo", "-NoExit"] : ["-NoLogo", "-NoProfile"];

// A terminal sends Ctrl+C to all its processes; only PowerShell should handle it.
Console.CancelKeyPress += (_, key) => key.Cancel = true;
Process powerShell = Process.Start(PowerShellProcess.With([.. options, "-File", PowerShellProcess.StartScript, .. args]))!;
AppDomain.CurrentDomain.ProcessExit += (_, _) => powerShell.Kill();
powerShell.WaitForExit();
return powerShell.ExitCode;
