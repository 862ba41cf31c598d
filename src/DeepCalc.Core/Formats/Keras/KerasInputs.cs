using System.Text.Json;

namespace DeepCalc;

/// <summary>What a call of a layer is given, and what the file says of it.</summary>
/// <param name="Arguments">The tensors.</param>
/// <param name="Node">What stands with the call in the file, other values among it.</param>
/// <param name="Declared">The shapes that the file says the outputs have, or null.</param>
internal sealed record KerasInputs(IReadOnlyList<KerasArgument> Arguments, JsonElement Node, Func<int, TensorShape?> Declared)
{
    /// <summary>One layer that goes in.</summary>
    public static KerasInputs Of(Layer layer, Func<int, TensorShape?>? declared = null) =>
        new([new KerasArgument(layer, null)], default, declared ?? (_ => null));

    /// <summary>The tensors without masks and switches.</summary>
    public Layer[] Layers => [.. Arguments.Where(argument => !argument.IsAside).Select(argument => argument.Layer)];
}
