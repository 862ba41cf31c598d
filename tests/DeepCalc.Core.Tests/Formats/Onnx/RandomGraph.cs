namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>A small random ONNX graph of operators that separate positions and others that mix them, with some open input sizes.</summary>
internal sealed class RandomGraph
{
    private static readonly string[] Open = ["n", "m"];

    private readonly Random _random;
    private readonly List<Action<ModelBuilder>> _parts = [];
    private readonly List<string> _values = [];
    private int _made;

    /// <summary>The graph for a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="leastSize">The least size of an axis that is not open; with 0, tensors can be empty.</param>
    public RandomGraph(int seed, long leastSize = 1)
    {
        _random = new Random(seed);
        int inputs = _random.Next(1, 3);
        for (int i = 0; i < inputs; i++)
        {
            OnnxSize[] sizes = [.. Enumerable.Range(0, _random.Next(2, 5)).Select(_ => (OnnxSize)_random.NextInt64(leastSize, 5))];
            sizes[_random.Next(3) > 0 ? 0 : _random.Next(sizes.Length)] = "n";
            if (_random.Next(3) == 0)
            {
                sizes[_random.Next(sizes.Length)] = Open[_random.Next(2)];
            }

            string name = $"x{i}";
            _parts.Add(model => model.Input(name, sizes));
            _values.Add(name);
        }

        for (int tries = _random.Next(2, 12); tries > 0; tries--)
        {
            Grow();
        }
    }

    /// <summary>The network, with numbers for open sizes; all unused values are its outputs.</summary>
    public Network Network(params (string Name, long Size)[] sizes) => new(Model(_parts).Import(Options(sizes)));

    private ModelBuilder Model(IEnumerable<Action<ModelBuilder>> parts)
    {
        var model = new ModelBuilder();
        foreach (Action<ModelBuilder> part in parts)
        {
            part(model);
        }

        foreach (string value in _values)
        {
            model.Output(value);
        }

        return model;
    }

    private static ImportOptions Options((string Name, long Size)[] sizes) => new() { Sizes = sizes.ToDictionary(size => size.Name, size => size.Size) };

    // A node, if the available values fit, both with open sizes and with numbers for them.
    private void Grow()
    {
        TensorShape shape = ShapeOf(_values[^1]);
        string from = _random.Next(3) > 0 ? _values[^1] : _values[_random.Next(_values.Count)];
        shape = from == _values[^1] ? shape : ShapeOf(from);
        if (!shape.IsRanked || shape.Rank == 0)
        {
            return;
        }

        string made = $"y{_made++}";
        Action<ModelBuilder> part = Node(from, _values[_random.Next(_values.Count)], shape, made);
        _values.Add(made);
        try
        {
            foreach ((string, long)[] sizes in (ReadOnlySpan<(string, long)[]>)[[], [("n", 1), ("m", 3)], [("n", 2), ("m", 3)], [("n", 3), ("m", 3)], [("n", 5), ("m", 3)]])
            {
                _ = Model([.. _parts, part]).Import(Options(sizes));
            }

            _parts.Add(part);
        }
        catch (DeepCalcException)
        {
            _values.Remove(made);
        }
    }

    private TensorShape ShapeOf(string value) => new Network(Model(_parts).Import(new ImportOptions { Outputs = [value] })).Output.OutputShape;

    private Action<ModelBuilder> Node(string from, string other, TensorShape shape, string made)
    {
        int axis = _random.Next(shape.Rank);
        long width = shape.Last.KnownValue ?? 3;
        long channels = shape.Rank > 1 ? shape[1].KnownValue ?? 3 : 3;
        long units = _random.Next(1, 5);
        long kernel = _random.Next(1, 3);
        long[] order = [.. Enumerable.Range(0, shape.Rank).Select(each => (long)each).OrderBy(_ => _random.Next())];
        return _random.Next(25) switch
        {
            0 => model => model.Node("Relu", [from], [made]),
            1 or 2 => model => model.Weight(made + "w", width, units).Node("MatMul", [from, made + "w"], [made]),
            3 => model => model.Node("MatMul", [from, other], [made]),
            4 => model => model.Node("Gemm", [from, other], [made], ("transA", kernel % 2), ("transB", units % 2)),
            5 or 6 or 7 => model => model.Node("Transpose", [from], [made], ("perm", order)),
            8 or 9 => model => model.Weight(made + "w", [units, channels, .. Enumerable.Repeat(kernel, Math.Max(shape.Rank - 2, 1))]).Node("Conv", [from, made + "w"], [made]),
            10 => model => model.Node("Softmax", [from], [made], ("axis", axis)),
            11 => model => model.Node("ReduceMean", [from], [made], ("axes", new long[] { axis }), ("keepdims", units % 2)),
            12 => model => model.Constant(made + "s", TensorBuilder.Of(-1, width)).Node("Reshape", [from, made + "s"], [made]),
            13 => model => model.Constant(made + "s", TensorBuilder.Of(0, -1)).Node("Reshape", [from, made + "s"], [made]),
            14 => model => model.Constant(made + "s", TensorBuilder.Of(-1, units, width)).Node("Reshape", [from, made + "s"], [made]),
            15 => model => model.Node("Flatten", [from], [made], ("axis", axis)),
            16 or 17 => model => model.Node(units % 2 == 0 ? "Add" : "Mul", [from, other], [made]),
            18 => model => model.Node("Concat", [from, other], [made], ("axis", axis)),
            19 => model => model.Weight(made + "w", width).Node("LayerNormalization", [from, made + "w"], [made], ("axis", axis)),
            20 => model => model.Constant(made + "a", TensorBuilder.Of(axis)).Node("Unsqueeze", [from, made + "a"], [made]),
            21 => model => model.Constant(made + "b", TensorBuilder.Of(units % 2)).Constant(made + "e", TensorBuilder.Of(1000)).Constant(made + "a", TensorBuilder.Of(axis))
                .Node("Slice", [from, made + "b", made + "e", made + "a"], [made]),
            22 => model => model.Weight(made + "w", 1, 4 * units, width).Weight(made + "r", 1, 4 * units, units).Node("LSTM", [from, made + "w", made + "r"], [made], ("hidden_size", units)),
            23 => model => model.Node("Shape", [from], [made + "s"]).Node("ConstantOfShape", [made + "s"], [made + "c"]).Node("Add", [made + "c", from], [made]),
            _ => model => model.Node("GlobalAveragePool", [from], [made]),
        };
    }
}
