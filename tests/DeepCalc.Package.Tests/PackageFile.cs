using System.IO.Compression;
using System.Reflection;
using System.Xml.Linq;

namespace DeepCalc.Package.Tests;

/// <summary>The package that <c>build.ps1 -Task Package</c> made.</summary>
internal static class PackageFile
{
    /// <summary>Where it stands.</summary>
    public static string FullName { get; } = Find();

    /// <summary>The names of its files, without those of the format itself.</summary>
    public static IReadOnlyList<string> Entries()
    {
        using ZipArchive archive = ZipFile.OpenRead(FullName);
        return [.. archive.Entries.Select(entry => entry.FullName).Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal)
            && !name.StartsWith("package/", StringComparison.Ordinal) && name is not ("[Content_Types].xml" or "DeepCalc.nuspec"))];
    }

    /// <summary>An entry of its description; null where there is none.</summary>
    public static string? Described(string name)
    {
        using ZipArchive archive = ZipFile.OpenRead(FullName);
        using Stream stream = archive.GetEntry("DeepCalc.nuspec")!.Open();
        return XDocument.Load(stream).Descendants().SingleOrDefault(element => element.Name.LocalName == name)?.Value;
    }

    private static string Find()
    {
        string folder = typeof(PackageFile).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Artifacts").Value!;
        return (Directory.Exists(folder) ? Directory.GetFiles(folder, "*.nupkg") : []) is [var file]
            ? file
            : throw new InvalidOperationException($"{folder} has no package, or several: run ./build.ps1 -Task Package.");
    }
}
