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
        bool isStored = Array.Exists(stored, each => each.Tensor.Origin != TensorOrigin.Made && IsFloat(each));
        return UsedBy(op, operation, operand, stored).Where(each => IsFloat(each, whole) && (isWeight
            ? each.Tensor.Origin == TensorOrigin.Initializer || each.IsWeight || (each.Tensor.Origin == TensorOrigin.Made ? !isStored : !IsSingle(each.Tensor.Tensor) || IsSingle(whole))
            : each.IsWeight || IsLearned(each.Tensor, importer)));
    }

    /// <summary>
    /// Whether a tensor is learned whose consumer only calculates with it, concatenates it or moves it. An initializer is. A tensor of
    /// several numbers from a node is, if the file stores most of its weights in nodes: Paddle's exporter stores weights in Constant
    /// nodes; others store means of images, grids and limits there.
    /// </summary>
    public static bool IsLearned(OnnxTensor tensor, GraphImporter importer) =>
        tensor.IsWeight || tensor.Origin == TensorOrigin.Initializer || (!IsSingle(tensor.Tensor) && importer.WeightPlaces.HasMostIn(tensor.Origin));

    /// <summary>Whether the elements of a tensor can be parameters: floating-point numbers, or integers that represent them.</summary>
    public static bool IsFloat(StoredTensor stored, FileTensor? operand = null) =>
        stored.IsWeight || (stored.Tensor.Tensor.Type.IsFloat() && (operand is null || operand.Type.IsFloat() || operand.Type == ElementType.Undefined));

    /// <summary>The tensor in a Constant node, if its type can be that of a weight, or that another node makes without an input.</summary>
    public static StoredTensor[] MadeBy(OnnxNode node, FileTensor output)
    {
        string name = node.Outputs.FirstOrDefault("");
        if (node is not { Operator: "Constant", Domain: OnnxDomain.Default })
        {
            return output.IsRanked && output.Type.IsFloat() && output.Sizes.All(size => size.IsKnown)
                ? [new StoredTensor(new OnnxTensor(name, new FileTensor(output.Type, output.Sizes), TensorOrigin.Made))]
                : [];
        }

        // All calls of a function with this node share one tensor, which has no name of its own.
        OnnxTensor? tensor = (node.Attribute("value") ?? node.Attribute("sparse_value"))?.Tensor
            ?? (node.Attribute("value_floats") is { } floats ? floats.Tensor ??= new OnnxTensor(name, output) : null);
        if (tensor is null || !CanBeWeight(tensor))
        {
            return [];
        }

        (tensor.Name, tensor.Origin) = (name, TensorOrigin.Node);
        return [new StoredTensor(tensor)];
    }

    /// <summary>Whether the type of a tensor can be that of a weight, which may be quantised.</summary>
    public static bool CanBeWeight(OnnxTensor tensor) => tensor.Tensor.Type is var type && (type.IsFloat() || type.IsNarrow() || type == ElementType.Int32);

    /// <summary>Whether a tensor has one element.</summary>
    public static bool IsSingle(FileTensor? tensor) => tensor is { IsRanked: true } && !tensor.Span.ContainsAnyExcept((Quantity)1);
}
