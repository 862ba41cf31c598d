namespace DeepCalc.Formats.Files;

/// <summary>Reads streams of unknown length up to a limit.</summary>
internal static class BoundedStream
{
    private const int Piece = 64 << 10;

    /// <summary>The bytes read before and the rest of the stream. Memory grows with the bytes read, not with a promised length.</summary>
    public static ReadOnlyMemory<byte> ReadAll(ReadOnlySpan<byte> before, Stream stream, long most, string what)
    {
        var all = new MemoryStream();
        all.Write(before);
        byte[] piece = new byte[Piece];
        for (int length = stream.Read(piece); length > 0; length = stream.Read(piece))
        {
            FileFault.Unless(
                all.Length + length <= most,
                ErrorCode.FileTooLarge, $"{what} is larger than {most} bytes, the most that is read for the description of a network.");

            all.Write(piece, 0, length);
        }

        return all.GetBuffer().AsMemory(0, (int)all.Length);
    }
}
