namespace DeepCalc.Package.Tests;

/// <summary>The package has the files of the module and nothing else, and says what the Gallery shows of it.</summary>
public class PackageTests
{
    private static readonly string[] Platforms = ["linux-arm64", "linux-x64", "osx-arm64", "win-x64"];

    [Fact]
    public void It_has_the_files_of_the_module_and_no_others()
    {
        string[] code = ["DeepCalc.Core.dll", "DeepCalc.Formats.dll", "DeepCalc.PowerShell.dll"];
        string[] expected =
        [
            "DeepCalc.format.ps1xml", "DeepCalc.psd1", "DeepCalc.psm1", "LICENSE",
            "en-US/DeepCalc.PowerShell.dll-Help.xml", "en-US/about_DeepCalc.help.txt",
            .. code.Select(file => $"module/net8.0/{file}"),
            .. Platforms.SelectMany(platform => code.Select(file => $"module/net10.0/{platform}/{file}")),
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), PackageFile.Entries().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void It_describes_itself()
    {
        Assert.Equal("DeepCalc", PackageFile.Described("id"));
        Assert.Matches(@"^\d+\.\d+\.\d+$", PackageFile.Described("version"));
        Assert.StartsWith("The numbers of neural networks", PackageFile.Described("description"));
        Assert.Equal("https://opensource.org/license/mit", PackageFile.Described("licenseUrl"));
        Assert.Contains("ReceptiveField", PackageFile.Described("tags"));
        Assert.Contains("### Added", PackageFile.Described("releaseNotes"));
    }

    [Fact]
    public void It_has_an_icon_where_the_project_has_an_address() =>
        Assert.Equal(PackageFile.Described("projectUrl") is { } project ? $"{project}/raw/HEAD/docs/icon.png" : null, PackageFile.Described("iconUrl"));
}
