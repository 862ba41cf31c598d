using DeepCalc.Tests.Formats.Onnx;

namespace DeepCalc.Commands.Tests.Formats;

/// <summary>The layers inside nodes that run graphs, which -Recurse lists.</summary>
public sealed class BodyTests : IClassFixture<Session>, IDisposable
{
    private readonly Session _session;
    private readonly string _folder = Directory.CreateTempSubdirectory("deepcalc").FullName;

    public BodyTests(Session session)
    {
        _session = session;
        session.Set("folder", _folder);
        File.WriteAllBytes(Path.Combine(_folder, "loop.onnx"), new ModelBuilder().Input("x", 2, 8).Weight("w", 8, 8)
            .Constant("turns", TensorBuilder.Scalar(5L))
            .Node("Loop", ["turns", "", "x"], ["y"], ("body", new GraphBuilder("body")
                .Input("turn", TypeBuilder.Tensor(ElementType.Int64)).Input("condition", TypeBuilder.Tensor(ElementType.Boolean)).Input("state")
                .Node("MatMul", ["state", "w"], ["next"]).Node("Identity", ["condition"], ["still"])
                .Output("still").Output("next")))
            .Output("y").ToArray());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Rows_of_a_body_are_listed_and_sums_stay_the_same()
    {
        Assert.Equal(2, _session.Output("Import-Network $folder/loop.onnx | Measure-Layer").Length);
        Assert.Equal(640L, _session.Value("Import-Network $folder/loop.onnx | Measure-Network", "Macs"));
        Assert.Equal(640D, _session.Value("Import-Network $folder/loop.onnx | Measure-Layer -Recurse | Measure-Object Macs -Sum", "Sum"));
        Assert.Equal(
            ["y/body/next y/body 5 640 64"],
            _session.Output("Import-Network $folder/loop.onnx | Measure-Layer -Recurse | Where-Object Kind -eq MatMul | ForEach-Object { \"$($_.Name) $($_.Body) $($_.Runs) $($_.Macs) $($_.Parameters)\" }")
                .Select(text => text.ToString()));
    }

    [Fact]
    public void A_layer_has_its_bodies() =>
        Assert.Equal(128L, _session.Value("(Import-Network $folder/loop.onnx).Bodies[0].Network.Output | Measure-Network", "Macs"));

    [Fact]
    public void Shapes_and_working_of_a_body()
    {
        Assert.Equal("2x8", _session.Value("Import-Network $folder/loop.onnx | Get-OutputShape -Recurse | Where-Object Layer -eq y/body/next", "OutputShape"));
        Assert.Equal(1200L, _session.Value("Import-Network $folder/loop.onnx | Show-Calculation Operation -Layer y/body/next -Recurse | Where-Object Symbol -eq FLOPs", "Value"));
        Assert.StartsWith("LayerNotFound", _session.Error("Import-Network $folder/loop.onnx | Show-Calculation -Layer nowhere -Recurse").FullyQualifiedErrorId, StringComparison.Ordinal);
    }
}
