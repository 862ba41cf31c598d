using System.Management.Automation;
using System.Text.RegularExpressions;

namespace DeepCalc.Commands.Tests.Layers;

/// <summary>The commands that newcomers type first work, or their errors say what to type.</summary>
public sealed partial class HabitTests(Session session) : IClassFixture<Session>
{
    public static TheoryData<string> Stages
    {
        get
        {
            using var own = new Session();
            return [.. own.Output("(Get-Command -Module DeepCalc -CommandType Cmdlet -ParameterName InputObject).Name").Select(name => name.ToString()).Where(name => name.StartsWith("New-", StringComparison.Ordinal))];
        }
    }

    // An empty cell of a CSV file.
    [Fact]
    public void An_empty_name_of_a_network_is_none() =>
        Assert.Equal("network", session.Value("New-InputLayer 8,8,3 -Network '' | Measure-Network", "Network"));

    // The properties of a layer never become settings of the next one.
    [Theory]
    [MemberData(nameof(Stages))]
    public void A_layer_in_the_pipe_is_not_a_row_of_settings(string cmdlet)
    {
        Session.Result result = session.Run($"New-InputLayer 8,8,4 -Name first | {cmdlet}");
        Assert.All(result.Errors, error => Assert.DoesNotContain("InputLayer", error.ToString(), StringComparison.Ordinal));
        Assert.All(result.Errors, error => Assert.DoesNotContain("ArgumentTransformation", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.All(result.Output, layer => Assert.Null(((Layer)layer.BaseObject).Name));
    }

    [Theory]
    [InlineData("New-InputLayer 784 | New-ActivationLayer", "-Function is missing")]
    [InlineData("New-InputLayer 5,8 | New-RecurrentLayer", "-Units is missing")]
    [InlineData("New-InputLayer 5,8 | New-GruLayer", "-Units is missing")]
    public void A_setting_that_is_missing_is_named(string script, string says) =>
        Assert.Contains(says, session.Error(script).ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("New-InputLayer 3,224,224", "New-InputLayer 3,224,224 -Framework PyTorch")]
    [InlineData("New-InputLayer 224,224,3 -Framework PyTorch", "New-InputLayer 3,224,224 -Framework PyTorch")]
    [InlineData("New-InputLayer 224,224,3 -Layout ChannelsFirst", "New-InputLayer 3,224,224 -Layout ChannelsFirst")]
    [InlineData("New-InputLayer 1,3,224,224", "New-InputLayer 3,224,224 -Framework PyTorch")]
    [InlineData("New-InputLayer 1,3,224,224 -Framework PyTorch", "New-InputLayer 3,224,224 -Framework PyTorch")]
    [InlineData("New-InputLayer 32,224,224,3", "New-InputLayer 224,224,3")]
    [InlineData("New-InputLayer 32,224,224,3 -Framework Keras", "New-InputLayer 224,224,3 -Framework Keras")]
    [InlineData("New-InputLayer 32,224,224,3 -Framework PyTorch", "New-InputLayer 3,224,224 -Framework PyTorch")]
    public void A_shape_that_was_probably_meant_otherwise_gets_a_warning_whose_advice_works(string script, string remedy)
    {
        Session.Result result = session.Run(script);
        Assert.Single(result.Output);
        Assert.Empty(result.Errors);
        string warning = Assert.Single(result.Warnings).Message;
        Assert.EndsWith($"give {remedy}.", warning, StringComparison.Ordinal);
        Assert.Empty(session.Run(remedy).Warnings);
    }

    [Fact]
    public void So_does_an_input_shape_that_is_given_later()
    {
        Session.Result result = session.Run("New-ConvLayer 8 3 | Get-OutputShape -InputShape 3,224,224");
        Assert.EndsWith("give -InputShape 224,224,3.", Assert.Single(result.Warnings).Message, StringComparison.Ordinal);
        Assert.Empty(session.Run("New-ConvLayer 8 3 | Get-OutputShape -InputShape 224,224,3").Warnings);
        result = session.Run("New-InputLayer 3,32,32 -Framework PyTorch | New-ConvLayer 8 3 | Get-OutputShape -InputShape 224,224,3");
        Assert.EndsWith("give -InputShape 3,224,224.", Assert.Single(result.Warnings).Message, StringComparison.Ordinal);
    }

    // The meant network has 10,838,016 multiply-adds, the typed one 32,514,048.
    [Fact]
    public void A_batch_axis_of_PyTorch_is_warned_of()
    {
        const string Rest = " -Framework PyTorch | New-ConvLayer 8 3 -Padding 1 | New-PoolLayer 2 | Measure-Network";
        Session.Result typed = session.Run("New-InputLayer 1,3,224,224" + Rest);
        Assert.Single(typed.Warnings);
        Assert.Equal(10_838_016L, session.Value("New-InputLayer 3,224,224" + Rest, "Macs"));
    }

    [Fact]
    public void No_input_of_the_README_or_of_an_example_is_doubted()
    {
        string[] texts =
        [
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md")),
            .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "examples"), "*.ps1", SearchOption.AllDirectories).Select(File.ReadAllText),
        ];
        string[] inputs = [.. texts.SelectMany(text => Inputs().Matches(text)).Select(match => match.Value.Trim()).Where(input => !input.Contains('$', StringComparison.Ordinal)).Distinct()];
        Assert.True(inputs.Length > 10);
        Assert.All(inputs, input => Assert.Empty(session.Run(input).Warnings));
    }

    [Theory]
    [InlineData("Get-OutputShape $net", "6x6x4")]
    [InlineData("Measure-Network $net", "6x6x4")]
    [InlineData("Measure-Layer $net", "6x6x4")]
    [InlineData("Get-OutputShape $net -InputShape 16,16,3", "14x14x4")]
    public void A_measure_takes_a_network_by_position(string script, string shape) =>
        Assert.Equal(shape, session.Output($"$net = New-InputLayer 8,8,3 | New-ConvLayer 4 3; {script}")[^1].Properties["OutputShape"].Value);

    [Fact]
    public void Other_measures_take_a_positional_network_and_Show_Calculation_its_topic_after_it()
    {
        const string Net = "$net = New-InputLayer 8,8,3 | New-ConvLayer 4 3; ";
        Assert.Equal(112L, session.Value(Net + "Measure-Parameter $net", "Parameters"));
        Assert.Equal(2, session.Output(Net + "Measure-Parameter $net -PerWeight").Length);
        Assert.Equal(3888L, session.Value(Net + "Measure-Operation $net", "Macs"));
        Assert.Equal(2, session.Output(Net + "Measure-ReceptiveField $net").Length);
        string?[] piped = [.. session.Output(Net + "$net | Show-Calculation Shape, Parameter").Select(step => step.Properties["Working"].Value?.ToString())];
        Assert.Equal(piped, session.Output(Net + "Show-Calculation $net Shape, Parameter").Select(step => step.Properties["Working"].Value?.ToString()));
        Assert.True(session.Output(Net + "Show-Calculation $net").Length > piped.Length);
    }

    [Theory]
    [InlineData("Measure-Network 'x.onnx'", "Import-Network")]
    [InlineData("$x = New-InputLayer 8; Measure-Network $x, $x", "2 layers")]
    [InlineData("New-InputLayer 8 | New-AddLayer -With 'conv2d'", "variable")]
    [InlineData("New-InputLayer 8 | New-DenseLayer 4 -TiedTo 'dense'", "variable")]
    [InlineData("New-InputLayer 8,8,3 | New-ConvLayer 8 3 -Activation Relu", "pipe the layer into New-ActivationLayer Relu")]
    [InlineData("New-InputLayer 8 | New-DenseLayer 8 -Activation softmax", "pipe the layer into New-ActivationLayer softmax")]
    [InlineData("New-InputLayer 8 | New-DenseLayer 8 -UseBias $false", "-NoBias")]
    [InlineData("New-InputLayer 8 | New-LinearLayer 8 -Bias:$false", "-NoBias")]
    [InlineData("New-InputLayer 8,8,3 | New-ConvLayer 8,16 3", "8,16 are 2 values, and this setting takes one whole number")]
    public void Something_else_in_a_layer_s_or_a_number_s_place_is_an_error_that_says_what_to_do(string script, string says) =>
        Assert.Contains(says, session.Error(script).ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("$copy | Measure-Network")]
    [InlineData("$copy | Show-Calculation")]
    [InlineData("$copy | New-ConvLayer 4 3")]
    [InlineData("$copy | New-PoolLayer 2")]
    [InlineData("$copy | New-FlattenLayer")]
    [InlineData("$copy | New-AddLayer")]
    [InlineData("$copy | New-TransformerBlock 4 8")]
    public void A_deserialised_layer_is_an_error_that_says_what_to_do(string script)
    {
        Layer layer = (Layer)Assert.Single(session.Output("New-InputLayer 8,8,3 | New-ConvLayer 4 3")).BaseObject;
        session.Set("copy", PSSerializer.Deserialize(PSSerializer.Serialize(layer)));
        Assert.Contains("copy of a layer", session.Error(script).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New-InputLayer 8,8,3 | New-ConvLayer 4 3 -Name a | New-ConvLayer 4 3 -Name a", "New-ConvLayer")]
    [InlineData("New-InputLayer 8,8,3 -Name a | New-ReluLayer -Name A", "New-ActivationLayer")]
    [InlineData("$x = New-InputLayer 8; $y = $x | New-DenseLayer 8 -Name a; $x | New-DenseLayer 8 -Name a | New-AddLayer -With $y", "New-MergeLayer")]
    [InlineData("New-InputLayer 4,8 -Name b/attention | New-TransformerBlock 2 8 -Name b", "New-TransformerBlock")]
    public void A_name_that_is_given_twice_is_an_error_of_the_second_layer(string script, string cmdlet)
    {
        ErrorRecord error = session.Error(script);
        Assert.StartsWith("DuplicateName", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(cmdlet, error.InvocationInfo.MyCommand.Name);
    }

    [Theory]
    [InlineData("New-InputLayer 8 | New-DenseLayer 4 | Measure-Network", "network")]
    [InlineData("New-InputLayer 8 -Network mine | New-DenseLayer 4 | Measure-Network", "mine")]
    public void A_network_has_a_name_of_its_own(string script, string name) => Assert.Equal(name, session.Value(script, "Network"));

    [Fact]
    public void None_is_an_open_size() =>
        Assert.Equal("(H − 2)x(W − 2)x4", session.Value("New-InputLayer None,None,3 | New-ConvLayer 4 3 | Get-OutputShape", "OutputShape"));

    [Theory]
    [InlineData("New-ConcatenateLayer")]
    [InlineData("New-AddLayer")]
    public void Branches_of_unknown_sizes_that_must_be_equal_are_a_warning(string merge)
    {
        string Net(string size) => $"$x = New-InputLayer {size},8,4; $x | New-PoolLayer 2 | New-UpsamplingLayer 2 | {merge} -With $x -Name join | Measure-Network";
        Session.Result result = session.Run(Net("N"));
        Assert.Equal("join needs 2·⌊N/2⌋ = N. A size for which this is not so is an error.", Assert.Single(result.Warnings).Message);
        Assert.Equal("2·⌊N/2⌋ = N", Assert.Single(result.Output).Properties["Assumed"].Value);
        Assert.Empty(session.Run(Net("6")).Warnings);
        Assert.StartsWith("ShapeMismatch", session.Run(Net("7")).Errors[0].FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void Verbose_says_what_is_measured() =>
        Assert.Contains("2 layers, input 8x8x3", session.Output("$n = New-InputLayer 8,8,3 | New-ConvLayer 4 3; Measure-Network $n -Verbose 4>&1")[0].ToString(), StringComparison.Ordinal);

    [Fact]
    public void Find_padding_answers_for_each_kernel_and_for_transposed_convolutions()
    {
        Assert.Equal(["1", "2"], session.Output("Find-Padding 3,5").Select(row => row.Properties["Padding"].Value));
        Assert.Equal((16L, "1"), (session.Value("Find-Padding 3 -Stride 2 -InputSize 32", "OutputSize"), session.Value("Find-Padding 3 -Stride 2 -InputSize 32", "Padding")));
        Assert.Equal("0", session.Value("Find-Padding 2 -Stride 2", "Padding"));
        PSObject row = Assert.Single(session.Output("Find-Padding 3 -Stride 2 -InputSize 14 -Transposed"));
        Assert.Equal(("1", 1L, 28L), (row.Properties["Padding"].Value, row.Properties["OutputPadding"].Value, row.Properties["OutputSize"].Value));
        Assert.Equal("28", session.Value("New-InputLayer 14,1 | New-ConvTransposeLayer 1 3 -Stride 2 -Padding 1 -OutputPadding 1 | Get-OutputShape", "OutputShape")!.ToString()!.Split('x')[0]);
    }

    [Fact]
    public void Causal_padding_says_how_to_be_on_one_axis() =>
        Assert.Contains("rank is given as 1", session.Error("New-ConvLayer 32 2 -Padding Causal | Measure-ReceptiveField").ToString(), StringComparison.Ordinal);

    [GeneratedRegex(@"New-InputLayer [^|;\r\n`)]+")]
    private static partial Regex Inputs();
}
