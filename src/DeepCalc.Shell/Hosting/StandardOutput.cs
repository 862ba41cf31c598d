using System.Management.Automation;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace DeepCalc.Shell.Hosting;

/// <summary>Standard output that notices when its reader has gone (<c>| head -1</c>), as the console's own stream does not.</summary>
internal sealed class StandardOutput : IDisposable
{
    private static readonly UTF8Encoding WithoutMark = new(encoderShouldEmitUTF8Identifier: false);
    private readonly StreamWriter _writer = new(Open(), WithoutMark) { AutoFlush = true };

    /// <summary>Raised once, when the reader has gone.</summary>
    public event Action? Closed;

    public bool IsClosed { get; private set; }

    /// <exception cref="PipelineStoppedException">Nobody reads the output any more.</exception>
    public void Write(string text)
    {
        if (!IsClosed)
        {
            try
            {
                _writer.Write(text);
                return;
            }
            catch (IOException)
            {
                IsClosed = true;
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
