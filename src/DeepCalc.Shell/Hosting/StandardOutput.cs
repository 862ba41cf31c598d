using System.Management.Automation;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace DeepCalc.Shell.Hosting;

/// <summary>Standard output that notices when its reader has gone (<c>| head -1</c>), as the console's own stream does not.</summary>
internal sealed class StandardOutput : IDisposable
{
    // EPIPE, the same on Linux and macOS.
    private const int BrokenPipe = 32;

    private static readonly UTF8Encoding WithoutMark = new(encoderShouldEmitUTF8Identifier: false);
    private readonly StreamWriter _writer = new(Open(), WithoutMark) { AutoFlush = true };

    /// <summary>Raised once, when nothing can be written any more.</summary>
    public event Action? Closed;

    public bool IsClosed { get; private set; }

    /// <summary>Why nothing can be written, unless it is that the reader has gone, which is no failure.</summary>
    public string? Failure { get; private set; }

    /// <exception cref="PipelineStoppedException">Nothing can be written any more.</exception>
    public void Write(string text)
    {
        if (!IsClosed)
        {
            try
            {
                _writer.Write(text);
                return;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                IsClosed = true;
                Failure = error.HResult == BrokenPipe ? null : error.Message;
                Closed?.Invoke();
            }
        }

        // The engine lets no script catch this one, so it ends whatever is writing.
        throw new PipelineStoppedException();
    }

    public void Dispose()
    {
        // What did not get through must not be tried again.
        if (!IsClosed)
        {
            _writer.Dispose();
        }
    }

    private static Stream Open()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return Console.OpenStandardOutput();
        }

        // A file stream keeps its own position in a file, which would overwrite what others write there; a pipe has none.
        var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return pipe.CanSeek ? Console.OpenStandardOutput() : pipe;
    }
}
