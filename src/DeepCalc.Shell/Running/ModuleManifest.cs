namespace DeepCalc.Shell.Running;

/// <summary>The module's manifest, which the build puts beside the shell.</summary>
internal static class ModuleManifest
{
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "DeepCalc.psd1");
}
