using System.Text.Json;

namespace DeepCalc;

/// <summary>A tensor that goes into a call: which output of which call of which layer, and under what name it goes in.</summary>
/// <param name="Layer">The name of the layer.</param>
/// <param name="Node">Which of its calls.</param>
/// <param name="Tensor">Which of its outputs.</param>
/// <param name="Role">The name of the argument, or null for one without.</param>
/// <param name="Shape">The shape that the file says it has, with the batch axis.</param>
internal readonly record struct KerasReference(string Layer, long Node, long Tensor, string? Role, JsonElement? Shape)
{
    /// <summary>The tensors that go into a call, in their order, in the syntax of Keras 2 or of Keras 3.</summary>
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

    /// <summary>All tensors of a structure, which can be one, a list, or named ones.</summary>
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
                // A list of a name and numbers among the settings of a call need not be a tensor.
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

        // What does not say where it comes from cannot be passed over: the layer would have an input less.
        return KerasSettings.Property(json, "config") is { } config
            && KerasSettings.Property(config, "keras_history") is { } history
            && KerasSettings.Unwrapped(history) is { ValueKind: JsonValueKind.Array } list
            && ReadList(list, role) is { } reference
            ? reference with { Shape = KerasSettings.Property(config, "shape") }
            : throw Damaged(json);
    }

    // The name of a layer and two things that are no numbers, which is neither a tensor nor a list of some.
    private static bool IsDamaged(JsonElement json, Func<string, bool> isLayer) =>
        json.GetArrayLength() is 3 or 4 && json[0].ValueKind == JsonValueKind.String && !json[0].ValueEquals("_CONSTANT_VALUE")
        && (KerasSettings.Whole(json[1]) is null || KerasSettings.Whole(json[2]) is null) && isLayer(json[0].GetString()!);

    private static DeepCalcException Damaged(JsonElement json) => new(
        ErrorCode.FileCorrupt, $"a tensor is given as {KerasSettings.Cut(json.GetRawText())}; it must be given by the name of a layer and two whole numbers, which of its calls and which of its outputs.");
}
