namespace DeepCalc.Tests.Measures;

/// <summary>A random graph over one axis whose units know, position by position, what they see of the input.</summary>
public sealed class PositionGraph
{
    /// <summary>How many kinds of steps there are.</summary>
    public const int Kinds = 16;

    private PositionGraph(Node input) => Output = input;

    public Node Output { get; private set; }

    /// <summary>A graph of these steps; those that do not fit are left out.</summary>
    public static PositionGraph Grow(int size, (int Kind, int A, int B, int C, int D)[] steps)
    {
        var input = new Layer(new Input(new TensorShape(size, 2)), null);
        var graph = new PositionGraph(new Node(input, unit => [unit], false));
        foreach (var step in steps)
        {
            try
            {
                graph.Output = Apply(graph.Output, step);
            }
            catch (DeepCalcException)
            {
                // A window that is larger than what is left.
            }
        }

        return graph;
    }

    /// <summary>A layer, and what its units see; a unit that is not there sees what it would.</summary>
    public sealed class Node(Layer layer, Func<int, IEnumerable<int>> sees, bool isGated)
    {
        private readonly Dictionary<int, SortedSet<int>> _seen = [];
        private readonly Dictionary<int, SortedSet<int>> _inside = [];

        public Layer Layer { get; } = layer;

        public bool IsGated { get; } = isGated;

        public int Size => (int)Layer.OutputShape[0].Value;

        /// <summary>The positions of the input, whether or not they are there.</summary>
        public SortedSet<int> Sees(int unit) => Remember(_seen, unit, () => [.. sees(unit)]);

        /// <summary>Those that are there, through units that are.</summary>
        public SortedSet<int> SeesInside(int unit) => Remember(_inside, unit, () => unit < 0 || unit >= Size ? [] : [.. InsideOf(unit)]);

        public Func<int, IEnumerable<int>> InsideOf { get; init; } = unit => [unit];

        /// <summary>A layer on this one whose unit sees these units of it.</summary>
        public Node Then(LayerDefinition definition, Func<int, IEnumerable<int>> taps)
        {
            Node before = this;
            return new Node(new Layer(definition, null, Layer), unit => taps(unit).SelectMany(before.Sees), IsGated)
            {
                InsideOf = unit => taps(unit).SelectMany(before.SeesInside),
            };
        }

        /// <summary>A merge with another node of the same size.</summary>
        public Node With(Node other, LayerDefinition definition)
        {
            Node before = this;
            return new Node(
                new Layer(definition, null, Layer, other.Layer), unit => before.Sees(unit).Concat(other.Sees(unit)), IsGated || other.IsGated)
            {
                InsideOf = unit => before.SeesInside(unit).Concat(other.SeesInside(unit)),
            };
        }

        public Node Gated(Layer layer)
        {
            Node before = this;
            return new Node(layer, before.Sees, true) { InsideOf = before.SeesInside };
        }

        private static SortedSet<int> Remember(Dictionary<int, SortedSet<int>> known, int unit, Func<SortedSet<int>> find) =>
            known.TryGetValue(unit, out SortedSet<int>? set) ? set : known[unit] = find();
    }

    private static Node Apply(Node node, (int Kind, int A, int B, int C, int D) step)
    {
        (int kind, int kernel, int stride, int dilation, int extra) = step;
        switch (kind)
        {
            case 0:
                return Convolve(node, kernel, stride, dilation, (extra % 3, extra % 4));
            case 1:
                return Named(node, kernel, stride, dilation, extra);
            case 2:
                {
                    int before = Math.Min(extra % 3, kernel / 2);
                    var window = new WindowSettings
                    {
                        Kernel = kernel,
                        Stride = stride,
                        Padding = Padding.Of(before),
                        Rounding = extra > 3 ? Rounding.Ceiling : Rounding.Floor,
                    };
                    return node.Then(new Pooling(PoolKind.Average, window), unit => Taps((unit * stride) - before, kernel, 1));
                }

            case 3:
            case 4:
                return Transposed(node, kernel, stride, dilation, kind == 3 ? extra % 3 : null);
            case 5:
                return Adaptive(node, 2 + (((kernel * stride) + extra) % 9));
            case 6:
                {
                    // A skip connection around a window that keeps the size.
                    int extent = ((kernel - 1) * dilation) + 1;
                    return Convolve(node, kernel, 1, dilation, ((extent - 1) / 2, extent - 1 - ((extent - 1) / 2))).With(node, new Merge());
                }

            case 7:
                {
                    // Two branches of the same size whose strides differ: the second crops what the first leaves over.
                    Node slow = Convolve(node, 1, stride, 1, (0, 0));
                    int kept = node.Size - slow.Size + 1;
                    return slow.With(node.Then(new Pooling(PoolKind.Average, new WindowSettings { Kernel = kept, Stride = 1 }), unit => Taps(unit, kept, 1)), new Merge(MergeKind.Maximum));
                }

            case 8:
                {
                    Layer gate = new(new Dense(2), null, new Layer(new GlobalPooling(PoolKind.Average, KeepDimensions: true), null, node.Layer));
                    return node.Gated(extra % 2 == 0
                        ? new Layer(new Merge(MergeKind.Multiply), null, node.Layer, gate)
                        : new Layer(new Merge(MergeKind.Multiply), null, gate, node.Layer));
                }

            case 9:
                return node.Gated(new Layer(new Normalization(NormalizationKind.Group), null, node.Layer));
            case 10:
                return Convolve(node, kernel, 1, dilation, ((kernel - 1) * dilation / 2, (kernel - 1) * dilation - ((kernel - 1) * dilation / 2)))
                    .With(node, new Concatenate())
                    .Then(new Dense(2), unit => [unit]);
            case 12:
                return node.Then(new BorderPadding(Padding.Of((extra % 3, kernel))), unit => [unit - (extra % 3)]);
            case 13:
                return node.Then(new Cropping(Padding.Of((extra % 3, kernel - 1))), unit => [unit + (extra % 3)]);
            case 14:
                return node.Then(new Slice(0, extra % 4, null, stride), unit => [(unit * stride) + Math.Min(extra % 4, node.Size)]);
            case 15:
                return Resized(node, 2 + (((kernel * stride) + extra) % 11), extra % 2 == 0);
            default:
                // Up and down again, beside what it came from: a U in small.
                return Transposed(Convolve(node, 2, 2, 1, (0, 0)), 2, 2, 1, 0) is var up && up.Size == node.Size ? up.With(node, new Merge()) : node;
        }
    }

    private static Node Convolve(Node node, int kernel, int stride, int dilation, (int Before, int After) padding)
    {
        var window = new WindowSettings { Kernel = kernel, Stride = stride, Dilation = dilation, Padding = Padding.Of((padding.Before, padding.After)) };
        return node.Then(new Convolution(2, window), unit => Taps((unit * stride) - padding.Before, kernel, dilation));
    }

    private static Node Named(Node node, int kernel, int stride, int dilation, int which)
    {
        Padding padding = Padding.Named[which % 4];
        int extent = ((kernel - 1) * dilation) + 1;
        int output = (node.Size + stride - 1) / stride;
        int total = Math.Max(((output - 1) * stride) + extent - node.Size, 0);
        int before = padding.Mode switch
        {
            PaddingMode.Same => total / 2,
            PaddingMode.SameLower => total - (total / 2),
            PaddingMode.Causal => extent - 1,
            _ => 0,
        };
        var window = new WindowSettings { Kernel = kernel, Stride = stride, Dilation = dilation, Padding = padding };
        return node.Then(new SeparableConvolution(2, window), unit => Taps((unit * stride) - before, kernel, dilation));
    }

    // Position i is spread over the units i·stride + k·dilation − before.
    private static Node Transposed(Node node, int kernel, int stride, int dilation, int? padding)
    {
        int before = padding ?? Math.Max(((kernel - 1) * dilation) + 1 - stride, 0) / 2;
        var window = new WindowSettings
        {
            Kernel = kernel,
            Stride = stride,
            Dilation = dilation,
            Padding = padding is { } given ? Padding.Of(given) : Padding.Same,
        };
        return node.Then(
            new TransposedConvolution(2, window),
            unit => Enumerable.Range((int)Math.Floor(unit / (double)stride) - 30, 60)
                .Where(i => Enumerable.Range(0, kernel).Any(k => (i * stride) + (k * dilation) - before == unit)));
    }

    private static Node Adaptive(Node node, int units)
    {
        int size = node.Size;
        return node.Then(
            new AdaptivePooling(PoolKind.Max, units),
            unit =>
            {
                int first = (int)Math.Floor(unit * size / (double)units);
                int end = (int)Math.Ceiling((unit + 1) * size / (double)units);
                return units == size ? [unit] : Enumerable.Range(first, end - first);
            });
    }

    // Unit o looks at (o + ½)·W/n − ½ and the neighbours on both sides, or at ⌊o·W/n⌋.
    private static Node Resized(Node node, int units, bool isLinear)
    {
        int size = node.Size;
        return node.Then(
            new Upsampling(null, units, isLinear ? Interpolation.Linear : Interpolation.Nearest),
            unit =>
            {
                int numerator = (((2 * unit) + 1) * size) - units;
                int floor = (int)Math.Floor(numerator / (2.0 * units));
                return size == units ? [unit]
                    : size == 1 ? [0]
                    : !isLinear ? [(int)Math.Floor(unit * size / (double)units)]
                    : numerator % (2 * units) == 0 ? [floor]
                    : [floor, floor + 1];
            });
    }

    private static IEnumerable<int> Taps(int first, int kernel, int dilation) =>
        Enumerable.Range(0, kernel).Select(tap => first + (tap * dilation));
}
