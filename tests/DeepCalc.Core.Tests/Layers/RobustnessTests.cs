using CsCheck;
using DeepCalc.Tests.Measures;

namespace DeepCalc.Tests.Layers;

/// <summary>
/// Whatever comes in, sizes that are not known, that are huge, axes too few and too many, every layer answers or refuses with an error
/// of DeepCalc's own, and at once.
/// </summary>
public class RobustnessTests
{
    private const long Huge = 3_000_000_000_000_000_000;

    private static readonly Gen<Quantity> Size = Gen.Frequency(
        (6, Gen.Long[1, 12].Select(size => (Quantity)size)),
        (3, Gen.Int[0, 3].Select(name => Quantity.Unknown("HWCN"[name].ToString()))),
        (1, Gen.Int[0, 2].Select(i => new[] { 1_000_003L, 4_000_000_007L, Huge }[i]).Select(size => (Quantity)size)));

    private static readonly Gen<TensorShape> Shape = Gen.Select(Gen.Bool, Size.Array[1, 5]).Select(
        (first, sizes) => new TensorShape(first ? Layout.ChannelsFirst : Layout.ChannelsLast, sizes));

    private static readonly Gen<long> Setting = Gen.Frequency(
        (8, Gen.Long[1, 4]), (1, Gen.Int[0, 1].Select(i => new[] { 0L, -1L }[i])), (1, Gen.Int[0, 2].Select(i => new[] { 70_000L, 1_000_000_007L, Huge }[i])));

    private static readonly Gen<WindowSettings> Window = Gen.Select(Setting, Setting, Setting, Gen.Int[0, 5], Gen.Int[0, 11]).Select(
        (kernel, stride, dilation, padding, border) => new WindowSettings
        {
            Kernel = kernel,
            Stride = stride,
            Dilation = dilation,
            Padding = padding < 4 ? Padding.Named[padding] : Padding.Of(padding - 4),

            // Only convolutions take another one than zeros.
            Border = border < 4 ? (BorderMode)border : BorderMode.Zero,
        });

    private static readonly Func<WindowSettings, long, long, int, bool, LayerDefinition>[] Definitions = [.. DefinitionsOfLayers()];

    private static readonly Gen<LayerDefinition> Definition = Gen.Select(Window, Setting, Setting, Gen.Int[0, 7], Gen.Bool, Gen.Int[0, Definitions.Length - 1])
        .Select((window, a, b, choice, flag, kind) => Definitions[kind](window, a, b, choice, flag));

    [Fact]
    public void Every_definition_is_tried()
    {
        // What a network begins with goes in, and what it ends in with several outputs is put on by the reader of a file.
        Type[] others = [typeof(Input), typeof(OutputSet)];
        var window = new WindowSettings { Kernel = 1 };
        IEnumerable<Type> tried = Definitions.Select(define => define(window, 1, 1, 1, true).GetType());
        IEnumerable<Type> all = typeof(LayerDefinition).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(LayerDefinition)) && !type.IsAbstract);
        Assert.Equal(all.Except(others).Select(type => type.Name).Order(), tried.Select(type => type.Name).Distinct().Order());
    }

    [Fact]
    public void Every_layer_answers_or_refuses() => Gen.Select(Definition, Shape, Shape, Definition).Sample(
        (definition, shape, other, next) =>
        {
            try
            {
                Layer[] inputs = [new(new Input(shape), null), new(new Input(definition.LeastInputs > 1 ? shape : other), null)];
                Layer layer = new(definition, null, inputs.AsSpan(..(definition.IsSource ? 0 : Math.Max(definition.LeastInputs, 1))));
                Answer(layer);
                Answer(new Layer(next, null, next.LeastInputs > 1 ? [layer, layer] : [layer]));
                Answer(new Layer(new Merge(MergeKind.Multiply), null, layer, layer));
                if (definition.LeastInputs == 1)
                {
                    Answer(new Network(layer).WithInput(other).Output);
                    Answer(new Layer(definition, null));
                }
            }
            catch (DeepCalcException e)
            {
                Assert.False(string.IsNullOrWhiteSpace(e.Message));
            }
        },
        iter: 30_000);

    // All that can be asked. What does not fit is an error of the question, not of the next.
    private static void Answer(Layer layer)
    {
        var network = new Network(layer);
        Try(() => NetworkMeasurement.Of(network));
        Try(() => _ = LayerMeasurement.Of(network).ToList());
        Try(() => _ = WeightMeasurement.Of(network).ToList());
        Try(() => Counts.AssertNotNegative(network, layer));
        Try(() => _ = ReceptiveFieldMeasurement.Of(network, perLayer: true).ToList());
        Try(() => _ = Calculation.Of(network, []).ToList());
        Try(() => _ = UnitFieldMeasurement.Of(network, [.. Enumerable.Repeat(0L, Math.Max(layer.OutputShape.SpatialRank, 1))]).ToList());
        Try(() => _ = PixelFieldMeasurement.Of(network, [.. Enumerable.Repeat(0L, Math.Max((network.Inputs.Count > 0 ? network.Inputs[0] : layer).OutputShape.SpatialRank, 1))]).ToList());
    }

    private static void Try(Action question)
    {
        try
        {
            question();
        }
        catch (DeepCalcException)
        {
            // A count of more than 64 bits, positions too many to follow.
        }
    }

    // One entry a way of making a layer; every value of an enumeration has its entry.
    private static IEnumerable<Func<WindowSettings, long, long, int, bool, LayerDefinition>> DefinitionsOfLayers()
    {
        foreach (ActivationFunction function in Enum.GetValues<ActivationFunction>())
        {
            yield return (_, _, _, choice, flag) => Activation.Define(function, flag && function != ActivationFunction.PRelu ? choice - 4 : null);
        }

        foreach (NormalizationKind kind in Enum.GetValues<NormalizationKind>())
        {
            yield return (_, a, _, choice, flag) => new Normalization(
                kind,
                kind == NormalizationKind.Group ? a : 1,
                flag && kind is NormalizationKind.Layer or NormalizationKind.Rms ? choice - 4 : default,
                UseCenter: kind != NormalizationKind.Rms,
                TrackStatistics: flag && kind is NormalizationKind.Batch or NormalizationKind.Instance);
        }

        foreach (PoolKind kind in Enum.GetValues<PoolKind>())
        {
            yield return (window, a, b, _, flag) => new Pooling(kind, window) { Norm = flag == (kind == PoolKind.Lp) ? new Ratio(a, Math.Max(b, 1)) : null, AllowsAnyPadding = flag };
            yield return (_, a, b, _, flag) => new GlobalPooling(kind, flag) { Norm = kind == PoolKind.Lp ? new Ratio(a, Math.Max(b, 1)) : null };
            yield return (_, a, b, _, flag) => new AdaptivePooling(kind, flag ? a : new AxisValues(a, b));
        }

        foreach (Interpolation method in Enum.GetValues<Interpolation>())
        {
            yield return (_, a, _, _, flag) => new Upsampling(a, null, method, flag);
            yield return (_, a, _, _, flag) => new Upsampling(null, a, method, flag);
            yield return (_, a, b, _, _) => new Upsampling(new AxisRatios(new Ratio(a, Math.Max(b, 1))), null, method);
        }

        foreach (MergeKind kind in Enum.GetValues<MergeKind>())
        {
            yield return (_, _, _, _, _) => new Merge(kind);
        }

        foreach (BorderMode mode in Enum.GetValues<BorderMode>())
        {
            yield return (_, a, b, _, _) => new BorderPadding(Padding.Of((a, b)), mode);
        }

        foreach (PositionKind kind in Enum.GetValues<PositionKind>())
        {
            yield return (_, a, _, _, flag) => new PositionEmbedding(kind, flag ? a : null);
        }

        foreach (AttentionScore score in Enum.GetValues<AttentionScore>())
        {
            yield return (_, _, _, _, flag) => new SequenceAttention(score, flag);
        }

        yield return (window, a, b, _, flag) => new Convolution(a, window, b, flag);
        yield return (window, a, _, _, flag) => new DepthwiseConvolution(a, window, flag);
        yield return (window, a, b, _, flag) => new SeparableConvolution(a, window, b, flag);
        yield return (window, a, b, _, flag) => new TransposedConvolution(a, window, flag ? b : null, 1, flag);
        yield return (window, a, _, _, flag) => new LocallyConnected(a, window, flag);
        yield return (_, a, _, _, flag) => new Dense(a, flag);
        yield return (_, a, _, _, flag) => new Bilinear(a, flag);
        yield return (_, a, b, _, _) => new Embedding(a, b);
        yield return (_, a, _, choice, flag) => new Dot(choice - 4, (int)Math.Clamp(a, -3, 3), flag);
        yield return (_, _, _, choice, flag) => new MatrixProduct(flag, choice > 3);
        yield return (_, _, _, choice, flag) => new ParametricRelu(flag ? SharedAxes.All : new SharedAxes(choice - 4));
        yield return (_, _, _, choice, flag) => new GatedLinearUnit(ActivationFunction.Silu, flag ? choice - 4 : null);
        yield return (_, _, _, choice, flag) => new Scale(flag ? choice - 4 : null, flag);
        yield return (_, _, _, _, _) => new Dropout(0.5);
        yield return (_, _, _, choice, flag) => new Concatenate(flag ? choice - 4 : null);
        yield return (_, a, b, _, flag) => new MultiHeadAttention { Heads = a, KeyValueHeads = flag ? b : null, IsCausal = flag, UseRotary = flag };
        yield return (_, a, b, _, flag) => new MultiHeadAttention { Heads = a, KeyWidth = b, ValueWidth = a, OutputWidth = b, UseBias = flag, RelativePositions = flag ? a : null };
        yield return (_, a, b, _, _) => new MixtureOfExperts(a, b, a);
        yield return (_, a, _, _, _) => new ClassToken(a);
        yield return (_, a, b, _, _) => new Cropping(Padding.Of((a - 1, b)));
        yield return (_, a, _, _, flag) => new PixelShuffle(a, flag);
        yield return (_, a, b, _, flag) => new Reshape(flag ? new AxisValues(-1, a) : new AxisValues(a, b, -1));
        yield return (_, _, _, choice, _) => new Permute(choice < 4 ? new AxisValues(1, 0) : new AxisValues(0, 2, 1));
        yield return (_, _, _, choice, flag) => new Squeeze(flag ? choice - 4 : null);
        yield return (_, _, _, choice, _) => new ExpandDims(choice - 4);
        yield return (_, a, _, choice, flag) => new Repeat(a, flag ? choice - 4 : null);
        yield return (_, a, _, _, _) => new RepeatVector(a);
        yield return (_, a, b, choice, flag) => new Slice(choice - 4, a - 2, flag ? b : null, Math.Abs(a % 100));
        yield return (_, a, _, choice, flag) => new Split(choice, a, null, flag ? choice - 4 : null, flag);
        yield return (window, _, _, _, _) => new Unfold(window);
        yield return (window, a, _, _, _) => new Placed(new Convolution(a, window)) { Apart = Apart.Steps };
        yield return (_, a, _, _, _) => new Placed(new Dense(a)) { Apart = Apart.Steps };
        yield return (_, _, _, _, _) => new Flatten();
        yield return (window, a, _, _, _) => new Placed(new TransposedConvolution(a, window)) { Apart = Apart.Steps };
        yield return (window, _, _, _, _) => new Fold(4, window);
        yield return (window, a, b, _, _) => new Fold(new AxisValues(a, b), window);
        yield return (_, a, _, _, _) => new ChannelShuffle(a);
        yield return (_, a, b, choice, flag) => new Roll(new AxisValues(a, -b), flag ? new AxisValues(choice - 4, 0) : choice - 4);
        yield return (_, a, _, _, _) => new LocalResponseNormalization(a);
        yield return (_, a, _, _, flag) => new MultiHeadAttention { Heads = a, UseBiasKeyValue = flag, UseZeroKeyValue = true };
        yield return (_, a, b, choice, flag) => Cells(a, b, choice, flag);
        yield return (_, a, b, choice, flag) => new RecurrentState(Cells(a, b, choice, flag), choice);
        yield return (window, a, _, _, flag) => new ConvolutionalRecurrent(a, window);
        yield return (window, a, _, _, flag) => new ConvolutionalState(new ConvolutionalRecurrent(a, window), flag ? "h" : "c");
        yield return (_, a, _, _, flag) => new AttentionScores(flag ? a : null);
        yield return (_, a, _, _, flag) => new CategoryEncoding(a, flag);
        yield return (_, a, b, _, _) => new CenterCrop(a, b);
        yield return (_, a, b, _, flag) => new EinsumDense(flag ? "abc,cd->abd" : "ab,cbd->acd", new AxisValues(a, b), flag ? "d" : null);
        yield return (_, _, _, choice, flag) => new FeatureNormalization(choice - 4, flag);
        yield return (_, _, _, choice, _) => new UnitNormalization(choice - 4);
        yield return (_, a, _, _, _) => new Pointwise("function", a);
        yield return (_, a, _, _, flag) => new SpectralVector(flag ? a : Quantity.Unknown("N"));
        yield return (_, a, _, _, flag) => new TensorSet([new Weight("weight", flag ? new TensorShape(a, a) : new TensorShape())]);
        yield return (_, a, _, _, flag) => new UnknownLayer("layer", flag ? new TensorShape(a, Quantity.Unknown("N")) : null, flag);
    }

    private static Recurrent Cells(long a, long b, int choice, bool flag) => new(a, (RecurrentKind)(choice % 3))
    {
        ReturnSequences = flag,
        Layers = (int)Math.Clamp(b, -1, 4),
        Direction = (RecurrentDirection)(choice % 3),
    };
}
