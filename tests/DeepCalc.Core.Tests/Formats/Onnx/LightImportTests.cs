using System.Reflection;

namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>An imported layer keeps its answers, and not the nodes that they come from.</summary>
public sealed class LightImportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("deepcalc").FullName;

    public static TheoryData<string> Files() => [.. TorchvisionFile.Names];

    public void Dispose() => Directory.Delete(_folder, true);

    [Theory]
    [MemberData(nameof(Files))]
    public void No_node_is_kept_but_those_with_bodies(string file)
    {
        Network network = Import(file, out _);
        string[] paths = [.. PathsTo(network, ["OnnxNode", "OnnxScope", "OnnxGraph", "Operation"]).Take(3)];
        Assert.True(paths.Length == 0, string.Join('\n', paths));
    }

    [Fact]
    public void The_receivers_of_facts_and_warnings_are_not_kept()
    {
        Import("alexnet", out string path);
        var receiver = new List<string>();
        Layer layer = NetworkFile.Import(path, new ImportOptions { Fact = receiver.Add, Warning = receiver.Add, Part = receiver.Add });
        Assert.NotEmpty(receiver);
        Assert.Empty(PathsTo(layer, [typeof(Action<string>).Name]));
    }

    [Fact]
    public void What_needs_the_node_reads_the_file_once_more()
    {
        Network network = Import("resnet18", out _);
        Network larger = network.WithInput(new TensorShape(Layout.ChannelsFirst, 1, 3, 448, 448));
        Assert.Equal("1x64x224x224", larger.Layers.First(layer => layer.Kind == "Conv").OutputShape.ToString());
    }

    [Fact]
    public void A_file_that_changed_in_between_is_an_error_that_says_so()
    {
        Network network = Import("alexnet", out string path);
        long parameters = ParameterMeasure.Of(network).Total.Total.Value;
        File.Delete(path);
        Assert.Equal(parameters, ParameterMeasure.Of(network).Total.Total.Value);
        var error = Assert.Throws<DeepCalcException>(() => network.WithInput(new TensorShape(Layout.ChannelsFirst, 1, 3, 448, 448)));
        Assert.Equal(ErrorCode.FileUnreadable, error.Code);
        Assert.Contains("import it again", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_rows_of_the_layers_do_not_need_the_file(string file)
    {
        Network network = Import(file, out string path);
        string[] before = RowsOf(network);
        Network again = Import(file, out _);
        File.Delete(path);
        Assert.Equal(before, RowsOf(again));
    }

    private static string[] RowsOf(Network network) =>
        [.. LayerMeasurement.Of(network).Select(row => $"{row.Name}|{row.Settings}|{row.Attributes}|{row.OutputShape}|{row.Parameters}|{row.Macs}")];

    private Network Import(string name, out string path)
    {
        path = Path.Combine(_folder, name + ".onnx");
        using (MemoryStream file = new TorchvisionFile(name).Open())
        {
            File.WriteAllBytes(path, file.ToArray());
        }

        return new Network(NetworkFile.Import(path, new ImportOptions()));
    }

    // The ways, by field names, from an object to objects of these types.
    private static IEnumerable<string> PathsTo(object root, string[] types)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance) { root };
        var queue = new Queue<(object Object, string Path)>([(root, root.GetType().Name)]);
        while (queue.TryDequeue(out (object Object, string Path) step))
        {
            foreach ((string name, object? value) in FieldsOf(step.Object))
            {
                if (value is null or string or Type or MemberInfo or Pointer || !seen.Add(value))
                {
                    continue;
                }

                string path = $"{step.Path}.{name}";
                if (types.Contains(value.GetType().Name))
                {
                    yield return path;
                }
                else
                {
                    queue.Enqueue((value, path.Length > 300 ? "…" + path[^250..] : path));
                }
            }
        }
    }

    // A node with bodies stays, since the view of its units runs through them.
    private static IEnumerable<(string Name, object? Value)> FieldsOf(object from)
    {
        if (from is OnnxLayer { HasBodies: true })
        {
            return [];
        }

        if (from is Array array)
        {
            return array.GetType().GetElementType()!.IsPrimitive ? [] : array.Cast<object?>().Select((value, i) => ($"[{i}]", value));
        }

        List<(string, object?)> fields = [];
        for (Type? type = from.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (!field.FieldType.IsPrimitive && !field.FieldType.IsPointer && !field.FieldType.IsEnum && !field.FieldType.IsByRefLike)
                {
                    fields.Add(($"{type.FullName}.{field.Name}", field.GetValue(from)));
                }
            }
        }

        return fields;
    }
}
