using System.Runtime.InteropServices;

namespace DeepCalc.Commands.Tests.Formats;

/// <summary>
/// A regular file that does not respond, as on a lost network drive: opening it waits until it is released. Linux does so
/// while another holds a lease on the file (fcntl(2), F_SETLEASE).
/// </summary>
internal sealed class StalledFile : IDisposable
{
    private const int SetSignal = 10;
    private const int SetLease = 1024;
    private const int Write = 1;
    private const int None = 2;
    private const int NonBlocking = 0x800;

    // The kernel sends this signal to the holder when another process waits; it is ignored.
    private const int Urgent = 23;

    private readonly string _path;
    private readonly FileStream _holder;

    public StalledFile(string path)
    {
        _path = path;
        _holder = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        int file = (int)_holder.SafeFileHandle.DangerousGetHandle();
        Assert.Equal(0, Control(file, SetSignal, Urgent));
        Assert.Equal(0, Control(file, SetLease, Write));
    }

    /// <summary>Whether a file can be stalled on this system.</summary>
    public static bool IsPossible => OperatingSystem.IsLinux();

    /// <summary>Whether the file is still stalled.</summary>
    public bool IsStalled => Open(_path, NonBlocking) < 0;

    public void Dispose()
    {
        _ = Control((int)_holder.SafeFileHandle.DangerousGetHandle(), SetLease, None);
        _holder.Dispose();
    }

    [DllImport("libc", EntryPoint = "fcntl")]
    private static extern int Control(int file, int command, int argument);

    [DllImport("libc", EntryPoint = "open", CharSet = CharSet.Ansi, BestFitMapping = false)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
