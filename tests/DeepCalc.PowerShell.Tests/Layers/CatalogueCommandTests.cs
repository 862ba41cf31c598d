using System.Management.Automation;

namespace DeepCalc.Commands.Tests.Layers;

public sealed class CatalogueCommandTests(Session session) : IClassFixture<Session>
{
    [Theory]
    [InlineData("New-InputLayer 7,7,4 | New-ConvTransposeLayer 8 3 -Stride 2 -Padding 1 -OutputPadding 1", "14x14x8", 296)]
    [InlineData("New-InputLayer 7,7,4 | New-ConvTransposeLayer 8 2 -Stride 3", "20x20x8", 136)]
    [InlineData("New-InputLayer 7,7,4 -Framework Keras | New-ConvTransposeLayer 8 2 -Stride 3", "21x21x8", 136)]
    [InlineData("New-InputLayer 7,7,4 -Framework Keras | New-ConvTransposeLayer 8 2 -Stride 3 -Padding 0", "20x20x8", 136)]
    [InlineData("New-InputLayer 4,7,7 -Framework PyTorch | New-ConvTransposeLayer 8 2 -Stride 3", "8x20x20", 136)]
    [InlineData("New-InputLayer 9,9,4 | New-DepthwiseConvLayer 3 -Multiplier 2 -Stride 2 -NoBias", "4x4x8", 72)]
    [InlineData("New-InputLayer 9,9,4 | New-SeparableConvLayer 8 3 -Padding Same", "9x9x8", 76)]
    [InlineData("New-InputLayer 9,9,4 | New-LocallyConnectedLayer 8 3 -Stride 3", "3x3x8", 2664)]
    [InlineData("New-InputLayer 9,4 | New-ConvLayer 8 3 -Padding Causal", "9x8", 104)]
    [InlineData("New-InputLayer 9,9,4 | New-ConvLayer 8 4 -Stride 2 -Padding SameLower", "5x5x8", 520)]
    [InlineData("New-InputLayer 9,9,4 | New-PoolLayer 3 -Kind L2", "3x3x4", 0)]
    [InlineData("New-InputLayer 9,9,4 | New-PoolLayer 3 -Norm 3", "3x3x4", 0)]
    [InlineData("New-InputLayer 9,9,4 | New-PoolLayer 3 -Kind Lp -Norm '3/2' -Stride 2", "4x4x4", 0)]
    [InlineData("New-InputLayer 9,9,4 | New-PoolLayer -Global -Norm 1.5", "4", 0)]
    [InlineData("New-InputLayer 9,9,4 | New-ConvLayer 8 5 -Padding Same -PaddingMode Reflect", "9x9x8", 808)]
    [InlineData("New-InputLayer 9,9,4 | New-DepthwiseConvLayer 3 -Padding 9 -PaddingMode circular", "25x25x4", 40)]
    [InlineData("New-InputLayer 9,9,4 | New-SeparableConvLayer 8 3 -Padding 1,12 -PaddingMode Replicate", "9x31x8", 76)]
    [InlineData("New-InputLayer 9,9,32 | New-NormalizationLayer -Kind LocalResponse", "9x9x32", 0)]
    [InlineData("New-InputLayer 9,32 | New-AttentionLayer 4 -BiasKeyValue -ZeroAttention", "9x32", 4288)]
    [InlineData("New-InputLayer 9,32 | New-AttentionLayer 4 -AddBiasKv -NoBias", "9x32", 4160)]
    [InlineData("New-InputLayer 9,32 | New-ActivationLayer Softmin -Axis 0", "9x32", 0)]
    [InlineData("New-InputLayer 9,9,4 | New-PoolLayer -OutputSize 4,2 -Kind Average", "4x2x4", 0)]
    [InlineData("New-InputLayer 4,9,9 -Framework PyTorch | New-PoolLayer -Global", "4x1x1", 0)]
    [InlineData("New-InputLayer 4,9,9 -Framework PyTorch | New-PoolLayer -Global -KeepDimension:$false", "4", 0)]
    [InlineData("New-InputLayer 9,9,4 -Framework Keras | New-PoolLayer -Global", "4", 0)]
    [InlineData("New-InputLayer 9,9,4 -Framework PyTorch -Layout ChannelsLast | New-ConvLayer 8 3", "7x7x8", 296)]
    [InlineData("New-InputLayer 9,9,32 | New-NormalizationLayer -Kind Group -Groups 8", "9x9x32", 64)]
    [InlineData("New-InputLayer 9,9,32 | New-NormalizationLayer -Kind Group", "9x9x32", 64)]
    [InlineData("New-InputLayer 9,32 | New-NormalizationLayer -Kind Layer -Axis 0,1", "9x32", 576)]
    [InlineData("New-InputLayer 9,32 | New-NormalizationLayer -Kind Rms", "9x32", 32)]
    [InlineData("New-InputLayer 9,9,32 | New-NormalizationLayer -Kind Instance", "9x9x32", 64)]
    [InlineData("New-InputLayer 32,9,9 -Framework PyTorch | New-NormalizationLayer -Kind Instance", "32x9x9", 0)]
    [InlineData("New-InputLayer 32,9,9 -Framework PyTorch | New-NormalizationLayer -Kind Instance -NoScale:$false -NoCenter:$false -TrackStatistics", "32x9x9", 64)]
    [InlineData("New-InputLayer 9,32 | New-ActivationLayer Glu", "9x16", 0)]
    [InlineData("New-InputLayer 9,32 | New-ActivationLayer Softmax -Axis 0", "9x32", 0)]
    [InlineData("New-InputLayer 9,32 | New-ActivationLayer PRelu", "9x32", 288)]
    [InlineData("New-InputLayer 9,32 | New-ActivationLayer PRelu -SharedAxis 0", "9x32", 32)]
    [InlineData("New-InputLayer 9,32 -Framework PyTorch -Layout ChannelsLast | New-ActivationLayer PRelu", "9x32", 1)]
    [InlineData("New-InputLayer 9,32 | New-AttentionLayer 4 -KeyValueHeads 2 -NoBias", "9x32", 3072)]
    [InlineData("New-InputLayer 9,32 | New-AttentionLayer 4 -KeyWidth 16 -OutputWidth 8 -NoOutputBias", "9x8", 6848)]
    [InlineData("$m = New-InputLayer 5,16; New-InputLayer 9,32 | New-AttentionLayer 4 -Memory $m", "9x32", 3200)]
    [InlineData("$m = New-InputLayer 5,16; $v = New-InputLayer 5,8; New-InputLayer 9,32 | New-AttentionLayer 4 -Memory $m -Value $v", "9x32", 2944)]
    [InlineData("New-InputLayer 9,32 | New-AttentionLayer 4 -Causal -Window 4 -SinkPositions 1 -SinkLogit", "9x32", 4228)]
    [InlineData("New-InputLayer 9,32 | New-AttentionLayer 4 -Causal -Chunk 4 -HeadNormalization Rms -AcrossHeads -ScoreCap 50", "9x32", 4288)]
    [InlineData("$a = New-InputLayer 9,32 | New-AttentionLayer 4 -Causal; $a | New-AttentionLayer 4 -Causal -NoBias -KeyValueFrom $a", "9x32", 6272)]
    [InlineData("$b = New-InputLayer 9,32 | New-TransformerBlock 4 64 -Causal; $b | New-TransformerBlock 4 64 -Causal -KeyValueFrom $b", "9x32", 14_976)]
    [InlineData("New-InputLayer 9,32 | New-TransformerBlock 4 64 -Causal -Window 4 -SinkPositions 1 -SinkLogit -HeadNormalization Rms -ScoreCap 30", "9x32", 8564)]
    [InlineData("New-InputLayer 9,7168 | New-LatentAttentionLayer 128 512 128 -RotaryWidth 64 -QueryLatentWidth 1536 -Causal", "9x7168", 187_107_328)]
    [InlineData("New-InputLayer 9,7168 | New-LatentAttentionLayer 128 512 128 -RotaryWidth 64 -QueryLatentWidth 1536 -IndexHeads 64 -IndexWidth 128 -IndexKeys 2048", "9x7168", 201_066_752)]
    [InlineData("New-InputLayer 9,32 | New-LatentAttentionLayer 4 6 5 -ValueWidth 3 -OutputWidth 7 -NoRotary -AttentionBias -Form expanded", "9x7", 1127)]
    [InlineData("$a = New-LatentAttentionLayer 4 6 5; New-InputLayer 9,32 | New-TransformerBlock -Attention $a -Hidden 64", "9x32", 6038)]
    [InlineData("New-InputLayer 9,32 | New-PositionEmbeddingLayer -Length 12", "9x32", 384)]
    [InlineData("$y = New-InputLayer 30; New-InputLayer 20 | New-BilinearLayer 10 -With $y", "10", 6010)]
    [InlineData("(New-InputLayer 10,64), (New-InputLayer 20,64) | New-DotLayer", "10x20", 0)]
    [InlineData("(New-InputLayer 64,10), (New-InputLayer 20,64) | New-DotLayer -Axis 0,1", "10x20", 0)]
    [InlineData("(New-InputLayer 10,64), (New-InputLayer 64,20) | New-MatMulLayer", "10x20", 0)]
    [InlineData("(New-InputLayer 8,8,3), (New-InputLayer 1,1,3) | New-MergeLayer -Kind Multiply", "8x8x3", 0)]
    [InlineData("New-InputLayer 5,9,9,4 | New-ConvLayer 8 3 -TimeDistributed", "5x7x7x8", 296)]
    [InlineData("New-InputLayer 197,768 | New-TransformerBlock 12 3072 -PreNorm -Activation Gelu", "197x768", 7_087_872)]
    [InlineData("$m = New-InputLayer 10,512; New-InputLayer 12,512 | New-TransformerBlock 8 2048 -Memory $m -Causal", "12x512", 4_204_032)]
    [InlineData("New-InputLayer T,2048 | New-GatedDeltaLayer 32 -KeyHeads 16", "Tx2048", 33_718_464)]
    [InlineData("New-InputLayer 9,8 | New-GatedDeltaLayer 2 -KeyWidth 3 -ValueWidth 4 -GateActivation sigmoid -ConvolutionBias -KernelSize 2", "9x8", 388)]
    [InlineData("New-InputLayer T,2304 | New-KimiDeltaLayer 32", "Tx2304", 39_514_272)]
    [InlineData("New-InputLayer 9,8 | New-KimiDeltaLayer 2 -HeadWidth 3 -DecayRank 1 -FullRankGate -GateBias -DecayFloor -5", "9x8", 359)]
    [InlineData("New-InputLayer T,768 | New-MambaLayer", "Tx768", 3_770_880)]
    [InlineData("New-InputLayer 9,8 | New-MambaLayer 2 -InnerWidth 3 -TimeStepRank 1 -NormalizedSelection -ProjectionBias -NoConvolutionBias", "9x8", 133)]
    [InlineData("New-InputLayer T,768 | New-Mamba2Layer 24", "Tx768", 3_764_552)]
    [InlineData("New-InputLayer 9,8 | New-Mamba2Layer 4 -HeadWidth 3 -StateSize 2 -Groups 2 -NoNorm -ProjectionBias -Chunk 4", "9x8", 540)]
    [InlineData("New-InputLayer T,768 | New-RwkvTimeMixingLayer", "Tx768", 2_762_496)]
    [InlineData("$out, $v = New-InputLayer 9,8 | New-RwkvTimeMixingLayer -HeadWidth 4 -ReturnValue; $out | New-RwkvTimeMixingLayer -HeadWidth 4 -DecayRank 1 -RateRank 1 -ValueRank 1 -GateRank 1 -FirstValue $v", "9x8", 4888)]
    [InlineData("New-InputLayer T,2048 | New-RwkvTimeMixingLayer -Version v6", "Tx2048", 21_909_504)]
    [InlineData("New-InputLayer T,2048 | New-RwkvChannelMixingLayer 7168 -Version V6", "Tx2048", 33_558_528)]
    [InlineData("New-InputLayer 9,32 | New-FeedForwardBlock 64 -Gated -NoBias", "9x32", 6144)]
    [InlineData("New-InputLayer T,2880 | New-FeedForwardBlock 2880 -Activation Silu -Gated -Experts 128 -ActiveExperts 4 -RouterBias", "Tx2880", 3_186_524_288)]
    [InlineData("New-InputLayer T,7168 | New-FeedForwardBlock 2048 -Activation Silu -Gated -NoBias -Experts 256 -ActiveExperts 8 -RouterActivation Sigmoid -SelectionBias -ExpertGroups 8 -ActiveExpertGroups 4 -NormalizedShares -ShareScale 2.5 -SharedHidden 2048 -GatedShared", "Tx7168", 11_320_171_776)]
    [InlineData("New-InputLayer 3,224,224 -Framework PyTorch | New-PatchEmbeddingBlock 16 768 -ClassToken -PositionEmbedding", "197x768", 742_656)]
    [InlineData("New-InputLayer 224,224,3 | New-PatchEmbeddingBlock 16 768", "196x768", 590_592)]
    public void Settings_are_taken_as_people_type_them(string script, string shape, long parameters)
    {
        PSObject row = Assert.Single(session.Output($"{script} | Measure-Network"));

        Assert.Equal(shape, row.Properties["OutputShape"].Value);
        Assert.Equal(parameters, row.Properties["Parameters"].Value);
    }

    [Theory]
    [InlineData("New-InputLayer 9,9,4 | New-NormalizationLayer -Kind Layer -Groups 2", "InvalidSetting", "groups")]
    [InlineData("New-InputLayer 9,9,4 | New-NormalizationLayer -Kind Group -Groups 3", "GroupsMismatch", "4 channels")]
    [InlineData("New-InputLayer 9,9,4 | New-NormalizationLayer -Kind Layer -NoStatistics", "InvalidSetting", "-NoStatistics")]
    [InlineData("New-InputLayer 9,9,4 | New-NormalizationLayer -Axis 1", "InvalidSetting", "axes")]
    [InlineData("New-InputLayer 9,9,4 | New-NormalizationLayer -Kind Layer -TrackStatistics", "InvalidSetting", "running statistics")]
    [InlineData("New-InputLayer 4 | New-NormalizationLayer -Kind Instance", "RankMismatch", "spatial")]
    [InlineData("New-InputLayer 9,9,4 | New-NormalizationLayer -Kind Layer -Axis 3", "RankMismatch", "axis 3")]
    [InlineData("New-InputLayer 9,9,3 | New-ActivationLayer Glu", "ShapeMismatch", "halved")]
    [InlineData("New-InputLayer 9,9,3 | New-ActivationLayer Relu -Axis 1", "InvalidSetting", "axis 1")]
    [InlineData("New-InputLayer 9,9,3 | New-ActivationLayer Relu -SharedAxis 1", "InvalidSetting", "PRelu")]
    [InlineData("New-InputLayer 9,9,3 | New-ActivationLayer PRelu -Axis 1", "InvalidSetting", "shared axes")]
    [InlineData("New-InputLayer 9,9,3 | New-ConvTransposeLayer 8 3 -Stride 2 -OutputPadding 2", "PaddingTooLarge", "at most 1")]
    [InlineData("New-InputLayer 9,9,3 | New-ConvTransposeLayer 8 3 -Padding 9", "PaddingTooLarge", "height")]
    [InlineData("New-InputLayer 9,9,3 | New-ConvTransposeLayer 8 3 -Padding Causal", "InvalidSetting", "Same, Valid or numbers")]
    [InlineData("New-InputLayer 9,9,3 | New-ConvTransposeLayer 8 3 -Rounding Ceiling", "InvalidSetting", "output padding")]
    [InlineData("New-InputLayer 9,9,3 | New-ConvTransposeLayer 8 3 -OutputPadding 0,0,0", "RankMismatch", "output padding")]
    [InlineData("New-InputLayer 9,9,3 | New-ConvLayer 8 3 -Padding Causal", "InvalidSetting", "one spatial axis")]
    [InlineData("New-InputLayer 9,9,3 | New-DepthwiseConvLayer 3 -Multiplier 0", "InvalidSize", "at least 1")]
    [InlineData("New-InputLayer 9,9,3 | New-PoolLayer 3 -OutputSize 4", "InvalidSetting", "no window")]
    [InlineData("New-InputLayer 9,9,3 | New-PoolLayer -OutputSize 4 -Kind L2", "InvalidSetting", "Max or Average")]
    [InlineData("New-InputLayer 9,9,3 | New-PoolLayer 3 -Kind Lp", "InvalidSetting", "needs a norm")]
    [InlineData("New-InputLayer 9,9,3 | New-PoolLayer 3 -Kind Max -Norm 3", "InvalidSetting", "Max pooling has none")]
    [InlineData("New-InputLayer 9,9,3 | New-PoolLayer 3 -Norm 0", "InvalidSize", "more than 0")]
    [InlineData("New-InputLayer 9,9,3 | New-PoolLayer 3 -Norm wide", "ParameterArgumentTransformationError", "'3/2'")]
    [InlineData("New-InputLayer 9,9,3 | New-PoolLayer -OutputSize 3 -Norm 3", "InvalidSetting", "Max or Average")]
    [InlineData("New-InputLayer 2,5,5,4 | New-PoolLayer 3 -Stride 1 -Padding 1 -Kind Average", "KernelTooLarge", "only 2")]
    [InlineData("New-InputLayer 9,9,3 | New-ConvLayer 8 3 -Padding 9 -PaddingMode Reflect", "PaddingTooLarge", "at most 8")]
    [InlineData("New-InputLayer 9,9,3 | New-NormalizationLayer -Kind LocalResponse -NoScale", "InvalidSetting", "-NoScale does not go")]
    [InlineData("New-InputLayer 9,9,3 | New-NormalizationLayer -Size 5", "InvalidSetting", "-Size goes only with")]
    [InlineData("New-InputLayer scalar", "RankMismatch", "the shape 1")]
    [InlineData("New-InputLayer @()", "RankMismatch", "at least one size")]
    [InlineData("'scalar' | New-InputLayer", "RankMismatch", "the shape 1")]
    [InlineData("New-InputLayer 9,9,3 | New-PoolLayer -OutputSize 4,4,4", "RankMismatch", "4x4x4")]
    [InlineData("New-InputLayer 9,9,3 | New-PoolLayer 3 -Padding Causal", "InvalidSetting", "Causal")]
    [InlineData("New-InputLayer 9,30 | New-AttentionLayer 4", "GroupsMismatch", "30 features")]
    [InlineData("New-InputLayer 9,32 | New-AttentionLayer 4 -KeyValueHeads 3", "GroupsMismatch", "multiple")]
    [InlineData("New-InputLayer 32 | New-AttentionLayer 4", "RankMismatch", "positions and features")]
    [InlineData("New-InputLayer 9,32 | New-AttentionLayer 4 -AcrossHeads", "InvalidSetting", "none is given")]
    [InlineData("New-InputLayer 9,32 | New-LatentAttentionLayer 4 6 5 -IndexHeads 3", "InvalidSetting", "together")]
    [InlineData("New-InputLayer 9,32 | New-LatentAttentionLayer 4 6 0", "InvalidSize", "key width")]
    [InlineData("$a = New-LatentAttentionLayer 4 6 5; New-InputLayer 9,32 | New-TransformerBlock -Attention $a -Hidden 64 -Causal", "InvalidSetting", "-Causal")]
    [InlineData("New-InputLayer 9,32 | New-TransformerBlock -Hidden 64", "InvalidSetting", "-Heads is missing")]
    [InlineData("New-InputLayer 9,32 | New-AttentionLayer 4 -Window 3", "InvalidSetting", "causal")]
    [InlineData("$m = New-InputLayer 9,32; $m | New-AttentionLayer 4 -KeyValueFrom $m", "InvalidSetting", "no attention")]
    [InlineData("$m = New-InputLayer 9,32 | New-AttentionLayer 4; $m | New-AttentionLayer 4 -KeyValueFrom $m -Memory $m", "InvalidSetting", "leave -Memory")]
    [InlineData("$m = New-InputLayer 5,16; $v = New-InputLayer 6,8; New-InputLayer 9,32 | New-AttentionLayer 4 -Memory $m -Value $v", "ShapeMismatch", "number of positions")]
    [InlineData("New-InputLayer 9,32 | New-PositionEmbeddingLayer -Length 8", "InvalidSize", "at least 9")]
    [InlineData("New-InputLayer 9,32 | New-PositionEmbeddingLayer -Kind Sinusoidal -Length 8", "InvalidSetting", "computed")]
    [InlineData("New-InputLayer 9,31 | New-PositionEmbeddingLayer -Kind Rotary", "ShapeMismatch", "odd")]
    [InlineData("New-InputLayer 20 | New-BilinearLayer 10", "NullInput", "With")]
    [InlineData("$y = New-InputLayer 5,30; New-InputLayer 4,20 | New-BilinearLayer 10 -With $y", "ShapeMismatch", "4x20")]
    [InlineData("(New-InputLayer 10,64), (New-InputLayer 20,65) | New-DotLayer", "ShapeMismatch", "65")]
    [InlineData("(New-InputLayer 10,64), (New-InputLayer 20,64), (New-InputLayer 20,64) | New-DotLayer", "InvalidSetting", "at most 2")]
    [InlineData("(New-InputLayer 10,64), (New-InputLayer 20,64) | New-MatMulLayer", "ShapeMismatch", "inner sizes")]
    [InlineData("(New-InputLayer 4), (New-InputLayer 4), (New-InputLayer 4) | New-MergeLayer -Kind Subtract", "InvalidSetting", "at most 2")]
    [InlineData("New-InputLayer 20,32 -Framework PyTorch", "InvalidSetting", "20 steps of 32 features")]
    [InlineData("New-InputLayer 9,8 | New-FeedForwardBlock 8 -ActiveExperts 3", "InvalidSetting", "-Experts")]
    [InlineData("New-InputLayer 9,8 | New-FeedForwardBlock 8 -SelectionBias", "InvalidSetting", "-Experts")]
    [InlineData("New-InputLayer 9,8 | New-FeedForwardBlock 8 -Experts 4 -GatedShared", "InvalidSetting", "-SharedHidden")]
    [InlineData("New-InputLayer 9,8 | New-FeedForwardBlock 8 -Experts 4 -RouterActivation Relu", "InvalidSetting", "Softmax or Sigmoid")]
    [InlineData("New-InputLayer 9,8 | New-FeedForwardBlock 8 -Experts 4 -ExpertGroups 3", "GroupsMismatch", "3 groups")]
    [InlineData("New-InputLayer 9,8 | New-KimiDeltaLayer 2 -FullRankGate -GateRank 4", "InvalidSetting", "exclude each other")]
    [InlineData("New-InputLayer 9,8 | New-GatedDeltaLayer 3 -KeyHeads 2", "GroupsMismatch", "2 key heads")]
    [InlineData("New-InputLayer 9,9,8 | New-MambaLayer", "RankMismatch", "positions and features")]
    [InlineData("New-InputLayer 9,8 | New-Mamba2Layer 2 -Chunk 0", "InvalidSize", "at least 1")]
    [InlineData("New-InputLayer 9,70 | New-RwkvTimeMixingLayer", "GroupsMismatch", "width 64")]
    [InlineData("New-InputLayer 9,64 | New-RwkvTimeMixingLayer -Version V6 -ReturnValue", "InvalidSetting", "first layer of RWKV-7")]
    [InlineData("New-InputLayer 9,64 | New-RwkvTimeMixingLayer -FirstValue $null", "NullInput", "FirstValue")]
    [InlineData("New-TransformerBlock 4 8", "TooFewInputs", "pipe one in")]
    [InlineData("New-InputLayer 9,C | New-FeedForwardBlock 8", "SizeUnknown", "width")]
    [InlineData("New-InputLayer 9,8 | New-FeedForwardBlock 8 -Experts 2 -ActiveExperts 3", "InvalidSize", "at most 2")]
    [InlineData("New-InputLayer 9,8 | New-TransformerBlock 2 8 -Normalization Batch", "InvalidSetting", "Layer or Rms")]
    [InlineData("New-InputLayer 9,8 | New-DenseLayer 4 -TiedTo $null", "NullInput", "TiedTo")]
    [InlineData("$e = New-InputLayer 9 | New-EmbeddingLayer 100 8; $e | New-DenseLayer 7 -TiedTo $e", "ShapeMismatch", "100x8")]
    [InlineData("New-InputLayer 9 | New-DenseLayer 4 -TimeDistributed", "RankMismatch", "steps")]
    public void Bad_settings_say_what_would_be_valid(string script, string id, string says)
    {
        ErrorRecord error = session.Error(script);

        Assert.Equal(id, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Contains(says, error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_layer_does_not_stop_the_next() => Assert.Equal(
        ["9x8"], session.Run("'9,30', '9,32' | New-InputLayer | New-AttentionLayer 4 -OutputWidth 8 | Get-OutputShape").Output.Select(row => row.Properties["OutputShape"].Value));

    [Fact]
    public void Rows_of_settings_make_layers() => Assert.Equal(
        [112L, 224L],
        session.Output("""
            $x = New-InputLayer 8,8,3
            $rows = [pscustomobject]@{ Filters = '4'; Kernel = '3'; Padding = 'Same'; OutputPadding = '' }, [pscustomobject]@{ Filters = '8'; Kernel = '3'; Padding = '1'; OutputPadding = '0' }
            $rows | New-ConvTransposeLayer -InputObject $x | Measure-Parameter
            """).Select(row => row.Properties["Parameters"].Value));

    [Theory]
    [InlineData("New-InputLayer 32,8,8 -Framework PyTorch", "@{ Kind = 'Instance'; NoScale = ''; NoCenter = '' }", "New-NormalizationLayer", "32x8x8", 0)]
    [InlineData("New-InputLayer 8,32", "@{ Kind = 'Rms'; NoCenter = '' }", "New-NormalizationLayer", "8x32", 32)]
    [InlineData("New-InputLayer 32,8,8 -Framework PyTorch", "@{ Kind = 'Max'; Global = 'True'; KeepDimension = '' }", "New-PoolLayer", "32x1x1", 0)]
    public void An_empty_cell_is_the_frameworks_default(string input, string row, string command, string shape, long parameters)
    {
        PSObject measured = Assert.Single(session.Output($"$x = {input}; [pscustomobject]{row} | {command} -InputObject $x | Measure-Network"));

        Assert.Equal((shape, parameters), (measured.Properties["OutputShape"].Value, measured.Properties["Parameters"].Value));
    }

    [Theory]
    [InlineData("New-InputLayer 8,32 | New-AttentionLayer 4 -Memory $null")]
    [InlineData("New-InputLayer 8,32 | New-AttentionLayer 4 -Value $null")]
    [InlineData("New-InputLayer 8,32 | New-TransformerBlock 4 64 -Memory $null")]
    public void A_variable_that_holds_nothing_is_an_error(string script) =>
        Assert.StartsWith("NullInput", session.Error(script).FullyQualifiedErrorId, StringComparison.Ordinal);

    [Fact]
    public void Frozen_and_shared_weights_are_told()
    {
        PSObject row = Assert.Single(session.Output("""
            $e = New-InputLayer 16 | New-EmbeddingLayer 100 8 -Name wte -Frozen
            $e | New-DenseLayer 8 | New-DenseLayer 100 -NoBias -TiedTo $e | Measure-Parameter
            """));
        Assert.Equal((872L, 72L), (row.Properties["Parameters"].Value, row.Properties["TrainableParameters"].Value));

        PSObject[] weights = session.Output("$e = New-InputLayer 16 | New-EmbeddingLayer 100 8 -Name wte; $e | New-DenseLayer 100 -TiedTo $e | Measure-Parameter -PerWeight");
        Assert.Equal([null, "wte", null], weights.Select(weight => weight.Properties["TiedTo"].Value));
    }

    [Fact]
    public void Blocks_have_the_activation_that_their_help_says() => Assert.Equal(
        ["relu", "relu"],
        session.Output("New-InputLayer 9,8 | New-TransformerBlock 2 16 | New-FeedForwardBlock 16 | Measure-Layer").Where(row => (string)row.Properties["Kind"].Value == "Activation").Select(row => row.Properties["Settings"].Value));

    [Fact]
    public void A_layer_of_another_input_tells_its_field_on_that_input() => Assert.Equal(
        [1L, 1L, 3L, 1L],
        session.Output("""
            $source = New-InputLayer 30,8 -Name source | New-ConvLayer 8 3 -Name encoder
            New-InputLayer 20,8 -Name target | New-AttentionLayer 2 -Memory $source | Measure-Layer
            """).Select(row => row.Properties["ReceptiveField"].Value));

    [Fact]
    public void A_block_names_its_layers_after_itself() => Assert.Contains(
        "enc/feed_forward/up",
        session.Output("New-InputLayer 9,8 | New-TransformerBlock 2 16 -Name enc | Measure-Layer").Select(row => row.Properties["Name"].Value));

    [Fact]
    public void Old_names_are_aliases()
    {
        Assert.Equal("New-MergeLayer", session.Value("Get-Command New-AddLayer", "Definition"));
        Assert.Equal("New-NormalizationLayer", session.Value("Get-Command New-BatchNormalizationLayer", "Definition"));
        Assert.Equal("New-RecurrentLayer", session.Value("Get-Command New-LstmLayer", "Definition"));
    }
}
