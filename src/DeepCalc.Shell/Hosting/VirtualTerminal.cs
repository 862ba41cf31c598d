using System.Runtime.InteropServices;

namespace DeepCalc.Shell.Hosting;

/// <summary>Switches on escape sequences, which the console of Windows ignores until it is told otherwise.</summary>
internal static partial class VirtualTerminal
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

    [LibraryImport("kernel32.dll")]
    private static partial nint GetStdHandle(int handle);

    [LibraryImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetConsoleMode(nint console, out uint mode);

    [LibraryImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetConsoleMode(nint console, uint mode);
}
