using System.Text.Json;
using DeepCalc.Networks;

namespace DeepCalc.Formats.Keras;

/// <summary>Builds the layers of a model of any kind, and of the models in it.</summary>
/// <param name="import">The import that the model belongs to.</param>
internal sealed class KerasModel(KerasImport import)
{
    /// <summary>The import that the model belongs to.</summary>
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
            JsonElement config = KerasSettings.Property(json, "config") ?? default;
            string className = ClassOf(json);
            KerasScope inner = scope with { IsFrozen = scope.IsFrozen || IsFrozen(config) };
            KerasOutputs outputs = IsModel(className, config)
                ? Build(json, inner with { Name = name + "/", Key = key + "/" }, given)
                : KerasCatalogue.Make(json, new KerasCall(this, inner, new KerasSettings(config, className), name, key, given!));
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
        JsonElement config = KerasSettings.Property(json, "config") ?? default;
        return IsSequential(ClassOf(json), config)
            ? new KerasSequence(this, scope).Build(json, config, given)
            : new KerasGraph(this, scope).Build(config, given);
    }

    /// <summary>Whether it is a model whose layers are in the file.</summary>
    public static bool IsModel(string className, JsonElement config) =>
        IsSequential(className, config)
        || (KerasSettings.Property(config, "layers") is { ValueKind: JsonValueKind.Array } && KerasSettings.Property(config, "output_layers") is not null);

    /// <summary>The name of a class.</summary>
    public static string ClassOf(JsonElement json) =>
        KerasSettings.Property(json, "class_name") is { ValueKind: JsonValueKind.String } name && name.GetString() is { Length: > 0 } text
            ? text
            : throw new DeepCalcException(ErrorCode.FileCorrupt, "a layer has no class_name; every layer of a Keras model needs one.");

    /// <summary>The name of a layer.</summary>
    public static string NameOf(JsonElement json) =>
        Text(json, "name") ?? (KerasSettings.Property(json, "config") is { } config ? Text(config, "name") : null)
        ?? LayerNaming.SnakeCase(ClassOf(json));

    private static string? Text(JsonElement json, string name) =>
        KerasSettings.Property(json, name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : null;

    private static bool IsSequential(string className, JsonElement config) =>
        className == "Sequential"
        && (config.ValueKind == JsonValueKind.Array || KerasSettings.Property(config, "layers") is { ValueKind: JsonValueKind.Array });

    /// <summary>Whether the weights are frozen.</summary>
    public static bool IsFrozen(JsonElement config) => !new KerasSettings(config, "").Flag("trainable", true);
}
