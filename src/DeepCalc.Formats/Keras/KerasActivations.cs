namespace DeepCalc.Formats.Keras;

/// <summary>Activation functions, given by name, as a serialised function, or as layers.</summary>
internal static class KerasActivations
{
    /// <summary>Adds the activation of a layer as a layer of its own, so that its work is counted.</summary>
    public static Layer On(KerasCall call, Layer layer, string setting = "activation")
    {
        if (call.Settings.Element(setting) is not { } json)
        {
            return layer;
        }

        if (json.ValueKind == JsonValueKind.Object && KerasSettings.Property(json, "class_name") is { ValueKind: JsonValueKind.String } name && !name.ValueEquals("function")
            && KerasSettings.Property(json, "config") is { ValueKind: JsonValueKind.Object })
        {
            return call.Model.Call(json, call.Scope, $"{call.Name}/{setting}", $"{call.Key}/{setting}", KerasInputs.Of(layer)).First;
        }

        LayerDefinition definition = Define(call, NameOf(json, setting), -1);
        return definition is Activation { Function: ActivationFunction.Linear } ? layer : call.Add(definition, setting, layer);
    }

    /// <summary>The layer of an activation. An unknown function keeps the input's shape, and its work is unknown.</summary>
    public static LayerDefinition Define(KerasCall call, string name, int? axis) =>
        Find(name) is { } function
            ? ConstantsOf(call, function) is { } constants
                ? new Activation(function) { Constants = constants }
                : Activation.Define(function, ElementwiseWork.IsElementwise(function) ? null : axis)
            : call.InPart(new Pointwise(name, 0), $"the activation {name} is unknown, and DeepCalc runs no code") with { KindName = Quoted.Cut(name) };

    /// <summary>The function with a name, or null. Keras has no gated unit but GLU, and its PReLU and RReLU are layers.</summary>
    public static ActivationFunction? Find(string name) => ActivationNames.Find(name) is { } function
        && function is not (ActivationFunction.PRelu or ActivationFunction.RRelu or ActivationFunction.ReGlu or ActivationFunction.GeGlu or ActivationFunction.SwiGlu)
            ? function
            : null;

    /// <summary>The constants of a function that is given by its name, where they are not those of the layer of that name in Keras 3.</summary>
    public static Constants? ConstantsOf(KerasCall call, ActivationFunction? function) => function switch
    {
        ActivationFunction.LeakyRelu => Constants.Of(("slope", 0.2)),

        // 0.2x + ½; since Keras 3 x/6 + ½.
        ActivationFunction.HardSigmoid when call.Import.IsBeforeKeras3 => Constants.Of(("alpha", 0.2)),
        _ => null,
    };

    public static string NameOf(JsonElement json, string setting)
    {
        JsonElement name = json.ValueKind == JsonValueKind.Object
            ? KerasSettings.Property(json, "config") is { ValueKind: JsonValueKind.String } config ? config : KerasSettings.Property(json, "class_name") ?? json
            : json;
        return name.ValueKind == JsonValueKind.String && name.GetString() is { Length: > 0 } text ? text : throw KerasSettings.Wrong(setting, json, "the name of a function");
    }
}
