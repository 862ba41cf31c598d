using CsCheck;

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

    private static readonly Gen<WindowSettings> Window = Gen.Select(Setting, Setting, Setting, Gen.Int[0, 5]).Select(
        (kernel, stride, dilation, padding) => new WindowSettings
        {
            Kernel = kernel,
            Stride = stride,
            Dilation = dilation,
            Padding = padding < 4 ? Padding.Named[padding] : Padding.Of(padding - 4),
        });

    private static readonly Gen<LayerDefinition> Definition = Gen.Select(Window, Setting, Setting, Gen.Int[0, 7], Gen.Bool, Gen.Int[0, 49]).Select(Define);

    [Fact]
    public void Every_layer_answers_or_refuses() => Gen.Select(Definition, Shape, Shape, Definition).Sample(
        (definition, shape, other, next) =>
        {
            try
            {
                Layer[] inputs = [new(new Input(shape), null), new(new Input(definition.LeastInputs > 1 ? shape : other), null)];
                Layer layer = new(definition, null, inputs[..Math.Max(definition.LeastInputs, 1)]);
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
        Try(() => LayerMeasurement.Of(network).ToList());
        Try(() => WeightMeasurement.Of(network).ToList());
        Try(() => ReceptiveFieldMeasurement.Of(network, perLayer: true).ToList());
        Try(() => Calculation.Of(network, []).ToList());
        Try(() => UnitFieldMeasurement.Of(network, [.. Enumerable.Repeat(0L, Math.Max(layer.OutputShape.SpatialRank, 1))]).ToList());
        Try(() => PixelFieldMeasurement.Of(network, [.. Enumerable.Repeat(0L, Math.Max(network.Inputs[0].OutputShape.SpatialRank, 1))]).ToList());
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

    private static LayerDefinition Define(WindowSettings window, long a, long b, int choice, bool flag, int kind) => kind switch
    {
        0 => new Convolution(a, window, b, flag),
        1 => new DepthwiseConvolution(a, window, flag),
        2 => new SeparableConvolution(a, window, b, flag),
        3 => new TransposedConvolution(a, window, flag ? b : null, 1, flag),
        4 => new LocallyConnected(a, window, flag),
        5 => new Pooling((PoolKind)(choice % 3), window),
        6 => new AdaptivePooling(PoolKind.Average, flag ? a : new AxisValues(a, b)),
        7 => new GlobalPooling(PoolKind.Max, flag),
        8 => new Dense(a, flag),
        9 => new Bilinear(a, flag),
        10 => new Embedding(a, b),
        11 => new Dot(choice - 4, (int)Math.Clamp(a, -3, 3), flag),
        12 => new MatrixProduct(flag, choice > 3),
        13 => Activation.Define((ActivationFunction)(a.GetHashCode() & 31), flag ? choice - 4 : null),
        14 => new ParametricRelu(flag ? SharedAxes.All : new SharedAxes(choice - 4)),
        15 => new GatedLinearUnit(ActivationFunction.Silu, flag ? choice - 4 : null),
        16 => new Normalization(NormalizationKind.Batch, TrackStatistics: flag),
        17 => new Normalization(NormalizationKind.Layer, Axes: flag ? choice - 4 : default),
        18 => new Normalization(NormalizationKind.Group, a),
        19 => new Normalization(NormalizationKind.Instance, TrackStatistics: flag),
        20 => new Normalization(NormalizationKind.Rms, UseCenter: false),
        21 => new Scale(flag ? choice - 4 : null, flag),
        22 => new Dropout(0.5),
        23 => new Merge((MergeKind)(choice % 6)),
        24 => new Concatenate(flag ? choice - 4 : null),
        25 => new MultiHeadAttention { Heads = a, KeyValueHeads = flag ? b : null, IsCausal = flag, UseRotary = flag },
        26 => new MultiHeadAttention { Heads = a, KeyWidth = b, ValueWidth = a, OutputWidth = b, UseBias = flag, RelativePositions = flag ? a : null },
        27 => new PositionEmbedding((PositionKind)(choice % 3), flag ? a : null),
        28 => new MixtureOfExperts(a, b, a),
        29 => new ClassToken(a),
        30 => new BorderPadding(Padding.Of((a, b)), (BorderMode)(choice % 4)),
        31 => new Cropping(Padding.Of((a - 1, b))),
        32 => new Upsampling(a, null, (Interpolation)(choice % 3), flag),
        33 => new Upsampling(null, a, (Interpolation)(choice % 3), flag),
        34 => new Upsampling(new AxisRatios(new Ratio(a, Math.Max(b, 1))), null, (Interpolation)(choice % 3)),
        35 => new PixelShuffle(a, flag),
        36 => new Reshape(flag ? new AxisValues(-1, a) : new AxisValues(a, b, -1)),
        37 => new Permute(choice < 4 ? new AxisValues(1, 0) : new AxisValues(0, 2, 1)),
        38 => new Squeeze(flag ? choice - 4 : null),
        39 => new ExpandDims(choice - 4),
        40 => new Repeat(a, flag ? choice - 4 : null),
        41 => new RepeatVector(a),
        42 => new Slice(choice - 4, a - 2, flag ? b : null, Math.Abs(a % 100)),
        43 => new Split(choice, a, null, flag ? choice - 4 : null, flag),
        44 => new Unfold(window),
        45 => new Recurrent(a, (RecurrentKind)(choice % 3)) { ReturnSequences = flag, Layers = (int)Math.Clamp(b, -1, 4), Direction = (RecurrentDirection)(choice % 3) },
        46 => new TimeDistributed(new Convolution(a, window)),
        47 => new TimeDistributed(new Dense(a)),
        48 => new Flatten(),
        _ => new TimeDistributed(new TransposedConvolution(a, window)),
    };
}
