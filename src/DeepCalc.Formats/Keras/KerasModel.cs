namespace DeepCalc.Formats.Keras;

/// <summary>Builds the layers of a model of any kind, and of the models in it.</summary>
internal sealed class KerasModel(KerasImport import)
{
    public KerasImport Import => import;

    /// <summary>Builds the layers of a call of a model or layer.</summary>
    /// <remarks>Without arguments, the model begins the network.</remarks>
    public KerasOutputs Call(JsonElement json, KerasScope scope, string name, int call, KerasInputs? given) =>
        Call(json, scope, scope.Name + name + (call == 0 ? "" : $":{call + 1}"), scope.Key + name, given);

    /// <summary>Builds the layers of a call under a full name and key, for a layer inside a wrapper.</summary>
    public KerasOutputs Call(JsonElement json, KerasScope scope, string name, string key, KerasInputs? given)
    {
        try
        {
            var settings = KerasSettings.Of(json);
            KerasScope inner = scope with { IsFrozen = scope.IsFrozen || IsFrozen(settings.Json) };
            KerasOutputs outputs = IsModel(json)
                ? Build(json, inner with { Name = name + "/", Key = key + "/" }, given)
                : KerasCatalogue.Make(json, new KerasCall(this, inner, settings, name, key, given!));
            import.Register(name, outputs.First);
            return outputs;
        }
        catch (DeepCalcException e) when (e.Layer is null)
        {
            throw new DeepCalcException(name, e);
        }
        catch (OverflowException)
        {
            throw LayerErrors.Overflow(name, "size");
        }
    }

    /// <summary>Builds the layers of a model. Without arguments, it begins the network.</summary>
    public KerasOutputs Build(JsonElement json, KerasScope scope, KerasInputs? given)
    {
        var settings = KerasSettings.Of(json);
        return IsSequential(settings)
            ? new KerasSequence(this, scope).Build(json, settings.Json, given)
            : new KerasGraph(this, scope).Build(settings.Json, given);
    }

    /// <summary>Whether it is a model whose layers are in the file.</summary>
    public static bool IsModel(JsonElement json)
    {
        var settings = KerasSettings.Of(json);
        return IsSequential(settings) || (HasLayers(settings) && settings.Element("output_layers") is not null);
    }

    public static string ClassOf(JsonElement json) =>
        Text(json, "class_name")
        ?? throw new DeepCalcException(ErrorCode.FileCorrupt, "a layer has no class_name; every layer of a Keras model needs one.");

    public static string NameOf(JsonElement json) =>
        Text(json, "name") ?? (KerasSettings.Property(json, "config") is { } config ? Text(config, "name") : null)
        ?? LayerNaming.SnakeCase(ClassOf(json));

    private static string? Text(JsonElement json, string name) => KerasSettings.TextOf(json, name) is { Length: > 0 } text ? text : null;

    // In the first versions of Keras 2, the configuration is the list of layers.
    private static bool IsSequential(KerasSettings settings) =>
        settings.ClassName == "Sequential" && (settings.Json.ValueKind == JsonValueKind.Array || HasLayers(settings));

    private static bool HasLayers(KerasSettings settings) => settings.Element("layers") is { ValueKind: JsonValueKind.Array };

    public static bool IsFrozen(JsonElement config) => !new KerasSettings(config, "").Flag("trainable", true);
}
