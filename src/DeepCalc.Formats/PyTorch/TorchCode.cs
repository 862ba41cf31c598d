using System.IO.Compression;
using DeepCalc.Formats.Pickles;

namespace DeepCalc.Formats.PyTorch;

/// <summary>Finds the code that Python would run to load a file of PyTorch, also where its tensors are damaged.</summary>
internal static class TorchCode
{
    // More pickles than any form has in one stream.
    private const int MostPickles = 5;

    /// <summary>The code in the pickles of a file, and the fault before which it stands, or null.</summary>
    public static (IReadOnlyList<CheckpointCall> Calls, DeepCalcException? Fault) In(Stream stream, CancellationToken cancellation)
    {
        var calls = new PickleCalls();
        DeepCalcException? fault = null;
        try
        {
            Read(stream, calls, cancellation);
        }
        catch (DeepCalcException e)
        {
            fault = e;
        }

        return ([.. calls.All.Select(CallOf)], fault);
    }

    /// <summary>A call as a row.</summary>
    public static CheckpointCall CallOf(PickleCall call) => new()
    {
        Function = call.Global is { } global ? PickleText.Name(global.ToString()) : null,
        Call = call.Text,
        Calls = call.Count,
        IsAllowed = call.Global is { } function && TorchSafety.IsAllowed(function),
    };

    private static void Read(Stream stream, PickleCalls calls, CancellationToken cancellation)
    {
        switch (TorchFormat.FormOf(stream))
        {
            case TorchForm.Archive:
                using (Archive archive = Archive.Open(stream))
                {
                    foreach (ZipArchiveEntry entry in archive.Entries.Where(entry => entry.Name.EndsWith(".pkl", StringComparison.OrdinalIgnoreCase)))
                    {
                        TorchArchive.ReaderOf(entry, calls, cancellation).Reader.Read();
                    }
                }

                break;
            case TorchForm.Tar:
                TorchTar.Read(stream, calls, cancellation);
                break;
            default:
                var reader = new PickleReader(new PickleInput(stream), calls, cancellation) { Resolve = TorchStream.ClassOf };
                int count = TorchStream.IsMagic(reader.Read()) ? MostPickles : 1;
                for (int i = 1; i < count; i++)
                {
                    reader.Read();
                }

                break;
        }
    }
}
