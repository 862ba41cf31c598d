namespace DeepCalc.Formats.Keras;

/// <summary>
/// Operations that appear as graph nodes instead of layers: those of <c>keras.ops</c>, and of TensorFlow in Keras 2. The common ones are
/// supported; others are unknown layers with the declared shape.
/// </summary>
internal static class KerasOperations
{
    // Functions of TensorFlow from 2.4 on, and before.
    private const string OfLambda = "TFOpLambda";
    private const string OfNode = "TensorFlowOpLayer";

    /// <summary>Whether a node is such an operation.</summary>
    public static bool IsOperation(JsonElement json, string className) => className is OfLambda or OfNode
        || KerasSettings.TextOf(json, "module")?.StartsWith("keras.src.ops", StringComparison.Ordinal) == true;

    public static KerasOutputs Make(KerasCall call)
    {
        Layer[] inputs = call.Inputs;
        LayerDefinition? definition = inputs.Length == 0 || call.Scope.Steps > 0 ? null : inputs.Length == 1 ? OfOne(call) : OfSeveral(call, inputs);
        return definition is null ? call.Unknown(holdsWeights: false) : call.Add(definition);
    }

    private static string NameOf(KerasCall call)
    {
        string name = call.Settings.ClassName switch
        {
            OfLambda => call.Settings.Text("function") ?? "",
            OfNode => KerasNodeDef.Of(call.Settings).Operation,
            var own => own,
        };
        return name[(name.LastIndexOf('.') + 1)..].Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
    }

    private static LayerDefinition? OfOne(KerasCall call)
    {
        string name = NameOf(call);

        // The constant is not among the inputs. A constant of several elements may broadcast the input to a larger shape.
        if ((name == "biasadd" || MergeOf(name) is not null) && HasConstant(call))
        {
            return new Pointwise(call.Settings.ClassName, 1);
        }

        switch (name)
        {
            case "softmax" or "logsoftmax":
                return KerasActivations.Define(call, name, Argument(call, "axis") is { } softmax && KerasSettings.Whole(softmax) is { } along ? KerasSettings.AxisWithoutBatch("axis", along) : -1);
            case "reshape":
                return Sizes(call, "newshape", "shape") is [-1, .. var sizes] && sizes.Length > 0 && !sizes.Contains(0) && HoldsSample(call.Shape, sizes) ? new Reshape(new AxisValues(sizes)) : null;
            case "transpose":
                return Sizes(call, "axes", "perm") is [0, .. var order] && order.Length == call.Shape.Rank && Array.TrueForAll(order, axis => axis > 0)
                    ? new Permute(new AxisValues([.. order.Select(axis => axis - 1)]))
                    : null;
            case "expanddims" when Sizes(call, "axis") is [var added and not 0]:
                return new ExpandDims(KerasSettings.AxisWithoutBatch("axis", added));
            case "squeeze" when Sizes(call, "axis") is [var gone and not 0]:
                return new Squeeze(KerasSettings.AxisWithoutBatch("axis", gone));
            case "mean" or "sum" or "max" or "min" or "prod" or "argmax" or "argmin"
                or "reducemean" or "reducesum" or "reducemax" or "reducemin" or "reduceprod":
                return Reduce(call, name);
            case "cast":
                return Pointwise.Of(name, call.Settings.ClassName)! with { Type = KerasSettings.Type(Argument(call, "dtype")) ?? ElementType.Undefined };
            default:
                return KerasActivations.Find(name) is not { } function ? Pointwise.Of(name, call.Settings.ClassName)
                    : ElementwiseWork.IsElementwise(function) ? OfFunction(call, function) : null;
        }
    }

    private static Activation OfFunction(KerasCall call, ActivationFunction function)
    {
        if (function == ActivationFunction.LeakyRelu && (Argument(call, "negative_slope") ?? Argument(call, "alpha")) is { ValueKind: JsonValueKind.Number } slope)
        {
            return new Activation(function) { Constants = DeepCalc.Constants.Of(("slope", SettingText.Shortest(slope.GetDouble()))) };
        }

        // The operation of Keras 3 takes the form with tanh unless it says otherwise; that of TensorFlow does not.
        bool isApproximate = function == ActivationFunction.Gelu
            && (Argument(call, "approximate") is { } flag ? JsonFlag.Of(flag) == true : call.Settings.ClassName is not (OfLambda or OfNode));
        return isApproximate ? new Activation(ActivationFunction.GeluTanh) : new Activation(function) { Constants = KerasActivations.ConstantsOf(call, function) };
    }

    private static LayerDefinition? OfSeveral(KerasCall call, Layer[] inputs)
    {
        // Shapes broadcast from the end, batch included, so with unequal ranks the batch would meet another axis.
        bool isEven = inputs.All(input => input.OutputShape.Rank == inputs[0].OutputShape.Rank);
        string name = NameOf(call);
        bool hasMore = call.Settings.ClassName == OfNode && KerasNodeDef.Of(call.Settings).Constants.Count() > (name is "concat" or "concatv2" ? 1 : 0);
        if (!isEven || hasMore)
        {
            return null;
        }

        bool isPair = inputs.Length == 2;
        return name switch
        {
            "concatenate" or "concat" or "concatv2" => Argument(call, "axis") is { } json && KerasSettings.Whole(json) is { } axis and not 0
                ? new Concatenate(KerasSettings.AxisWithoutBatch("axis", axis))
                : null,
            "matmul" or "batchmatmul" or "batchmatmulv2" when isPair && inputs[0].OutputShape.Rank >= 2 =>
                IsSet(call, "transpose_a") || IsSet(call, "transpose_b") ? null : new MatrixProduct(),
            _ => MergeOf(name) is { } kind && (isPair || kind is not (MergeKind.Subtract or MergeKind.Divide)) ? new Merge(kind) : null,
        };
    }

    private static MergeKind? MergeOf(string name) => name switch
    {
        "add" or "addv2" or "addn" => MergeKind.Add,
        "subtract" or "sub" => MergeKind.Subtract,
        "multiply" or "mul" => MergeKind.Multiply,
        "divide" or "truedivide" or "truediv" or "realdiv" or "div" => MergeKind.Divide,
        "maximum" => MergeKind.Maximum,
        "minimum" => MergeKind.Minimum,
        _ => null,
    };

    // Whether a new shape holds one whole sample. Otherwise the operation mixes samples and positions, and the number of samples is
    // unknown.
    private static bool HoldsSample(TensorShape sample, long[] sizes) =>
        sizes.Contains(-1) || sample.ElementCount.KnownValue is not { } elements || sizes.Aggregate((Int128)1, (product, size) => product * size) == elements;

    // A reduction that leaves the batch. The mean over all axes except the channels is a pooling.
    private static LayerDefinition? Reduce(KerasCall call, string name)
    {
        TensorShape shape = call.Shape;
        if (Sizes(call, "axis") is not { Length: > 0 } axes || axes.Any(axis => axis == 0 || axis > shape.Rank || axis < -shape.Rank))
        {
            return null;
        }

        int[] reduced = [.. axes.Select(axis => AxisIndex.Of(KerasSettings.AxisWithoutBatch("axis", axis), shape)).Distinct().Order()];
        bool keeps = IsSet(call, "keepdims") || IsSet(call, "keep_dims");
        ReductionKind kind = name.Replace("reduce", "", StringComparison.Ordinal) switch
        {
            "mean" => ReductionKind.Mean,
            "sum" => ReductionKind.Sum,
            "max" => ReductionKind.Maximum,
            "min" => ReductionKind.Minimum,
            "prod" => ReductionKind.Product,
            "argmax" => ReductionKind.ArgMaximum,
            _ => ReductionKind.ArgMinimum,
        };
        return kind == ReductionKind.Mean && shape.SpatialRank is >= 1 and <= 3 && reduced.SequenceEqual(Enumerable.Range(0, shape.SpatialRank).Select(shape.SpatialAxis))
            ? new GlobalPooling(PoolKind.Average, keeps)
            : new Reduction(kind, new AxisValues([.. reduced.Select(axis => (long)axis)]), keeps);
    }

    // Whether a binary operation has a constant operand that keeps the shape of the input.
    private static bool HasConstant(KerasCall call) => Constants(call).Any(constant => Fits(constant, call.Shape));

    private static IEnumerable<JsonElement> Constants(KerasCall call)
    {
        if (call.Settings.ClassName == OfNode)
        {
            return KerasNodeDef.Of(call.Settings).Constants;
        }

        IEnumerable<JsonElement> found = KerasSettings.Property(call.Given.Node, "args") is { ValueKind: JsonValueKind.Array } args ? args.EnumerateArray() : [];
        found = Argument(call, "y") is { } y ? found.Append(y) : found;
        return Legacy(call) is { } first && first.GetArrayLength() > 2 && first[0].ValueEquals("_CONSTANT_VALUE") ? found.Append(first[2]) : found;
    }

    // A number, or nested lists with at most the axes of a sample and the batch, each of size 1 or of the sample's size.
    private static bool Fits(JsonElement constant, TensorShape sample)
    {
        var sizes = new List<int>();
        for (; constant.ValueKind == JsonValueKind.Array && sizes.Count <= sample.Rank + 1 && constant.GetArrayLength() > 0; constant = constant[0])
        {
            sizes.Add(constant.GetArrayLength());
        }

        for (int n = 1; n <= sizes.Count; n++)
        {
            if (sizes[^n] != 1 && (n > sample.Rank || sample[sample.Rank - n].KnownValue != sizes[^n]))
            {
                return false;
            }
        }

        return constant.ValueKind == JsonValueKind.Number && sizes.Count <= sample.Rank + 1;
    }

    public static bool IsSet(KerasCall call, string name) => Argument(call, name) is { } flag && JsonFlag.Of(flag) == true;

    // Keras 3 stores the argument in the settings or the call; Keras 2 in the call or in a graph node.
    private static JsonElement? Argument(KerasCall call, string name)
    {
        if (call.Settings.ClassName == OfNode)
        {
            return KerasNodeDef.Of(call.Settings).Argument(name);
        }

        return (call.Settings.ClassName == OfLambda ? null : call.Settings.Element(name))
            ?? (KerasSettings.Property(call.Given.Node, "kwargs") is { } named ? KerasSettings.Property(named, name) : null)
            ?? (Legacy(call) is { } first && first.GetArrayLength() == 4 ? KerasSettings.Property(first[3], name) : null);
    }

    // ["layer", 0, 0, {…}], alone or as the first of several.
    private static JsonElement? Legacy(KerasCall call)
    {
        JsonElement node = call.Given.Node;
        while (node.ValueKind == JsonValueKind.Array && node.GetArrayLength() > 0 && node[0].ValueKind == JsonValueKind.Array)
        {
            node = node[0];
        }

        return node.ValueKind == JsonValueKind.Array && node.GetArrayLength() > 0 && node[0].ValueKind == JsonValueKind.String ? node : null;
    }

    private static long[]? Sizes(KerasCall call, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (Argument(call, name) is { } json)
            {
                return KerasSettings.Sizes(json);
            }
        }

        return null;
    }
}
