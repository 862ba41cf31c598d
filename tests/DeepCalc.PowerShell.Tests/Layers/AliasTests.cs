using System.Management.Automation;

namespace DeepCalc.Commands.Tests.Layers;

/// <summary>An alias makes the kind in its name, however it is called.</summary>
public sealed class AliasTests(Session session) : IClassFixture<Session>
{
    // The kind that each alias makes, on a suitable input.
    private static readonly Dictionary<string, (string Input, string Arguments, string Kind)> Made = new()
    {
        ["New-AddLayer"] = ("8,8,3", "$x", "Add"),
        ["New-MultiplyLayer"] = ("8,8,3", "$x", "Multiply"),
        ["New-MaxPoolLayer"] = ("8,8,3", "2", "MaxPooling2D"),
        ["New-AveragePoolLayer"] = ("8,8,3", "2", "AveragePooling2D"),
        ["New-AvgPoolLayer"] = ("8,8,3", "2", "AveragePooling2D"),
        ["New-BatchNormalizationLayer"] = ("8,8,3", "", "BatchNormalization"),
        ["New-BatchNormLayer"] = ("8,8,3", "", "BatchNormalization"),
        ["New-LayerNormalizationLayer"] = ("8,8,3", "", "LayerNormalization"),
        ["New-LayerNormLayer"] = ("8,8,3", "", "LayerNormalization"),
        ["New-GroupNormLayer"] = ("8,8,4", "-Groups 2", "GroupNormalization"),
        ["New-InstanceNormLayer"] = ("8,8,3", "", "InstanceNormalization"),
        ["New-RmsNormLayer"] = ("8,8,3", "", "RMSNormalization"),
        ["New-Conv1DLayer"] = ("8,3", "4 3", "Conv1D"),
        ["New-Conv2DLayer"] = ("8,8,3", "4 3", "Conv2D"),
        ["New-Conv3DLayer"] = ("8,8,8,3", "4 3", "Conv3D"),
        ["New-LinearLayer"] = ("8", "4", "Dense"),
        ["New-LstmLayer"] = ("5,8", "4", "LSTM"),
        ["New-GruLayer"] = ("5,8", "4", "GRU"),
        ["New-SimpleRnnLayer"] = ("5,8", "4", "SimpleRNN"),
        ["New-ReluLayer"] = ("8", "", "Activation Relu"),
        ["New-SoftmaxLayer"] = ("8", "", "Activation Softmax"),
    };

    public static TheoryData<string> Names => [.. Made.Keys];

    [Fact]
    public void Every_alias_of_the_module_is_tested() =>
        Assert.Equal(session.Output("(Get-Module DeepCalc).ExportedAliases.Keys").Select(name => name.ToString()).Order(), Made.Keys.Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void An_alias_makes_what_it_says_however_it_is_called(string alias)
    {
        (string input, string arguments, string kind) = Made[alias];
        string[] calls =
        [
            $"$x | {alias} {arguments}",
            $"$x | {alias.ToUpperInvariant()} {arguments}",
            $"$x | DeepCalc\\{alias} {arguments}",
            $"$x | & '{alias}' {arguments}",
            $"'{alias}' | ForEach-Object {{ $x | & $_ {arguments} }}",
            $"$part = '{alias[4..]}'; $x | & \"New-$part\" {arguments}",
            $"$command = Get-Command {alias}; $x | & $command {arguments}",
            $"$x | & (Get-Command {alias}) {arguments}",
            $"$x | ForEach-Object {{ $_ | {alias} {arguments} }}",
            $"$none = @{{}}; $x | {alias} {arguments} @none",
            $"function Add-It {{ param([Parameter(ValueFromPipeline)] $layer) process {{ $layer | {alias} {arguments} }} }}; $x | Add-It",
        ];
        Assert.All(calls, call =>
        {
            Layer layer = Assert.IsType<Layer>(Assert.Single(session.Output($"$x = New-InputLayer {input}; {call}")).BaseObject);
            Assert.Equal(kind, layer.Definition is Activation activation ? $"{layer.Kind} {activation.Function}" : layer.Kind);
        });
    }

    [Fact]
    public void A_name_of_the_session_s_own_is_followed()
    {
        const string Aliases = "Set-Alias gru New-GruLayer; Set-Alias again gru; ";
        Assert.Equal("GRU", ((Layer)Assert.Single(session.Output(Aliases + "New-InputLayer 5,8 | gru 4")).BaseObject).Kind);
        Assert.Equal("GRU", ((Layer)Assert.Single(session.Output(Aliases + "New-InputLayer 5,8 | again 4")).BaseObject).Kind);
        Assert.Equal("GRU", ((Layer)Assert.Single(session.Output(Aliases + "New-InputLayer 5,8 | & 'again' 4")).BaseObject).Kind);
    }

    [Fact]
    public void A_call_whose_name_cannot_be_seen_makes_no_guess()
    {
        ErrorRecord error = session.Error("New-InputLayer 5,8 | & ('New-' + 'GruLayer') 4");
        Assert.StartsWith("InvalidSetting", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("-Kind", error.ToString(), StringComparison.Ordinal);
        Assert.Equal("GRU", ((Layer)Assert.Single(session.Output("New-InputLayer 5,8 | & ('New-' + 'RecurrentLayer') 4 -Kind Gru")).BaseObject).Kind);
    }

    [Theory]
    [InlineData("New-InputLayer 5,8 | New-GruLayer 4 -Kind Lstm", "New-RecurrentLayer")]
    [InlineData("New-InputLayer 8,8,3 | New-MaxPoolLayer 2 -Kind avg", "New-PoolLayer")]
    [InlineData("New-InputLayer 8,8,3 | New-Conv2DLayer 4 3 -Rank 1", "New-ConvLayer")]
    public void An_alias_and_a_kind_that_contradict_each_other_are_an_error(string script, string remedy)
    {
        ErrorRecord error = session.Error(script);
        Assert.StartsWith("InvalidSetting", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(remedy, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New-InputLayer 8,8,3 | New-ActivationLayer swish", "Silu")]
    [InlineData("New-InputLayer 8,8,3 | New-ActivationLayer relu", "Relu")]
    [InlineData("New-InputLayer 8,8,3 | New-ActivationLayer leaky_relu", "LeakyRelu")]
    [InlineData("New-InputLayer 8,8,3 | New-ActivationLayer LeakyReLU", "LeakyRelu")]
    [InlineData("[pscustomobject]@{ Kind = 'relu' } | New-ActivationLayer", "Relu")]
    public void Functions_go_by_the_names_that_people_have_for_them(string script, string function) =>
        Assert.Equal(function, ((Activation)((Layer)Assert.Single(session.Output(script)).BaseObject).Definition).Function.ToString());

    [Theory]
    [InlineData("New-PoolLayer 2 -Kind Avg", "AveragePooling2D")]
    [InlineData("New-PoolLayer 2 -Kind mean", "AveragePooling2D")]
    [InlineData("New-NormalizationLayer -Kind layer_norm", "LayerNormalization")]
    [InlineData("New-PoolLayer -Global", "GlobalAveragePooling2D")]
    [InlineData("New-PoolLayer -Global -Kind Max", "GlobalMaxPooling2D")]
    [InlineData("New-PoolLayer -OutputSize 2", "AdaptiveAveragePooling2D")]
    [InlineData("New-PoolLayer -OutputSize 2 -Kind Max", "AdaptiveMaxPooling2D")]
    [InlineData("New-PoolLayer 2", "MaxPooling2D")]
    public void Kinds_have_other_spellings_and_pooling_to_a_size_is_average_by_default(string stage, string kind) =>
        Assert.Equal(kind, ((Layer)Assert.Single(session.Output($"New-InputLayer 8,8,3 | {stage}")).BaseObject).Kind);
}
