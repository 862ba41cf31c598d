using System.Diagnostics;
using DeepCalc.Shell;

// A person has a prompt with their profile; a script runs the same for everybody.
string[] options = args.Length == 0 ? ["-NoLogo", "-NoExit"] : ["-NoLogo", "-NoProfile"];

// A terminal sends Ctrl+C to every process in it: it is PowerShell's to answer.
Console.CancelKeyPress += (_, key) => key.Cancel = true;
Process powerShell = Process.Start(PowerShellProcess.With([.. options, "-File", PowerShellProcess.StartScript, .. args]))!;
AppDomain.CurrentDomain.ProcessExit += (_, _) => powerShell.Kill();
powerShell.WaitForExit();
return powerShell.ExitCode;
