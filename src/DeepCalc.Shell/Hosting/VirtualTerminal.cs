using System.Runtime.InteropServices;

namespace DeepCalc.Shell.Hosting;

/// <summary>Switches on escape sequences, which the console of Windows ignores until it is told otherwise.</summary>
internal static class VirtualTerminal
{
    private const int StandardOutput = -11;
    private const uint EnableProcessing = 0x0004;

    public static bool TryEnable()
    {
        if (!OperatingSystem.IsWindows())
        {
            return true;
        }

        nint output = GetStdHandle(StandardOutput);
        return GetConsoleMode(output, out uint mode) && SetConsoleMode(output, mode | EnableProcessing);
    }

    [DllImport("kernel32.dll")]
    private static extern nint GetStdHandle(int handle);

    [DllImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GetConsoleMode(nint console, out uint mode);

    [DllImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool SetConsoleMode(nint console, uint mode);
}
