namespace DeepCalc.Formats.Keras;

/// <summary>A tensor argument of a call: a layer, one of its calls, one of that call's outputs, and the name of the argument.</summary>
/// <param name="Layer">The name of the layer.</param>
/// <param name="Node">The number of the call.</param>
/// <param name="Tensor">The number of the output.</param>
/// <param name="Role">The name of the argument, or null for a positional one.</param>
/// <param name="Shape">The declared shape, with the batch axis.</param>
internal readonly record struct KerasReference(string Layer, long Node, long Tensor, string? Role, JsonElement? Shape)
{
    /// <summary>The tensor arguments of a call in order, in the syntax of Keras 2 or Keras 3.</summary>
    public static List<KerasReference> Read(JsonElement node, Func<string, bool> isLayer)
    {
        if (KerasSettings.Property(node, "args") is not { } args)
        {
            return [.. In(node, null, isLayer)];
        }

        JsonElement? named = KerasSettings.Property(node, "kwargs");
        return [.. In(args, null, _ => false), .. named is { ValueKind: JsonValueKind.Object } json ? Named(json, isLayer) : []];
    }

    /// <summary>The tensors in a list of a model's configuration, such as its inputs.</summary>
    public static List<KerasReference> Read(JsonElement config, string name) =>
        KerasSettings.Property(config, name) is { } json ? [.. In(json, null, _ => true)] : [];

    // All tensors of a structure: a single tensor, a list, or a dictionary.
    private static IEnumerable<KerasReference> In(JsonElement json, string? role, Func<string, bool> isLayer)
    {
        json = KerasSettings.Unwrapped(json);
        return json.ValueKind switch
        {
            JsonValueKind.Array => InList(json, role, isLayer),
            JsonValueKind.Object when ReadTensor(json, role) is { } reference => [reference],
            JsonValueKind.Object when KerasSettings.Property(json, "class_name") is null =>
                json.EnumerateObject().SelectMany(property => In(property.Value, role, isLayer)),
            _ => [],
        };
    }

    private static IEnumerable<KerasReference> InList(JsonElement json, string? role, Func<string, bool> isLayer)
    {
        if (role is null && IsDamaged(json, isLayer))
        {
            throw Damaged(json);
        }

        if (ReadList(json, role) is not { } reference)
        {
            return json.EnumerateArray().SelectMany(item => In(item, role, isLayer));
        }

        // Among the arguments of a call, a list of a name and numbers need not be a tensor.
        KerasReference[] own = (role is null ? reference.Layer != "_CONSTANT_VALUE" : isLayer(reference.Layer)) ? [reference] : [];
        return json.GetArrayLength() == 4 && json[3].ValueKind == JsonValueKind.Object ? own.Concat(Named(json[3], isLayer)) : own;
    }

    private static IEnumerable<KerasReference> Named(JsonElement named, Func<string, bool> isLayer) =>
        named.EnumerateObject().SelectMany(property => In(property.Value, property.Name, isLayer));

    // ["layer", 0, 0] or ["layer", 0, 0, {...}].
    private static KerasReference? ReadList(JsonElement json, string? role)
    {
        if (json.GetArrayLength() is not (3 or 4) || json[0].ValueKind != JsonValueKind.String)
        {
            return null;
        }

        return json[0].ValueEquals("_CONSTANT_VALUE") ? new KerasReference("_CONSTANT_VALUE", 0, 0, role, null)
            : KerasSettings.Whole(json[1]) is { } node && KerasSettings.Whole(json[2]) is { } tensor ? new KerasReference(json[0].GetString()!, node, tensor, role, null)
            : null;
    }

    private static KerasReference? ReadTensor(JsonElement json, string? role)
    {
        if (KerasSettings.TextOf(json, "class_name") != "__keras_tensor__")
        {
            return null;
        }

        // A tensor without a source is an error: ignoring it would drop an input of the layer.
        return KerasSettings.Property(json, "config") is { } config
            && KerasSettings.Property(config, "keras_history") is { } history
            && KerasSettings.Unwrapped(history) is { ValueKind: JsonValueKind.Array } list
            && ReadList(list, role) is { } reference
            ? reference with { Shape = KerasSettings.Property(config, "shape") }
            : throw Damaged(json);
    }

    // A layer name with two elements that are not numbers: neither a tensor nor a list of tensors.
    private static bool IsDamaged(JsonElement json, Func<string, bool> isLayer) =>
        json.GetArrayLength() is 3 or 4 && json[0].ValueKind == JsonValueKind.String && !json[0].ValueEquals("_CONSTANT_VALUE")
        && (KerasSettings.Whole(json[1]) is null || KerasSettings.Whole(json[2]) is null) && isLayer(json[0].GetString()!);

    private static DeepCalcException Damaged(JsonElement json) => new(
        ErrorCode.FileCorrupt, $"a tensor is given as {Quoted.Cut(json.GetRawText())}; it must be a list of a layer name and two integers, the call and the output.");
}
