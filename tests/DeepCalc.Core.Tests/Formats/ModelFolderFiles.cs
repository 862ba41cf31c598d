using System.Text;
using DeepCalc.Tests.Formats.Safetensors;

namespace DeepCalc.Tests.Formats;

/// <summary>A folder of files that is deleted at the end.</summary>
internal sealed class ModelFolderFiles : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("deepcalc").FullName;

    public ModelFolderFiles() => Directory.CreateDirectory(Path);

    /// <summary>The warnings of the last import.</summary>
    public List<string> Warnings { get; } = [];

    public string Path => System.IO.Path.Combine(_parent, "net");

    public string In(string name)
    {
        string path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        return path;
    }

    public ModelFolderFiles Add(string name, string text) => Add(name, Encoding.UTF8.GetBytes(text));

    public ModelFolderFiles Add(string name, byte[] bytes)
    {
        File.WriteAllBytes(In(name), bytes);
        return this;
    }

    public ModelFolderFiles Tensors(string name, params (string Name, string Type, long[] Sizes)[] tensors) => Add(name, SafetensorsFile.Of(tensors));

    public Network Import(ImportOptions? options = null)
    {
        Warnings.Clear();
        return new Network(NetworkFile.ImportFolder(Path, (options ?? new ImportOptions()) with { Warning = Warnings.Add })
            ?? throw new InvalidOperationException("The folder has no network."));
    }

    public void Dispose() => Directory.Delete(_parent, recursive: true);
}
