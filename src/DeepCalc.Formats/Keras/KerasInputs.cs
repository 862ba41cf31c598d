namespace DeepCalc.Formats.Keras;

/// <summary>The arguments of a call of a layer, and the file's data about the call.</summary>
/// <param name="Arguments">The tensors.</param>
/// <param name="Node">The JSON of the call, with further arguments that are not tensors.</param>
/// <param name="Declared">The declared shapes of the outputs, or null where the file has none.</param>
internal sealed record KerasInputs(IReadOnlyList<KerasArgument> Arguments, JsonElement Node, Func<int, TensorShape?> Declared)
{
    /// <summary>The arguments of a call on one layer.</summary>
    public static KerasInputs Of(Layer layer, Func<int, TensorShape?>? declared = null) =>
        new([new KerasArgument(layer, null)], default, declared ?? (_ => null));

    /// <summary>The tensors without masks and switches.</summary>
    public Layer[] Layers => [.. Arguments.Where(argument => !argument.IsAside).Select(argument => argument.Layer)];
}
