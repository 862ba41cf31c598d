using System.Globalization;
using System.Management.Automation.Host;

namespace DeepCalc.Shell.Hosting;

/// <summary>The engine's side of the shell: who it is, where it writes, and whether it was told to leave.</summary>
internal sealed class ShellHost(ShellHostUI ui) : PSHost
{
    /// <summary>Raised to read commands in the middle of a pipeline (the answer Suspend to a question).</summary>
    public event Action? NestedPromptEntered;

    /// <summary>Raised by <c>exit</c> in such a nested prompt.</summary>
    public event Action? NestedPromptLeft;

    /// <inheritdoc/>
    public override string Name => "DeepCalc";

    /// <inheritdoc/>
    public override Version Version => ProductVersion.DeepCalc;

    /// <inheritdoc/>
    public override Guid InstanceId { get; } = Guid.NewGuid();

    /// <inheritdoc/>
    public override PSHostUserInterface UI => ui;

    /// <inheritdoc/>
    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    /// <inheritdoc/>
    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    /// <summary>The code of <c>exit</c>, once it was run.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>Whether another program may have left the cursor in the middle of a line.</summary>
    public bool RanApplication { get; set; }

    /// <inheritdoc/>
    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    /// <inheritdoc/>
    public override void EnterNestedPrompt()
    {
        if (NestedPromptEntered is null)
        {
            throw new HostException("There is no nested prompt: this session is not interactive.");
        }

        NestedPromptEntered();
    }

    /// <inheritdoc/>
    public override void ExitNestedPrompt() => NestedPromptLeft?.Invoke();

    /// <inheritdoc/>
    public override void NotifyBeginApplication() => RanApplication = true;

    /// <inheritdoc/>
    public override void NotifyEndApplication()
    {
    }
}
