namespace DeepCalc.Formats.Onnx.Operators.Elementwise;

/// <summary>Elementwise arithmetic, comparison and logic. Only floating-point operations count as work.</summary>
internal static class ElementwiseOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        Merge("Add", MergeKind.Add, ScalarMath.Add),
        Merge("Sub", MergeKind.Subtract, ScalarMath.Subtract),
        Merge("Mul", MergeKind.Multiply, ScalarMath.Multiply) with { Multiplies = true },
        Merge("Div", MergeKind.Divide, ScalarMath.Divide) with { Multiplies = true },
        Merge("Max", MergeKind.Maximum, ScalarMath.Max),
        Merge("Min", MergeKind.Minimum, ScalarMath.Min),
        Merge("Sum", MergeKind.Add, ScalarMath.Add),
        Merge("Mean", MergeKind.Average, null),
        new("Pow", Power) { IsArithmetic = true },
        new("Mod", op => Combined(op, OfSeveral("Mod"), values => ScalarMath.Modulo(values[0], values[1], op.TypeOf(0), op.Flag("fmod"))))
        {
            IsArithmetic = true,
        },
        Comparison("Equal", order => order == 0),
        Comparison("Greater", order => order > 0),
        Comparison("GreaterOrEqual", order => order >= 0),
        Comparison("Less", order => order < 0),
        Comparison("LessOrEqual", order => order <= 0),
        Truth("And", Logic((a, b) => a && b)),
        Truth("Or", Logic((a, b) => a || b)),
        Truth("Xor", Logic((a, b) => a != b)),
        Bits("BitwiseAnd", (a, b) => a & b),
        Bits("BitwiseOr", (a, b) => a | b),
        Bits("BitwiseXor", (a, b) => a ^ b),
        Elements("BitShift", OfSeveral("BitShift"), null),
        new("Where", op => Combined(op, OfSeveral("Where"), Choose).Typed(op.TypeOf(1))) { IsArithmetic = true, Type = static op => op.TypeOf(1) },
        Function("Not", (value, _) => ScalarMath.AreEqual(value, 0) is { } isFalse ? isFalse ? 1 : 0 : null),
        Function("Abs", (value, type) => ScalarMath.Compare(value, 0) is { } sign ? sign < 0 ? ScalarMath.Subtract(0, value, type) : value : null),
        Function("Neg", (value, type) => ScalarMath.Subtract(0, value, type)),
        Function("Floor", (value, _) => ScalarMath.Floor(value)),
        Function("Ceil", (value, _) => ScalarMath.Ceiling(value)),
        Function("Round", (value, _) => value.IsKnown ? Scalar.Real(Math.Round(value.Number, MidpointRounding.ToEven)) : value.IsWhole ? value : null),
        Function("Sqrt", (value, type) => value.IsKnown ? ScalarMath.Rounded(Math.Sqrt(value.Number), type) : null),
        Function("Reciprocal", (value, type) => ScalarMath.Divide(1, value, type)),
        Function("Sign", (value, _) => ScalarMath.Compare(value, 0) is { } sign ? sign : null),
        .. ((string[])["Log", "Sin", "Cos", "Tan", "Asin", "Acos", "Atan", "Sinh", "Cosh", "Asinh", "Acosh", "Atanh", "Erf", "BitwiseNot"])
            .Select(name => Function(name, null)),
        .. ((string[])["IsNaN", "IsInf"])
            .Select(name => new OnnxOperator(name, op => Unary(op, Named(name)).Typed(ElementType.Boolean)) { Type = static _ => ElementType.Boolean }),
        new("Identity", op => op.Means(Named("Identity"), seen: [op.Any(0)]).With(op.Any(0))),
        new("Cast", op => Cast(op, op.Type("to", LegacyType(op))))
        {
            Quantized = [0],
            IsQuantized = static op => op.TypeOf(0).IsNarrow() && op.Type("to", LegacyType(op)).IsFloat(),
            Type = static op => op.Type("to", LegacyType(op)),
        },
        new("CastLike", op => Cast(op, op.TypeOf(1))) { SizesOnly = [1], Type = static op => op.TypeOf(1) },
        new("BitCast", op => Unary(op, Named("BitCast")).Typed(op.Type("to", ElementType.Undefined))),
        new("Clip", Clip) { Settings = [1, 2] },
        new("Dropout", Dropout) { SizesOnly = [1, 2] },
    ];

    /// <summary>A layer of the catalogue on each element of the first operand; the function computes the elements of a small tensor.</summary>
    public static Answer Unary(Operation op, LayerDefinition layer, Func<Scalar, Scalar?>? function = null) =>
        Combined(op, layer, function is null ? null : elements => function(elements[0]), 1);

    /// <summary>The operator's own function of each element, with a number of operations and the node's numbers as constants.</summary>
    public static Answer Unary(Operation op, long each) => Unary(op, new Pointwise(op.Node.Operator, each) { Constants = op.Reals() });

    /// <summary>The same on the elements of all operands, or of the first ones, which are broadcast to one shape.</summary>
    public static Answer Combined(Operation op, LayerDefinition layer, Func<Scalar[], Scalar?>? function = null, int? count = null)
    {
        int[] all = [.. Enumerable.Range(0, count ?? op.Count)];
        FileTensor[] tensors = Array.ConvertAll(all, i => op[i]);
        if (all.Length > 1 && op.Opset < 7 && op.Flag("broadcast"))
        {
            tensors[1] = Aligned(op, tensors[0], tensors[1]);
        }

        Answer answer = op.Means(layer, inputs: all, seen: tensors).Counted(op);
        return function is null ? answer : answer.Valued(TensorMath.Map(tensors, answer.Outputs[0].Sizes, function));
    }

    /// <summary>The operator's own function of the elements of all operands, with a number of operations.</summary>
    public static Answer Combined(Operation op, long each) => Combined(op, new PointwiseMerge(op.Node.Operator, each) { Constants = op.Reals() });

    // Before version 7, only the second operand is broadcast, along the axes from a given one on: it gets axes of size 1 at its end. The
    // result has the shape of the first.
    private static FileTensor Aligned(Operation op, FileTensor first, FileTensor second)
    {
        int begin = op.Int("axis") is { } axis ? op.Axis(axis, Math.Max(first.Rank, 1)) : first.Rank - second.Rank;
        int more = first.Rank - begin - second.Rank;
        return begin >= 0 && more >= 0 && second.Sizes.Select((size, i) => size == 1 || Merging.Agree(first[begin + i], size) is not null).All(fits => fits)
            ? FileTensor.Of(second.Type, second.Values, [.. second.Sizes, .. Enumerable.Repeat((Quantity)1, more)])
            : throw op.Fail($"{second} cannot be broadcast to {first} from axis {begin} on: each of its sizes must be that of {first}, or 1");
    }

    /// <summary>The layer of an operator on one tensor that is no activation.</summary>
    public static Pointwise Named(string name) => Pointwise.Of(name, name)!;

    private static PointwiseMerge OfSeveral(string name) => new(name, ElementwiseWork.OfSeveral(name)) { KeptInputs = name switch { "Where" => 1, "Mod" => null, _ => 0 } };

    // A layer on the elements of all operands, and the function that computes those of small tensors.
    private static OnnxOperator Elements(string name, LayerDefinition layer, Func<Scalar[], ElementType, Scalar?>? function) =>
        new(name, op => Combined(op, layer, function is null ? null : values => function(values, op.TypeOf(0))));

    // The values of several tensors are computed from the first to the last.
    private static OnnxOperator Merge(string name, MergeKind kind, Func<Scalar, Scalar, ElementType, Scalar?>? function) =>
        Elements(name, new Merge(kind), function is null ? null : (values, type) => TensorMath.Fold(values, type, function)) with { IsArithmetic = true };

    private static OnnxOperator Function(string name, Func<Scalar, ElementType, Scalar?>? function) =>
        Elements(name, Named(name), function is null ? null : (values, type) => function(values[0], type));

    private static OnnxOperator Truth(string name, Func<Scalar[], Scalar?> function)
    {
        PointwiseMerge layer = OfSeveral(name);
        return new(name, op => Combined(op, layer, function).Typed(ElementType.Boolean)) { Type = static _ => ElementType.Boolean };
    }

    private static OnnxOperator Comparison(string name, Func<int, bool> holds) =>
        Truth(name, values => ScalarMath.Compare(values[0], values[1]) is { } order ? holds(order) ? 1 : 0 : null) with { IsArithmetic = true };

    private static Func<Scalar[], Scalar?> Logic(Func<bool, bool, bool> function) => values =>
        ScalarMath.AreEqual(values[0], 0) is { } left && ScalarMath.AreEqual(values[1], 0) is { } right ? function(!left, !right) ? 1 : 0 : null;

    private static OnnxOperator Bits(string name, Func<long, long, long> function) => Elements(name, OfSeveral(name), (values, _) =>
        Array.TrueForAll(values, value => value is { IsWhole: true, IsKnown: true }) ? function(values[0].Whole.Value, values[1].Whole.Value) : null);

    private static Answer Power(Operation op)
    {
        double? exponent = op.Single(1) is { IsKnown: true } given ? given.Number : null;
        return Combined(op, new PointwiseMerge("Pow", ElementwiseWork.Power(exponent)), values => values[0].IsKnown && values[1].IsKnown
            ? ScalarMath.Rounded(Math.Pow(values[0].Number, values[1].Number), op.TypeOf(0))
            : values[1] is { IsKnown: true, Number: 1 } ? values[0]
            : values[1] is { IsKnown: true, Number: 2 } ? ScalarMath.Multiply(values[0], values[0], op.TypeOf(0))
            : null);
    }

    private static Scalar? Choose(Scalar[] values) =>
        ScalarMath.AreEqual(values[0], 0) is { } isFalse ? isFalse ? values[2] : values[1]
        : values[1].Equals(values[2]) ? values[1]
        : null;

    private static Answer Cast(Operation op, ElementType type) => Unary(op, Named("Cast"), value => ScalarMath.Cast(value, type)).Typed(type);

    // The first version of Cast names the type in letters.
    private static ElementType LegacyType(Operation op) => op.Text("to", "") switch
    {
        "FLOAT" => ElementType.Float32,
        "DOUBLE" => ElementType.Float64,
        "BOOL" => ElementType.Boolean,
        "" => ElementType.Undefined,
        var name => Array.Find(Enum.GetValues<ElementType>(), type => name.Equals(type.ToString(), StringComparison.OrdinalIgnoreCase)),
    };

    // The limits are operands; in old versions they are attributes.
    private static Answer Clip(Operation op)
    {
        (bool hasLow, Scalar? low) = Limit(op, "min", 1);
        (bool hasHigh, Scalar? high) = Limit(op, "max", 2);
        LayerDefinition layer = (low, high) switch
        {
            ({ IsKnown: true, Number: 0 }, { IsKnown: true, Number: 6 }) => new Activation(ActivationFunction.Relu6),
            ({ IsKnown: true, Number: -1 }, { IsKnown: true, Number: 1 }) => new Activation(ActivationFunction.HardTanh),
            ({ IsKnown: true, Number: 0 }, null) when !hasHigh => new Activation(ActivationFunction.Relu),
            _ => new Pointwise("Clip", (hasLow ? 1 : 0) + (hasHigh ? 1 : 0)) { Constants = Constants.Of(("min", Known(low)), ("max", Known(high))) },
        };
        return Unary(op, layer, value =>
        {
            Scalar? raised = !hasLow ? value : low is { } least ? ScalarMath.Max(value, least, op.TypeOf(0)) : null;
            return !hasHigh || raised is null ? raised : high is { } most ? ScalarMath.Min(raised.Value, most, op.TypeOf(0)) : null;
        });
    }

    // Dropout does nothing in inference; the mask is a second output.
    private static Answer Dropout(Operation op)
    {
        FileTensor input = op[0];
        ElementType mask = op.Opset < 10 ? input.Type : ElementType.Boolean;

        // In training, the dropped elements are random.
        bool isTraining = op.Opset < 7 ? !op.Flag("is_test") : op.Opset >= 12 && op.Has(2) && ControlFlowOperators.Truth(op.Any(2)) != false;
        double? rate = op.Opset < 12 ? op.Float("ratio") : op.Single(1) is { IsKnown: true } given ? given.Number : null;
        return op.Means(new Dropout(SettingText.Shortest(rate ?? 0.5))).With(
            FileTensor.Of(input.Type, isTraining ? null : input.Values, input.Sizes), new FileTensor(mask, input.Sizes));
    }

    private static double? Known(Scalar? limit) => limit is { IsKnown: true } known ? SettingText.Shortest(known.Number) : null;

    // Whether there is a limit, and the limit, if it is known.
    private static (bool Is, Scalar? Number) Limit(Operation op, string attribute, int operand) =>
        op.Opset >= 11 ? (op.Has(operand), op.Single(operand))
        : op.Float(attribute) is { } number ? (true, Scalar.Real(number))
        : (false, null);
}
