namespace DeepCalc.Formats.Keras;

/// <summary>Builds a Sequential model, a chain of layers.</summary>
internal sealed class KerasSequence(KerasModel model, KerasScope scope)
{
    private readonly KerasImport _import = model.Import;

    public KerasOutputs Build(JsonElement json, JsonElement config, KerasInputs? given)
    {
        JsonElement list = config.ValueKind == JsonValueKind.Array ? config : KerasSettings.Property(config, "layers")!.Value;
        JsonElement[] layers = [.. list.EnumerateArray()];
        int first = layers.Length > 0 && KerasModel.ClassOf(layers[0]) == "InputLayer" ? 1 : 0;
        FileFault.Unless(layers.Length > first, $"a Sequential model has no layers; it needs at least one.");

        KerasInputs? current = given ?? (Input(json, config, layers) is { } input ? KerasInputs.Of(input) : null);
        KerasOutputs? outputs = null;
        var taken = new HashSet<string>();
        for (int i = first; i < layers.Length; i++)
        {
            string name = KerasModel.NameOf(layers[i]);
            FileFault.Unless(
                taken.Add(name),
                ErrorCode.DuplicateName, $"two layers of a Sequential model are named '{name}'; every layer needs a name of its own.");

            KerasInputs? inputs = current is null ? null : current with { Declared = DeclaredBy(i + 1 < layers.Length ? layers[i + 1] : null, scope.Name + name) };
            outputs = model.Call(layers[i], scope, name, 0, inputs);
            current = KerasInputs.Of(outputs.First);
        }

        // A Sequential model has one output, even if its last layer has more.
        return outputs!.First;
    }

    // Keras 3 stores the input shape of each layer, which is the output shape of the one before.
    private Func<int, TensorShape?> DeclaredBy(JsonElement? next, string name) => index =>
        index == 0 && next is { } layer && BuiltOn(layer) is { } shape ? _import.Shape(shape, axis => $"{name}_{axis}") : null;

    private static JsonElement? BuiltOn(JsonElement layer) => KerasSettings.Property(layer, "build_config") is { } built
        ? KerasSettings.Property(built, "input_shape")
        : null;

    // Null if the first layer is a model with an input of its own.
    private Layer? Input(JsonElement json, JsonElement config, JsonElement[] layers)
    {
        JsonElement settings = KerasSettings.Property(layers[0], "config") ?? default;
        string name = scope.Name + (KerasModel.ClassOf(layers[0]) == "InputLayer" ? KerasModel.NameOf(layers[0]) : "input");
        JsonElement? shape = KerasSettings.Property(settings, "batch_shape") ?? KerasSettings.Property(settings, "batch_input_shape");
        if (shape is null && KerasModel.IsModel(layers[0]))
        {
            return null;
        }

        shape ??= KerasSettings.Property(config, "build_input_shape") ?? BuiltOn(json) ?? BuiltOn(layers[0]);
        return shape is { } known
            ? _import.Input(name, known, KerasModel.ClassOf(layers[0]) == "InputLayer" ? settings : default)
            : _import.Input(name, KerasCatalogue.DefaultInput(KerasModel.ClassOf(layers[0]), _import), isImplicit: true);
    }
}
