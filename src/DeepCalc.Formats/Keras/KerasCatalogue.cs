namespace DeepCalc.Formats.Keras;

/// <summary>Translates the call of a Keras class into DeepCalc's layers.</summary>
internal delegate KerasOutputs KerasBuilder(KerasCall call);

/// <summary>The supported classes of Keras, from one file of this folder for each family.</summary>
internal static class KerasCatalogue
{
    private static readonly string[] Packages = ["keras", "tf_keras", "tensorflow.keras", "tensorflow.python.keras", "builtins"];

    // Settings of Keras 1. They are refused, because ignoring them would apply defaults. In Keras 2, only embeddings have output_dim.
    private static readonly string[] OfKeras1 =
        ["border_mode", "dim_ordering", "nb_filter", "filter_length", "subsample", "subsample_length", "pool_length", "length", "inner_activation", "output_dim"];

    private static readonly HashSet<string> WithOutputDim = ["Embedding", "ReversibleEmbedding"];

    // Classes that need a last axis; an input with one number for each sample has none.
    private static readonly HashSet<string> OnLastAxis = ["Dense", "TernaryDense"];

    private static readonly Dictionary<string, KerasClass> Classes = new KerasClass[][]
    {
        KerasWindows.Classes, KerasProjections.Classes, KerasElements.Classes, KerasNormalizations.Classes, KerasShaping.Classes,
        KerasMerges.Classes, KerasRecurrence.Classes, KerasAttention.Classes, KerasPreprocessing.Classes, KerasWrappers.Classes,
    }.SelectMany(family => family).ToDictionary(known => known.Name);

    /// <summary>The names of all supported classes.</summary>
    public static IEnumerable<string> Names => Classes.Keys;

    public static KerasOutputs Make(JsonElement json, KerasCall call)
    {
        string className = call.Settings.ClassName;
        FileFault.Unless(call.Inputs.Length > 0, $"it has no input: its inbound_nodes name no layer.");
        bool isRanked = Array.TrueForAll(call.Inputs, input => input.OutputShape.IsRanked);
        if (KerasOperations.IsOperation(json, className))
        {
            return isRanked ? Checked(KerasOperations.Make(call), call) : call.Unknown(holdsWeights: false);
        }

        if (IsCustom(json, className) || !Classes.TryGetValue(className, out KerasClass? known))
        {
            return call.Unknown(holdsWeights: !KerasClass.IsWithoutWeights(className));
        }

        RequireLaterThanKeras1(call.Settings);
        if (!isRanked && !known.IsWrapper)
        {
            return call.Unknown(known.HoldsWeights);
        }

        DeepCalcException.ThrowIf(
            OnLastAxis.Contains(className) && call.Inputs.FirstOrDefault(input => input.OutputShape is { IsRanked: true, Rank: 0 }) is not null,
            ErrorCode.RankMismatch,
            $"a {className} needs an input of at least one axis besides the batch; the input is a scalar.");

        return Checked(known.Build(HoldsMore(call.Settings) ? call with { HoldsMore = true } : call), call);
    }

    /// <summary>The default input shape of a class, with every size open, for a model that was never built.</summary>
    public static TensorShape DefaultInput(string className, KerasImport import)
    {
        int rank = className.Contains("1D", StringComparison.Ordinal) ? 2
            : className.Contains("3D", StringComparison.Ordinal) ? 4
            : className.Contains("2D", StringComparison.Ordinal) || className is "Rescaling" or "Resizing" or "CenterCrop" || className.StartsWith("Random", StringComparison.Ordinal) ? 3
            : className is "LSTM" or "GRU" or "SimpleRNN" or "RNN" or "Bidirectional" or "TimeDistributed" or "CuDNNLSTM" or "CuDNNGRU" ? 2
            : 1;
        rank += className.StartsWith("ConvLSTM", StringComparison.Ordinal) ? 1 : 0;
        return className is "Embedding"
            ? new TensorShape(import.Size("T"))
            : import.WithGiven(import.Shape(new JsonElement?[rank], _ => null)!);
    }

    // A custom class may have the name of a Keras class.
    private static bool IsCustom(JsonElement json, string className)
    {
        string? package = KerasSettings.TextOf(json, "module");
        string? registered = KerasSettings.TextOf(json, "registered_name");
        return (package is not null && !Packages.Any(own => package == own || package.StartsWith(own + ".", StringComparison.Ordinal)))
            || (registered is not null && registered != className && registered != "Keras>" + className)
            || className.Contains('>');
    }

    private static void RequireLaterThanKeras1(KerasSettings settings)
    {
        foreach (string name in OfKeras1)
        {
            FileFault.Unless(
                settings.Element(name) is null || (name == "output_dim" && WithOutputDim.Contains(settings.ClassName)),
                ErrorCode.FormatUnknown, $"{name} is a setting of Keras 1, which is not supported; load the model with Keras 2 and save it again.");
        }
    }

    private static bool HoldsMore(KerasSettings settings) =>
        settings.Element("lora_rank") is not null || settings.Element("quantization_config") is not null
        || (settings.Element("dtype") is { } policy
            && KerasSettings.TextOf(policy, "class_name")?.StartsWith("Quantized", StringComparison.Ordinal) == true);

    // If the declared shape differs from the computed one, the declared one is used, in a layer with unknown work.
    private static KerasOutputs Checked(KerasOutputs outputs, KerasCall call)
    {
        if (call.Scope.Steps > 0 || call.Given.Declared(0) is not { } declared || !outputs.First.OutputShape.IsRanked || Agree(declared, outputs.First.OutputShape))
        {
            return outputs;
        }

        Layer said = call.Add(call.Import.Unknown(call.Name, call.Settings.ClassName, call.Import.WithGiven(declared), holdsWeights: false), "declared", outputs.First);
        return new KerasOutputs(said, outputs.Further);
    }

    private static bool Agree(TensorShape declared, TensorShape computed) =>
        declared.Rank == computed.Rank && Merging.AgreeOn(declared.Rank, declared, computed);
}
