namespace DeepCalc.Commands;

/// <summary>Lists the code that Python would run to load a checkpoint of PyTorch.</summary>
/// <remarks>
/// <para>
/// A file of torch.save (.pt, .pth, .bin, .ckpt) is a pickle: a program that can import and call anything. The cmdlet reads its
/// opcodes as data and runs nothing. There is a row for each class or function that Python would import, with the first call. IsAllowed
/// says whether torch.load(weights_only=True) has it in its list; whatever is not can run the author's code.
/// </para>
/// <para>
/// Every pickle of an archive is searched, also one that torch.load would not read. If the file is damaged, the rows are those before
/// the fault, which Python would have run, and an error follows. The tensors of the file are not checked.
/// </para>
/// <para>
/// Files of safetensors, GGUF and ONNX hold no code. They have no rows, and with -Quiet they are true. A file of Keras can hold code in a
/// Lambda layer, which is not searched, so it is an error. Of a folder, each checkpoint in it is searched. Files without a pickle are
/// skipped in a folder, in a listing and among the matches of a pattern, and -Verbose says so.
/// </para>
/// <para>
/// The names of functions in a TorchScript archive (torch.jit.save) are those of its own code, which TorchScript runs in place of Python;
/// weights_only refuses such archives.
/// </para>
/// </remarks>
/// <seealso cref="ImportNetworkCommand"/>
/// <example>
/// <code>Test-Checkpoint examples/checkpoints/digits.pt</code>
/// <para>Lists what Python would import and call to load a checkpoint. All of it is allowed.</para>
/// </example>
/// <example>
/// <code>Get-ChildItem examples/checkpoints | Test-Checkpoint | Where-Object -Not IsAllowed</code>
/// <para>Lists what could run the code of an author in the checkpoints of a folder: nothing.</para>
/// </example>
/// <example>
/// <code>if (Test-Checkpoint examples/checkpoints/digits.pt -Quiet) { Import-Network examples/checkpoints/digits.pt | Measure-Parameter }</code>
/// <para>Measures a checkpoint only if it can be loaded with weights_only.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "Checkpoint", DefaultParameterSetName = ByPath)]
[OutputType(typeof(CheckpointCall), typeof(bool))]
public sealed class TestCheckpointCommand : FileCommand
{
    /// <summary>Gives true or false for each file in place of its rows: whether everything that Python would run is allowed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (FoundPath found in Resolve())
        {
            if (found.IsFolder)
            {
                foreach (string file in Directory.EnumerateFiles(found.Path).Order(StringComparer.Ordinal))
                {
                    Test(file, isListed: true);
                }
            }
            else
            {
                Test(found.Path, found.IsListed);
            }
        }
    }

    private void Test(string file, bool isListed)
    {
        CheckpointSafety safety;
        try
        {
            safety = Read(() => CheckpointSafety.Of(file, StopToken));
        }
        catch (DeepCalcException e) when (isListed && e.Code == ErrorCode.FormatUnknown)
        {
            WriteVerbose($"{e.Message} It is skipped.");
            return;
        }
        catch (DeepCalcException e)
        {
            WriteError(e.ToRecord(file));
            return;
        }

        if (Quiet)
        {
            WriteObject(safety.Fault is null && safety.Calls.All(call => call.IsAllowed));
        }
        else
        {
            WriteObject(safety.Calls, enumerateCollection: true);
        }

        if (safety.Fault is not null)
        {
            WriteError(safety.Fault.ToRecord(file));
        }
    }
}
