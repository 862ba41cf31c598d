using System.Management.Automation;
using DeepCalc.Tests.Formats.Onnx;

namespace DeepCalc.Commands.Tests.Formats;

/// <summary>Shapes that depend on the contents of inputs, which -Value gives.</summary>
public sealed class ImportValueTests : IClassFixture<Session>, IDisposable
{
    private readonly Session _session;
    private readonly string _folder = Directory.CreateTempSubdirectory("deepcalc").FullName;

    public ImportValueTests(Session session)
    {
        _session = session;
        session.Set("folder", _folder);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("@{ scales = 1,1,0.8,0.8 }", "1x3x16x16")]
    [InlineData("@{ scales = 1, 1, '0.8', [float]0.8 }", "1x3x16x16")]
    [InlineData("@{ Scales = [double[]](1, 1, 1.55, 2) }", "1x3x31x40")]
    [InlineData("@{ scales = 1, 1, 5e-1, [decimal]0.25 }", "1x3x10x5")]
    [InlineData("@{ scales = 1, 1, 2, 3 }", "1x3x40x60")]
    public void Values_can_have_decimals(string values, string shape)
    {
        Save("resize.onnx", new ModelBuilder().Input("x", 1, 3, 20, 20).Input("scales", 4).Node("Resize", ["x", "", "scales"], ["y"]).Output("y"));
        Assert.Equal(shape, _session.Value($"Import-Network $folder/resize.onnx -Value {values} | Get-OutputShape", "OutputShape"));
    }

    // As float32, 0.3 is a little more than three times 0.1, so a fourth number fits below it.
    [Theory]
    [InlineData(ElementType.Float32, "4")]
    [InlineData(ElementType.Float64, "3")]
    public void Values_are_rounded_to_the_input_s_type(ElementType type, string length)
    {
        Save("range.onnx", new ModelBuilder().Input("limit", TypeBuilder.Tensor(type)).Input("step", TypeBuilder.Tensor(type))
            .Node("Sub", ["step", "step"], ["start"]).Node("Range", ["start", "limit", "step"], ["y"]).Output("y"));
        Assert.Equal(length, _session.Value("Import-Network $folder/range.onnx -Value @{ limit = 0.3; step = 0.1 } | Get-OutputShape", "OutputShape"));
    }

    [Theory]
    [InlineData("@{ shape = 2, 1.5 }", "InvalidSetting", "1.5")]
    [InlineData("@{ shape = 2, 'many' }", "InvalidSetting", "@{ scales = 1, 1, 0.8, 0.8 }")]
    [InlineData("@{ shape = 2, 3, 4 }", "ShapeMismatch", "3 are given")]
    public void Values_that_an_input_cannot_hold_are_refused(string values, string id, string text)
    {
        Save("reshape.onnx", new ModelBuilder().Input("x", 1, 3, 16, 16).Input("shape", TypeBuilder.Tensor(ElementType.Int64, 2)).Node("Reshape", ["x", "shape"], ["y"]).Output("y"));
        ErrorRecord error = _session.Run($"Import-Network $folder/reshape.onnx -Value {values}") is { Errors: [var only, ..] } ? only
            : Assert.ThrowsAny<RuntimeException>(() => _session.Run($"Import-Network $folder/reshape.onnx -Value {values}")).ErrorRecord;
        Assert.Equal($"{id},DeepCalc.Commands.ImportNetworkCommand", error.FullyQualifiedErrorId);
        Assert.Contains(text, error.Exception.Message, StringComparison.Ordinal);
    }

    // The operators whose shapes depend on data: the sizes recorded in ONNX's own tests.
    [NodeTheory]
    [InlineData("test_resize_", 23)]
    [InlineData("test_upsample_", 1)]
    [InlineData("test_nonmaxsuppression_", 9)]
    [InlineData("test_reshape_", 10)]
    [InlineData("test_range_", 4)]
    [InlineData("test_expand_", 2)]
    [InlineData("test_tile", 2)]
    [InlineData("test_slice", 8)]
    [InlineData("test_compress_", 4)]
    [InlineData("test_nonzero_", 1)]
    [InlineData("test_onehot_", 4)]
    [InlineData("test_top_k", 3)]
    [InlineData("test_constant_pad", 1)]
    [InlineData("test_constantofshape_", 3)]
    [InlineData("test_unique_", 5)]
    public void ONNX_s_own_tests_are_known_once_values_are_given(string tests, int least)
    {
        List<string> wrong = [];
        int count = 0;
        foreach (NodeTest test in NodeTest.Of(tests))
        {
            count++;
            File.WriteAllBytes(Path.Combine(_folder, $"{test.Name}.onnx"), test.Model());
            string? shape = _session.Output($"Import-Network $folder/{test.Name}.onnx -Value {test.Values()} | Get-OutputShape")[0].Properties["OutputShape"].Value as string;
            if (shape != test.Output())
            {
                wrong.Add($"{test.Name} is {shape}, recorded {test.Output()}");
            }
        }

        Assert.True(count >= least, $"only {count} tests begin with {tests}");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private void Save(string name, ModelBuilder model) => File.WriteAllBytes(Path.Combine(_folder, name), model.ToArray());
}
