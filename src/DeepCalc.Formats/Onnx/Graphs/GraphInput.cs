namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>The inputs of a file's network.</summary>
internal static class GraphInput
{
    /// <summary>The layer of an input, with the given sizes and values, and its place among the inputs of the file, from 1.</summary>
    public static Layer Layer(OnnxValueInfo input, int place, string network, ImportOptions options, GraphImporter importer)
    {
        FileTensor tensor = input.Type is { } type ? DeclaredTensor.Of(input.Name, type, options) : FileTensor.Unranked();
        if (options.Values.TryGetValue(input.Name, out IReadOnlyList<Scalar>? values))
        {
            tensor = WithValues(input.Name, tensor, values);
        }

        return new Layer(new Input(tensor, network.Length == 0 ? null : network), importer.UniqueName(input.Name)) { FilePlace = place };
    }

    /// <summary>Throws if values are given for an input that does not exist.</summary>
    public static void RequireNames(OnnxGraph graph, OnnxScope scope, ImportOptions options)
    {
        foreach (string name in options.Values.Keys)
        {
            // The names ignore case, as the table of values may.
            DeepCalcException.ThrowIf(
                !graph.Inputs.Exists(input => string.Equals(input.Name, name, StringComparison.OrdinalIgnoreCase) && scope.Find(input.Name)?.Layer is not null),
                ErrorCode.LayerNotFound,
                $"the file has no input named '{name}' for -Value; its inputs are {LayerNaming.Few(graph.Inputs.Select(input => input.Name))}.");
        }
    }

    // Float32 rounding matters: 0.3 is a little more than three times 0.1, which decides the number of steps between them.
    private static Scalar Held(string name, ElementType type, Scalar value) =>
        type.IsFloat() ? ScalarMath.Rounded(value.Number, type)
        : value.IsWhole || type == ElementType.Undefined ? value
        : throw new DeepCalcException(
            ErrorCode.InvalidSetting, $"the input '{name}' holds elements of {type}; the value {value.Number} must be an integer.");

    private static FileTensor WithValues(string name, FileTensor tensor, IReadOnlyList<Scalar> values)
    {
        Quantity[] sizes = tensor.IsRanked && tensor.Sizes is not [{ IsKnown: false }] ? tensor.Sizes : [values.Count];
        Quantity count = new TensorShape(sizes).ElementCount;
        return count == values.Count
            ? FileTensor.Of(tensor.Type, new TensorValues([.. values.Select(value => Held(name, tensor.Type, value))]), sizes)
            : throw new DeepCalcException(
                ErrorCode.ShapeMismatch, $"the input '{name}' of shape {tensor} needs {count} values; {values.Count} are given.");
    }
}
