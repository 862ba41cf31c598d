using System.Management.Automation;
using System.Reflection;

namespace DeepCalc.Shell;

/// <summary>The versions of DeepCalc and of the engine that it runs on.</summary>
internal static class ProductVersion
{
    public static Version DeepCalc { get; } = typeof(ProductVersion).Assembly.GetName().Version ?? new Version(0, 0);

    public static string Line => $"DeepCalc {DeepCalc.ToString(3)} (PowerShell engine {Engine})";

    // The informational version has the commit after a space or a plus sign.
    private static string Engine { get; } =
        typeof(PSObject).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split(' ', '+')[0] ?? "?";
}
