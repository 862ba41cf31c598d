namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>Decides which tensors of a file are parameters, by the roles that they have for their consumers.</summary>
internal static class StoredTensors
{
    /// <summary>The tensors behind an operand, as its operator uses them; none if the operand is a setting.</summary>
    public static IEnumerable<StoredTensor> UsedBy(OnnxOperator? op, Operation operation, int operand, StoredTensor[] stored)
    {
        if (stored.Length == 0 || op?.Settings.Contains(operand) == true || op?.SizesOnly.Contains(operand) == true)
        {
            return [];
        }

        // A scalar in arithmetic belongs to a formula.
        if (op is { IsArithmetic: true } && operation.Count > 1 && operation.Optional(operand) is { IsRanked: true, Rank: 0 })
        {
            return stored.Where(each => each.IsWeight);
        }

        bool isQuantized = op is not null && op.Quantized.Contains(operand) && op.IsQuantized?.Invoke(operation) != false;
        return isQuantized || op?.Scales.Contains(operand) == true
            ? stored.Select(each => each with { IsWeight = true, Unpacked = op!.UnpackedShape?.Invoke(operation, operand) ?? each.Unpacked })
            : stored;
    }

    /// <summary>The parameters among the tensors behind an operand of a layer.</summary>
    public static IEnumerable<StoredTensor> Weights(OnnxOperator? op, Operation operation, int operand, StoredTensor[] stored, GraphImporter importer)
    {
        FileTensor? whole = operation.Optional(operand);

        // What a layer dequantises is not stored, since stored tensors are folded: a scalar scale belongs to its formula.
        if (op?.Scales.Contains(operand) == true && whole is { IsRanked: true, Rank: 0 })
        {
            return [];
        }

        bool isWeight = op is not null && (op.Weights.Contains(operand) || op.Quantized.Contains(operand));
        bool isStored = Array.Exists(stored, each => each.Origin != TensorOrigin.Made && IsFloat(each));
        return UsedBy(op, operation, operand, stored).Where(each => IsFloat(each, whole) && (isWeight
            ? each.Origin == TensorOrigin.Initializer || each.IsWeight || (each.Origin == TensorOrigin.Made ? !isStored : IsMany(each.Tensor) || IsSingle(whole))
            : IsLearned(each, importer)));
    }

    /// <summary>
    /// Whether a tensor is learned whose consumer only calculates with it, concatenates it or moves it. An initializer is. A tensor of
    /// several numbers from a node is, if the file stores most of its weights in nodes: Paddle's exporter stores weights in Constant
    /// nodes; others store means of images, grids and limits there.
    /// </summary>
    public static bool IsLearned(StoredTensor stored, GraphImporter importer) =>
        stored.IsWeight || stored.Origin == TensorOrigin.Initializer || (IsMany(stored.Tensor) && importer.WeightPlaces.HasMostIn(stored.Origin));

    /// <summary>Whether the elements of a tensor can be parameters: floating-point numbers, or integers that represent them.</summary>
    public static bool IsFloat(StoredTensor stored, FileTensor? operand = null) =>
        stored.IsWeight || (stored.Tensor.Tensor.Type.IsFloat() && (operand is null || operand.Type.IsFloat() || operand.Type == ElementType.Undefined));

    /// <summary>The tensor in a Constant node, or that another node makes without an input.</summary>
    public static StoredTensor[] MadeBy(OnnxNode node, FileTensor output) =>
        IsConstant(node) ? InNode(node) is { } tensor ? [new StoredTensor(tensor, TensorOrigin.Node)] : []
        : output.IsRanked && output.Type.IsFloat() && output.Sizes.All(size => size.IsKnown)
            ? [new StoredTensor(
                new OnnxTensor(node.Outputs.FirstOrDefault(""), new FileTensor(output.Type, output.Sizes)),
                TensorOrigin.Made)]
        : [];

    private static bool IsConstant(OnnxNode node) => node is { Operator: "Constant", Domain: OnnxDomain.Default };

    /// <summary>Whether a type can be that of a weight, which may be quantised.</summary>
    public static bool CanBeWeight(ElementType type) => type.IsFloat() || type.IsNarrow() || type == ElementType.Int32;

    /// <summary>Whether a tensor has several elements.</summary>
    public static bool IsMany(OnnxTensor tensor) => Array.Exists(tensor.Tensor.Sizes, size => size != 1);

    private static bool IsSingle(FileTensor? tensor) => tensor is { IsRanked: true } && tensor.Sizes.All(size => size == 1);

    /// <summary>The tensor in a Constant node, if its type can be that of a weight; else null.</summary>
    public static OnnxTensor? InNode(OnnxNode node)
    {
        if (!IsConstant(node))
        {
            return null;
        }

        if ((node.Attribute("value") ?? node.Attribute("sparse_value"))?.Tensor is { } tensor)
        {
            // A tensor inside a node has no name.
            tensor.Name = node.Outputs.FirstOrDefault("");
            return CanBeWeight(tensor.Tensor.Type) ? tensor : null;
        }

        // All calls of a function with this node share one tensor.
        return node.Attribute("value_floats") is { } floats
            ? floats.Tensor ??= new OnnxTensor(node.Outputs.FirstOrDefault(""), new FileTensor(ElementType.Float32, floats.Floats?.Count ?? 0))
            : null;
    }
}
