using System.Text.Json;

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
        var found = new List<KerasReference>();
        if (KerasSettings.Property(node, "args") is { } args)
        {
            Collect(args, null, found, _ => false);
            if (KerasSettings.Property(node, "kwargs") is { ValueKind: JsonValueKind.Object } named)
            {
                CollectNamed(named, found, isLayer);
            }
        }
        else
        {
            Collect(node, null, found, isLayer);
        }

        return found;
    }

    /// <summary>All tensors of a structure: a single tensor, a list, or a dictionary.</summary>
    public static void Collect(JsonElement json, string? role, List<KerasReference> found, Func<string, bool> isLayer)
    {
        json = KerasSettings.Unwrapped(json);
        if (json.ValueKind == JsonValueKind.Array)
        {
            if (role is null && IsDamaged(json, isLayer))
            {
                throw Damaged(json);
            }

            if (ReadList(json, role) is { } reference)
            {
                // Among the arguments of a call, a list of a name and numbers need not be a tensor.
                if (role is null ? reference.Layer != "_CONSTANT_VALUE" : isLayer(reference.Layer))
                {
                    found.Add(reference);
                }

                if (json.GetArrayLength() == 4 && json[3].ValueKind == JsonValueKind.Object)
                {
                    CollectNamed(json[3], found, isLayer);
                }

                return;
            }

            foreach (JsonElement item in json.EnumerateArray())
            {
                Collect(item, role, found, isLayer);
            }
        }
        else if (json.ValueKind == JsonValueKind.Object)
        {
            if (ReadTensor(json, role) is { } reference)
            {
                found.Add(reference);
            }
            else if (KerasSettings.Property(json, "class_name") is null)
            {
                foreach (JsonProperty property in json.EnumerateObject())
                {
                    Collect(property.Value, role, found, isLayer);
                }
            }
        }
    }

    private static void CollectNamed(JsonElement named, List<KerasReference> found, Func<string, bool> isLayer)
    {
        foreach (JsonProperty property in named.EnumerateObject())
        {
            Collect(property.Value, property.Name, found, isLayer);
        }
    }

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
        if (KerasSettings.Property(json, "class_name") is not { ValueKind: JsonValueKind.String } name || !name.ValueEquals("__keras_tensor__"))
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
