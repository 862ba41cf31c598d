namespace DeepCalc;

/// <summary>Which of the tensors of a file are parameters: the role that their consumer has for them says so.</summary>
internal static class StoredTensors
{
    /// <summary>The tensors behind an operand that its operator takes on, each as it takes it; none of an operand that is a setting.</summary>
    public static IEnumerable<StoredTensor> UsedBy(OnnxOperator? op, Operation operation, int operand, StoredTensor[] stored)
    {
        if (stored.Length == 0 || op?.Settings.Contains(operand) == true || op?.SizesOnly.Contains(operand) == true)
        {
            return [];
        }

        // A number without axes that is multiplied with, say, is one of a formula.
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
        bool isWeight = op is not null && (op.Weights.Contains(operand) || op.Quantized.Contains(operand));
        bool isStored = Array.Exists(stored, each => each.Origin != TensorOrigin.Made && IsFloat(each));
        return UsedBy(op, operation, operand, stored).Where(each => IsFloat(each, whole) && (isWeight
            ? each.Origin == TensorOrigin.Initializer || each.IsWeight || (each.Origin == TensorOrigin.Made ? !isStored : IsMany(each.Tensor) || IsSingle(whole))
            : IsLearned(each, importer)));
    }

    /// <summary>
    /// Whether a tensor is learned whose consumer does not say so, since it only calculates with it, joins it or moves it: an initializer
    /// is, and one of several numbers that a node gives is if the file has most of its weights there. Paddle's exporter has them in
    /// Constant nodes; others have means of images, grids and limits there.
    /// </summary>
    public static bool IsLearned(StoredTensor stored, GraphImporter importer) =>
        stored.IsWeight || stored.Origin == TensorOrigin.Initializer || (IsMany(stored.Tensor) && importer.WeightPlaces.HasMostIn(stored.Origin));

    /// <summary>Whether the elements of a tensor can be parameters: floating-point numbers, or whole ones that stand for such.</summary>
    public static bool IsFloat(StoredTensor stored, FileTensor? operand = null) =>
        stored.IsWeight || (stored.Tensor.Type.IsFloat() && (operand is null || operand.Type.IsFloat() || operand.Type == ElementType.Undefined));

    /// <summary>The tensor that stands in a Constant node, or that another node makes of nothing.</summary>
    public static StoredTensor[] MadeBy(OnnxNode node, FileTensor output)
    {
        if (node is { Operator: "Constant", Domain: OnnxDomain.Default })
        {
            return InNode(node) is { } tensor ? [new StoredTensor(tensor, TensorOrigin.Node)] : [];
        }

        return output.IsRanked && output.Type.IsFloat() && output.All(size => size.IsKnown)
            ? [new StoredTensor(
                new OnnxTensor { Name = node.Outputs.FirstOrDefault(""), Type = output.Type, Sizes = [.. output.Select(size => size.Value)] },
                TensorOrigin.Made)]
            : [];
    }

    /// <summary>Whether a tensor has several elements.</summary>
    public static bool IsMany(OnnxTensor tensor) => Array.Exists(tensor.Sizes, size => size != 1);

    private static bool IsSingle(FileTensor? tensor) => tensor is { IsRanked: true } && tensor.All(size => size == 1);

    /// <summary>The tensor that a Constant node holds, if its numbers can be weights.</summary>
    public static OnnxTensor? InNode(OnnxNode node)
    {
        if (node is not { Operator: "Constant", Domain: OnnxDomain.Default })
        {
            return null;
        }

        if ((node.Attribute("value") ?? node.Attribute("sparse_value"))?.Tensor is { } tensor)
        {
            return tensor.Type.IsFloat() || tensor.Type.IsNarrow() || tensor.Type == ElementType.Int32 ? tensor : null;
        }

        // One tensor for all calls of a function that has the node.
        return node.Attribute("value_floats") is { } floats
            ? floats.Tensor ??= new OnnxTensor { Name = node.Outputs.FirstOrDefault(""), Type = ElementType.Float32, Sizes = [floats.Floats?.Count ?? 0] }
            : null;
    }
}
