namespace DeepCalc.Tests.Formats;

/// <summary>Counts the bytes that are read from a stream.</summary>
internal sealed class CountingStream(byte[] file) : MemoryStream(file, writable: false)
{
    public long BytesRead { get; private set; }

    // The overload for spans comes here too, in a class derived from MemoryStream.
    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = base.Read(buffer, offset, count);
        BytesRead += read;
        return read;
    }
}
