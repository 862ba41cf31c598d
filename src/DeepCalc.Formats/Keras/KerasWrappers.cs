namespace DeepCalc.Formats.Keras;

/// <summary>Layers that wrap another, and layers of custom code.</summary>
internal static class KerasWrappers
{
    public static KerasClass[] Classes { get; } =
    [
        new("TimeDistributed", TimeDistributed, HoldsWeights: true, IsWrapper: true),
        new("Bidirectional", Bidirectional, HoldsWeights: true),
        new("SpectralNormalization", Spectral, HoldsWeights: true),
        new("Pipeline", Pipeline),
        new("Lambda", Lambda),
    ];

    private static JsonElement Inner(KerasCall call, string name = "layer") => call.Settings.Element(name)
        ?? throw new DeepCalcException(ErrorCode.FileCorrupt, $"{name} is missing; a {call.Settings.ClassName} needs a layer to wrap.");

    private static KerasOutputs TimeDistributed(KerasCall call) => Array.TrueForAll(call.Inputs, input => input.OutputShape.IsRanked)
        ? call.Model.Call(Inner(call), call.Scope with { Steps = call.Scope.Steps + 1 }, call.Name, call.Key, call.Given with { Declared = _ => null })
        : call.Unknown();

    private static KerasOutputs Bidirectional(KerasCall call)
    {
        JsonElement forwardJson = Inner(call);
        string? mode = call.Settings.Element("merge_mode") is null && call.Settings.Json.TryGetProperty("merge_mode", out _)
            ? null
            : call.Settings.Choice("merge_mode", "concat", "concat", "sum", "mul", "ave");
        KerasSettings forwardSettings = KerasSettings.Of(forwardJson);
        JsonElement? backwardJson = call.Settings.Element("backward_layer");
        if (mode is not null && KerasRecurrence.Find(call, forwardSettings) is { } forward && IsMirror(call, forward, KerasRecurrence.IsFrozen(forwardSettings), backwardJson))
        {
            return KerasRecurrence.Put(call.FrozenIf(KerasRecurrence.IsFrozen(forwardSettings)), forward with
            {
                Direction = RecurrentDirection.Bidirectional,
                Merge = mode switch { "sum" => DirectionMerge.Sum, "mul" => DirectionMerge.Multiply, "ave" => DirectionMerge.Average, _ => DirectionMerge.Concatenate },
            });
        }

        // The directions differ, so each becomes a layer with half of the initial states, and a merge joins them.
        KerasArgument[] states = [.. call.Given.Arguments.Where(argument => !argument.IsAside).Skip(1)];
        KerasOutputs one = Direction(forwardJson, "forward", states[..(states.Length / 2)]);
        KerasOutputs other = Direction(backwardJson ?? forwardJson, "backward", states[(states.Length / 2)..]);
        IEnumerable<Func<Layer>> ends = [.. one.Further, .. other.Further];
        return mode is null
            ? new KerasOutputs(one.First, [() => other.First, .. ends])
            : new KerasOutputs(call.Add(
                mode switch { "sum" => new Merge(), "mul" => new Merge(MergeKind.Multiply), "ave" => new Merge(MergeKind.Average), _ => new Concatenate(-1) },
                null,
                one.First,
                other.First), ends);

        KerasOutputs Direction(JsonElement json, string part, KerasArgument[] initial) => call.Model.Call(
            json, call.Scope, $"{call.Name}/{part}", $"{call.Key}/{part}", new KerasInputs([new KerasArgument(call.Input, null), .. initial], default, _ => null));
    }

    private static bool IsMirror(KerasCall call, Recurrent forward, bool isFrozen, JsonElement? backward) =>
        backward is not { } json
        || (KerasRecurrence.Find(call, KerasSettings.Of(json)) is { } other && other with { Direction = forward.Direction } == forward && KerasRecurrence.IsFrozen(KerasSettings.Of(json)) == isFrozen);

    private static KerasOutputs Spectral(KerasCall call)
    {
        KerasOutputs inner = call.Model.Call(Inner(call), call.Scope, call.Name, call.Key, call.Given with { Declared = _ => null });

        // The activation comes after the layer with the kernel.
        Layer layer = inner.First;
        while (layer.Inputs.Count > 0 && layer.Name?.EndsWith("/activation", StringComparison.Ordinal) == true)
        {
            layer = layer.Inputs[0];
        }

        IReadOnlyList<Weight> weights = layer.Weights();
        return weights.Count == 0
            ? throw new DeepCalcException(ErrorCode.FileCorrupt, "the wrapped layer has no kernel to normalise; wrap a layer with a kernel, such as Conv2D or Dense.")
            : new KerasOutputs(call.Add(new SpectralVector(weights[0].Shape.Last) { PowerIterations = call.Settings.OptionalNumber("power_iterations") ?? 1 }, "spectral", inner.First));
    }

    private static KerasOutputs Pipeline(KerasCall call)
    {
        JsonElement layers = Inner(call, "layers");
        Layer current = call.Input;
        foreach (JsonElement layer in layers.ValueKind == JsonValueKind.Array ? layers.EnumerateArray() : throw KerasSettings.Wrong("layers", layers, "a list of layers"))
        {
            string name = KerasModel.NameOf(layer);
            current = call.Model.Call(layer, call.Scope, $"{call.Name}/{name}", $"{call.Key}/{name}", KerasInputs.Of(current)).First;
        }

        return current;
    }

    // Keras 2 stores an output_shape given by the user.
    private static KerasOutputs Lambda(KerasCall call)
    {
        JsonElement? output = call.Settings.Element("output_shape") is { } json ? KerasSettings.Unwrapped(json) : null;
        TensorShape? given = output is { ValueKind: JsonValueKind.Array } list
            ? call.Import.Shape([.. list.EnumerateArray()], axis => $"{call.Name}_{axis}")
            : null;
        return call.Unknown(holdsWeights: false, shape: given);
    }
}
