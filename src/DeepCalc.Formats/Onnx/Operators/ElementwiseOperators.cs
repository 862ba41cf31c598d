using DeepCalc.Formats.Onnx.Values;
using DeepCalc.Shapes;

namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>Elementwise arithmetic, comparison and logic. Only floating-point operations count as work.</summary>
internal static class ElementwiseOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        Arithmetic("Add", ScalarMath.Add) with { Adds = true },
        Arithmetic("Sub", ScalarMath.Subtract),
        Arithmetic("Mul", ScalarMath.Multiply) with { Multiplies = true },
        Arithmetic("Div", ScalarMath.Divide),
        new("Mod", op => Broadcast.Answer(
            op, op.TypeOf(0), Float(op, 1), values => ScalarMath.Modulo(values[0], values[1], op.TypeOf(0), op.Flag("fmod")))) { IsArithmetic = true },
        new("Pow", Power) { IsArithmetic = true },
        Many("Max", ScalarMath.Max, 0),
        Many("Min", ScalarMath.Min, 0),
        Many("Sum", ScalarMath.Add, 0),
        Many("Mean", null, 1),
        Comparison("Equal", order => order == 0),
        Comparison("Greater", order => order > 0),
        Comparison("GreaterOrEqual", order => order >= 0),
        Comparison("Less", order => order < 0),
        Comparison("LessOrEqual", order => order <= 0),
        Logic("And", (a, b) => a && b),
        Logic("Or", (a, b) => a || b),
        Logic("Xor", (a, b) => a != b),
        new("Not", op => Unary(op, 0, value => ScalarMath.AreEqual(value, 0) is { } isFalse ? isFalse ? 1 : 0 : null)),
        new("BitwiseAnd", op => Broadcast.Answer(op, op.TypeOf(0), 0, values => Bits(values, (a, b) => a & b))),
        new("BitwiseOr", op => Broadcast.Answer(op, op.TypeOf(0), 0, values => Bits(values, (a, b) => a | b))),
        new("BitwiseXor", op => Broadcast.Answer(op, op.TypeOf(0), 0, values => Bits(values, (a, b) => a ^ b))),
        new("BitwiseNot", op => Unary(op, 0, null)),
        new("BitShift", op => Broadcast.Answer(op, op.TypeOf(0), 0)),
        new("Where", op => Broadcast.Answer(op, op.TypeOf(1), 0, Choose)) { IsArithmetic = true, Type = static op => op.TypeOf(1) },
        new("Abs", op => Unary(op, 1, value => ScalarMath.Compare(value, 0) is { } sign ? sign < 0 ? ScalarMath.Subtract(0, value, op.TypeOf(0)) : value : null)),
        new("Neg", op => Unary(op, 1, value => ScalarMath.Subtract(0, value, op.TypeOf(0)))),
        new("Floor", op => Unary(op, 1, ScalarMath.Floor)),
        new("Ceil", op => Unary(op, 1, ScalarMath.Ceiling)),
        new("Round", op => Unary(op, 1, value => value.IsKnown ? Scalar.Real(Math.Round(value.Number, MidpointRounding.ToEven)) : value.IsWhole ? value : null)),
        new("Sqrt", op => Unary(op, 1, value => value.IsKnown ? ScalarMath.Rounded(Math.Sqrt(value.Number), op.TypeOf(0)) : null)),
        new("Reciprocal", op => Unary(op, 1, value => ScalarMath.Divide(1, value, op.TypeOf(0)))),
        new("Sign", op => Unary(op, 1, value => ScalarMath.Compare(value, 0) is { } sign ? sign : null)),
        .. new[] { "Exp", "Log", "Sin", "Cos", "Tan", "Asin", "Acos", "Atan", "Sinh", "Cosh", "Asinh", "Acosh", "Atanh", "Erf" }
            .Select(name => new OnnxOperator(name, op => Unary(op, 1, null))),
        new("IsNaN", op => Unary(op, 0, null, ElementType.Boolean)) { Type = Truth },
        new("IsInf", op => Unary(op, 0, null, ElementType.Boolean)) { Type = Truth },
        new("Identity", Identity),
        new("Cast", op => Cast(op, op.Type("to", LegacyType(op))))
        {
            Quantized = [0],
            IsQuantized = static op => op.TypeOf(0).IsNarrow() && op.Type("to", LegacyType(op)).IsFloat(),
            Type = static op => op.Type("to", LegacyType(op)),
        },
        new("CastLike", op => Cast(op, op.TypeOf(1))) { SizesOnly = [1], Type = static op => op.TypeOf(1) },
        new("BitCast", op => Unary(op, 0, null, op.Type("to", ElementType.Undefined))),
        new("Clip", Clip) { Settings = [1, 2] },
    ];

    /// <summary>Makes an operator on each element of its first operand.</summary>
    public static Answer Unary(Operation op, long each, Func<Scalar, Scalar?>? function, ElementType? type = null)
    {
        FileTensor tensor = op[0];
        TensorValues? values = function is null ? null : TensorMath.Map(tensor, function);
        return Answer.Of(tensor.With(type ?? tensor.Type, values))
            .Doing(Float(op, each))
            .Seeing((operand, axis) => operand == 0 ? AxisView.Same(axis) : AxisView.Everything);
    }

    /// <summary>A number of operations if the numbers are floating-point, else 0.</summary>
    public static long Float(Operation op, long each) => op.TypeOf(0).IsInteger() || op.TypeOf(0) == ElementType.Boolean ? 0 : each;

    private static OnnxOperator Arithmetic(string name, Func<Scalar, Scalar, ElementType, Scalar?> function) =>
        new(name, op => OldBroadcast.Answer(op) ?? Broadcast.Answer(op, op.TypeOf(0), Float(op, 1), values => function(values[0], values[1], op.TypeOf(0)))) { IsArithmetic = true };

    private static OnnxOperator Comparison(string name, Func<int, bool> holds) =>
        new(name, op => (OldBroadcast.Answer(op) ?? Broadcast.Answer(
            op, ElementType.Boolean, Float(op, 1), values => ScalarMath.Compare(values[0], values[1]) is { } order ? holds(order) ? 1 : 0 : null))
            is var answer && answer.Outputs[0].Type == ElementType.Boolean ? answer : answer.With(answer.Outputs[0].WithType(ElementType.Boolean)))
        { IsArithmetic = true, Type = Truth };

    private static OnnxOperator Logic(string name, Func<bool, bool, bool> function) =>
        new(name, op => OldBroadcast.Answer(op) ?? Broadcast.Answer(op, ElementType.Boolean, 0, values =>
            ScalarMath.AreEqual(values[0], 0) is { } left && ScalarMath.AreEqual(values[1], 0) is { } right ? function(!left, !right) ? 1 : 0 : null))
        { Type = Truth };

    private static ElementType Truth(Operation op) => ElementType.Boolean;

    // n tensors take n − 1 operations an element, and the mean one more division.
    private static OnnxOperator Many(string name, Func<Scalar, Scalar, ElementType, Scalar?>? function, long more) =>
        new(name, op => Broadcast.Answer(op, op.TypeOf(0), Float(op, op.Count - 1 + more), function is null ? null : values =>
        {
            Scalar? result = values[0];
            foreach (Scalar value in values.AsSpan(1))
            {
                result = result is { } before ? function(before, value, op.TypeOf(0)) : null;
            }

            return result;
        }))
        { IsArithmetic = true };

    // A square is one multiplication, a cube two; any other power is a logarithm, a product and an exponential.
    private static Answer Power(Operation op)
    {
        long each = op.Values(1) is { Count: 1 } values && values[0].IsKnown
            ? values[0].Number switch { 1 => 0, 2 or 0.5 or -1 => 1, 3 => 2, _ => 3 }
            : 3;
        return OldBroadcast.Answer(op) ?? Broadcast.Answer(op, op.TypeOf(0), Float(op, each), values => values[0].IsKnown && values[1].IsKnown
            ? ScalarMath.Rounded(Math.Pow(values[0].Number, values[1].Number), op.TypeOf(0))
            : values[1] is { IsKnown: true, Number: 1 } ? values[0]
            : values[1] is { IsKnown: true, Number: 2 } ? ScalarMath.Multiply(values[0], values[0], op.TypeOf(0))
            : null);
    }

    private static Scalar? Choose(Scalar[] values) =>
        ScalarMath.AreEqual(values[0], 0) is { } isFalse ? isFalse ? values[2] : values[1]
        : values[1].Equals(values[2]) ? values[1]
        : null;

    private static Scalar? Bits(Scalar[] values, Func<long, long, long> function) =>
        values[0] is { IsWhole: true, IsKnown: true } && values[1] is { IsWhole: true, IsKnown: true }
            ? function(values[0].Whole.Value, values[1].Whole.Value)
            : null;

    private static Answer Identity(Operation op)
    {
        FileTensor tensor = op.Any(0);
        return Answer.Of(tensor).Seeing((_, axis) => AxisView.Same(axis));
    }

    private static Answer Cast(Operation op, ElementType type) =>
        Unary(op, 0, value => ScalarMath.Cast(value, type), type);

    // The first version of Cast names the type in letters.
    private static ElementType LegacyType(Operation op) => op.Text("to", "") switch
    {
        "FLOAT" => ElementType.Float32,
        "DOUBLE" => ElementType.Float64,
        "FLOAT16" => ElementType.Float16,
        "INT8" => ElementType.Int8,
        "INT16" => ElementType.Int16,
        "INT32" => ElementType.Int32,
        "INT64" => ElementType.Int64,
        "UINT8" => ElementType.UInt8,
        "UINT16" => ElementType.UInt16,
        "UINT32" => ElementType.UInt32,
        "UINT64" => ElementType.UInt64,
        "BOOL" => ElementType.Boolean,
        "STRING" => ElementType.String,
        _ => ElementType.Undefined,
    };

    // One comparison for each limit. The limits are operands; in old versions they are attributes.
    private static Answer Clip(Operation op)
    {
        bool isOld = op.Opset < 11;
        bool hasLow = isOld ? op.Float("min") is not null : op.Has(1);
        bool hasHigh = isOld ? op.Float("max") is not null : op.Has(2);
        Scalar? low = Limit(op, isOld ? op.Float("min") : null, 1);
        Scalar? high = Limit(op, isOld ? op.Float("max") : null, 2);
        return Unary(op, (hasLow ? 1 : 0) + (hasHigh ? 1 : 0), value =>
        {
            Scalar? raised = !hasLow ? value : low is { } least ? ScalarMath.Max(value, least, op.TypeOf(0)) : null;
            return !hasHigh || raised is null ? raised : high is { } most ? ScalarMath.Min(raised.Value, most, op.TypeOf(0)) : null;
        });
    }

    private static Scalar? Limit(Operation op, float? ofNode, int operand) =>
        ofNode is { } number ? Scalar.Real(number) : op.Values(operand) is { Count: 1 } values ? values[0] : null;
}
