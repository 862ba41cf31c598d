namespace DeepCalc;

/// <summary>Reads streams whose length nobody vouches for.</summary>
internal static class BoundedStream
{
    private const int Piece = 64 << 10;

    /// <summary>All that is left of a stream, after what was read already; no more is held than is there.</summary>
    public static ReadOnlyMemory<byte> ReadAll(ReadOnlySpan<byte> before, Stream stream, long most, string what)
    {
        var all = new MemoryStream();
        all.Write(before);
        byte[] piece = new byte[Piece];
        for (int length = stream.Read(piece); length > 0; length = stream.Read(piece))
        {
            if (all.Length + length > most)
            {
                throw new DeepCalcException(ErrorCode.FileTooLarge, $"{what} is larger than {most >> 20} MB, more than the description of a network takes.");
            }

            all.Write(piece, 0, length);
        }

        return all.GetBuffer().AsMemory(0, (int)all.Length);
    }
}
