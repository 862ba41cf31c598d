using DeepCalc.Formats.Pickles;

namespace DeepCalc.Formats.PyTorch;

/// <summary>
/// Reads the files of PyTorch: names, shapes, types and sharing of tensors. The file is a program for Python's pickle machine; its
/// opcodes are read as data, and nothing is imported, built or called. The values of tensors are never read.
/// </summary>
internal static class TorchFormat
{
    /// <summary>The format of one file, whose tensors are in the order of the network's modules.</summary>
    public static readonly TensorFormat OfFile = new(static (stream, options, _) => Tensors(stream, options), IsSorted: false);

    /// <summary>Whether a file with these first bytes is a pickle. Archives are recognised by <see cref="TorchArchive"/>.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> head) => head is [0x80, >= 2 and <= 5, ..] || TorchTar.Recognizes(head);

    /// <summary>The network of the file's weights, one layer for each module. If the file is part of a set, the network of all its files.</summary>
    /// <exception cref="DeepCalcException">The file is damaged, contradicts itself, or holds no weights.</exception>
    public static Layer Read(Stream stream, string name, ImportOptions options) =>
        TensorFiles.Read(stream, name, options, OfFile);

    /// <summary>The weights of a file, in its order.</summary>
    /// <exception cref="DeepCalcException">The file is damaged, contradicts itself, or holds no weights.</exception>
    private static IReadOnlyList<ListedTensor> Tensors(Stream stream, ImportOptions options)
    {
        CheckpointContents contents = Contents(stream, options.Cancellation);
        contents.Facts.ToList().ForEach(fact => options.Fact?.Invoke(fact));
        contents.Warnings.ToList().ForEach(warning => options.Warning?.Invoke(warning));

        if (contents.Weights.Count > 0)
        {
            return contents.Weights;
        }

        (int count, long bytes) = contents.Parts[CheckpointPart.Optimizer];
        throw new DeepCalcException(
            ErrorCode.FormatUnknown,
            $"the file is a Python pickle without weights: it holds {(count > 0 ? $"the state of an optimizer, {count} tensors with {bytes} bytes" : "no tensors of a network")}. Import the file that holds the model.");
    }

    /// <summary>Everything in a file.</summary>
    /// <exception cref="DeepCalcException">The file is damaged, or contradicts itself.</exception>
    public static CheckpointContents Contents(Stream stream, CancellationToken cancellation) => TorchContents.Of(Open(stream, cancellation), cancellation);

    private static TorchFile Open(Stream stream, CancellationToken cancellation) => FormOf(stream) switch
    {
        TorchForm.Archive => TorchArchive.Read(stream, cancellation),
        TorchForm.Tar => TorchTar.Read(stream, new PickleCalls(), cancellation),
        _ => TorchStream.Read(stream, cancellation),
    };

    /// <summary>The form of a file, by its first bytes.</summary>
    public static TorchForm FormOf(Stream stream)
    {
        long begin = stream.Position;
        Span<byte> head = stackalloc byte[TorchTar.HeadLength];
        head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        stream.Position = begin;
        return Archive.Recognizes(head) ? TorchForm.Archive : TorchTar.Recognizes(head) ? TorchForm.Tar : TorchForm.Stream;
    }
}
