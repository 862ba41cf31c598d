using System.Globalization;

namespace DeepCalc.Shell.Tests.Support;

/// <summary>A test that sends SIGINT to what it starts.</summary>
public class InterruptFactAttribute : UnixFactAttribute
{
    private const string SignalsIgnored = "SigIgn:";
    private const ulong InterruptBit = 1 << 1;

    public InterruptFactAttribute()
    {
        if (Skip is null && IsInterruptIgnored())
        {
            // What is started from here would ignore it too.
            Skip = "These tests run where SIGINT is ignored, as in a background job of a script.";
        }
    }

    private static bool IsInterruptIgnored() =>
        File.Exists("/proc/self/status")
        && File.ReadLines("/proc/self/status").FirstOrDefault(static line => line.StartsWith(SignalsIgnored, StringComparison.Ordinal)) is { } line
        && (ulong.Parse(line[SignalsIgnored.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & InterruptBit) != 0;
}
