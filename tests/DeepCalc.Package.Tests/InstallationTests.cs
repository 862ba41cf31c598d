using System.Globalization;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

namespace DeepCalc.Package.Tests;

/// <summary>The package is installed and used as a user does, each time in a process of its own.</summary>
public sealed class InstallationTests(InstalledPackage package) : IClassFixture<InstalledPackage>
{
    private const string Network = "New-InputLayer 224,224,3 | New-ConvLayer 64 7 -Stride 2 -Padding 3 | New-PoolLayer 3 -Stride 2 -Padding 1";

    // The one file of the cmdlets that a process has loaded.
    private const string Loaded = "[AppDomain]::CurrentDomain.GetAssemblies().Where{ $_.GetName().Name -eq 'DeepCalc.PowerShell' }.Location";

    [Fact]
    public void Cmdlets_are_found_without_an_import() =>
        Assert.Equal("9472 56x56x64 11", package.Run($"$row = {Network} | Measure-Network; \"$($row.Parameters) $($row.OutputShape) $($row.ReceptiveField)\""));

    [Fact]
    public void Rows_have_their_views()
    {
        string[] lines = package.Run($"{Network} | Measure-Layer | Out-String -Width 120").Split('\n');
        Assert.Contains(lines, line => line.Contains("Name", StringComparison.Ordinal) && line.Contains("OutputShape", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("conv2d", StringComparison.Ordinal) && line.Contains("112x112x64", StringComparison.Ordinal));
    }

    [Fact]
    public void Help_comes_with_it()
    {
        Assert.Equal("Adds a convolution over one, two or three spatial axes.", package.Run("(Get-Help New-ConvLayer).Synopsis"));
        Assert.Contains("- Macs: ", package.Run("Get-Help Measure-Layer -Full | Out-String -Width 200"));
        Assert.StartsWith("TOPIC", package.Run("Get-Help about_DeepCalc"));
    }

    // Get-Help -Online opens the first address.
    [Fact]
    public void Help_leads_to_the_page_of_a_cmdlet_where_the_project_has_an_address()
    {
        string address = package.Run("(Get-Help New-ConvLayer).relatedLinks.navigationLink.uri.Where({ $_ }, 'First')");
        string? project = PackageFile.Described("projectUrl");
        Assert.Equal(project is null ? "" : $"{project}/blob/HEAD/docs/cmdlets/New-ConvLayer.md", address);
    }

    [Fact]
    public void The_manifest_is_clean() =>
        Assert.Equal($"DeepCalc {Version()}", package.Run("$found = Test-ModuleManifest (Get-Module DeepCalc -ListAvailable).Path 3>&1; \"$($found.Name) $($found.Version)\""));

    [Fact]
    public void Code_for_this_platform_is_loaded_where_the_package_has_it() =>
        Assert.Equal(Path.Combine(Code(RuntimeInformation.RuntimeIdentifier), "DeepCalc.PowerShell.dll"), Path.GetFullPath(package.Run($"Import-Module DeepCalc; {Loaded}")));

    // The runtime compiles only what it does not find compiled, and it rejects images in silence.
    [Fact]
    public void Compiled_code_is_not_rejected()
    {
        if (Code(RuntimeInformation.RuntimeIdentifier) == Code("none"))
        {
            return;
        }

        long Compiled(string module) => long.Parse(
            package.Run($"Import-Module '{module}'; $before = [Runtime.JitInfo]::GetCompiledMethodCount($false); $null = {Network} | Measure-Network; [Runtime.JitInfo]::GetCompiledMethodCount($false) - $before"),
            CultureInfo.InvariantCulture);
        long images = Compiled(package.Manifest);
        long plain = Compiled(Path.Combine(Code("none"), "DeepCalc.PowerShell.dll"));
        Assert.True(images < plain / 2, $"With images, {images} methods are compiled at run time; without, {plain}.");
    }

    [Fact]
    public void On_another_platform_plain_code_is_loaded()
    {
        string copy = Path.Combine(package.Folder, "..", "copy", "DeepCalc");
        foreach (string file in Directory.GetFiles(package.Folder, "*", SearchOption.AllDirectories).Where(file => !file.Contains("net10.0", StringComparison.Ordinal)))
        {
            string target = Path.Combine(copy, Path.GetRelativePath(package.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        // An image of a processor that this machine does not have.
        string foreign = Path.Combine(copy, "module", "net10.0", RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "linux-x64" : "linux-arm64");
        Directory.CreateDirectory(foreign);
        File.Copy(Path.Combine(package.Folder, "module", "net10.0", Path.GetFileName(foreign), "DeepCalc.PowerShell.dll"), Path.Combine(foreign, "DeepCalc.PowerShell.dll"));

        string loaded = package.Run($"Import-Module '{copy}/DeepCalc.psd1'; {Loaded}");
        Assert.Equal(Path.GetFullPath(Path.Combine(copy, "module", "net8.0", "DeepCalc.PowerShell.dll")), Path.GetFullPath(loaded));
    }

    [Fact]
    public void Only_the_folders_of_platforms_hold_compiled_code() =>
        Assert.All(Directory.GetFiles(Path.Combine(package.Folder, "module"), "*.dll", SearchOption.AllDirectories), file =>
        {
            using var reader = new PEReader(File.OpenRead(file));
            Assert.Equal(file.Contains("net10.0", StringComparison.Ordinal), reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0);
        });

    private static string Version() => PackageFile.Described("version")!;

    // The folder of the code for a platform.
    private string Code(string platform)
    {
        string images = Path.Combine(package.Folder, "module", "net10.0", platform);
        return Directory.Exists(images) ? images : Path.Combine(package.Folder, "module", "net8.0");
    }
}
