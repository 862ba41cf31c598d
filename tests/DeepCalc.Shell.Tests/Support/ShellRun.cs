namespace DeepCalc.Shell.Tests.Support;

/// <summary>What a run of the shell gave.</summary>
internal sealed record ShellRun(int ExitCode, string Output, string Error);
