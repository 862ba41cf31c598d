namespace DeepCalc.Formats.Keras;

/// <summary>Recurrent layers: of one cell, of stacked cells, and convolutional ones.</summary>
internal static class KerasRecurrence
{
    public static KerasClass[] Classes { get; } =
    [
        .. ((string[])["SimpleRNN", "GRU", "LSTM", "CuDNNGRU", "CuDNNLSTM"]).Select(name => new KerasClass(name, Single, HoldsWeights: true)),
        new("RNN", OfCells, HoldsWeights: true),
        .. KerasWindows.OfRanks(["ConvLSTM{0}D"], 1, 3, Convolutional),
        new("ConvRNN2D", call => call.Unknown(), HoldsWeights: true),
    ];

    /// <summary>The layer of a configuration, or null if it does not have a single, supported cell.</summary>
    public static Recurrent? Find(KerasCall call, KerasSettings settings)
    {
        if (settings.Flag("time_major", false))
        {
            return null;
        }

        RecurrentDirection direction = settings.Flag("go_backwards", false) ? RecurrentDirection.Backward : RecurrentDirection.Forward;
        Recurrent? cell = settings.ClassName == "RNN"
            ? Cells(settings) is [var only] ? Cell(call, only) : null
            : Cell(call, settings);
        return cell is null ? null : (Recurrent)Stepping(settings, cell) with { Direction = direction };
    }

    // How a layer goes through the steps; a cell does not say it.
    private static RecurrentDefinition Stepping(KerasSettings settings, RecurrentDefinition definition) => definition with
    {
        ReturnSequences = settings.Flag("return_sequences", false),
        IsStateful = settings.Flag("stateful", false),
        ZeroesMasked = settings.Flag("zero_output_for_mask", false),
    };

    private static RecurrentDefinition Celled(KerasCall call, KerasSettings settings, RecurrentDefinition definition)
    {
        ActivationFunction? function = Function(call, settings, "activation", ActivationFunction.Tanh);
        ActivationFunction? gate = Function(call, settings, "recurrent_activation", ActivationFunction.Sigmoid);
        return definition with
        {
            Activation = function,
            ActivationConstants = KerasActivations.ConstantsOf(call, function),
            GateActivation = gate,
            GateConstants = KerasActivations.ConstantsOf(call, gate),
            Dropout = settings.Real("dropout", 0),
            RecurrentDropout = settings.Real("recurrent_dropout", 0),
        };
    }

    /// <summary>Whether the weights of a configuration, or of all its cells, are frozen.</summary>
    public static bool IsFrozen(KerasSettings settings) =>
        KerasModel.IsFrozen(settings.Json) || (settings.ClassName == "RNN" && Array.TrueForAll(Cells(settings), cell => KerasModel.IsFrozen(cell.Json)));

    private static KerasOutputs Single(KerasCall call) => Find(call, call.Settings) is { } recurrent ? Put(call, recurrent) : call.Unknown();

    /// <summary>Adds a recurrent layer, with its states as further outputs.</summary>
    public static KerasOutputs Put(KerasCall call, LayerDefinition recurrent) =>
        call.OutputsOf(call.Add(recurrent), output => recurrent.OutputName(output)!.Replace(' ', '_'));

    private static KerasOutputs OfCells(KerasCall call)
    {
        if (Find(call, call.Settings) is { } one)
        {
            return Put(call.FrozenIf(IsFrozen(call.Settings)), one);
        }

        KerasSettings[] cells = Cells(call.Settings);
        Recurrent[] stack = [.. cells.Select(cell => Cell(call, cell)).OfType<Recurrent>()];
        if (stack.Length != cells.Length || stack.Length == 0 || call.Settings.Flag("time_major", false))
        {
            return call.Unknown();
        }

        Layer[] inputs = call.Inputs;
        int states = stack.Sum(cell => cell.StateNames.Count);
        FileFault.Unless(
            inputs.Length == 1 || inputs.Length == 1 + states,
            ErrorCode.InvalidSetting, $"stacked cells need {states} initial states; {inputs.Length - 1} are given.");

        // Only the first cell runs backwards; its outputs are in its own order.
        bool isBackward = call.Settings.Flag("go_backwards", false);
        Layer current = inputs[0];
        var ends = new List<KerasOutputs>();
        int begin = 1;
        for (int i = 0; i < stack.Length; i++)
        {
            bool isLast = i == stack.Length - 1;
            Recurrent cell = (Recurrent)Stepping(call.Settings, stack[i]) with
            {
                Direction = i == 0 && isBackward ? RecurrentDirection.Backward : RecurrentDirection.Forward,
                ReturnSequences = !isLast || call.Settings.Flag("return_sequences", false),
            };
            Layer[] initial = inputs.Length == 1 ? [] : inputs[begin..(begin + cell.StateNames.Count)];
            begin += cell.StateNames.Count;
            string part = $"cell{i + 1}";
            Layer layer = call.FrozenIf(KerasModel.IsFrozen(cells[i].Json)).Add(cell, isLast ? null : part, [current, .. initial]);
            ends.Add(call.OutputsOf(layer, output => $"{part}_{cell.OutputName(output)}"));
            current = layer;
        }

        return new KerasOutputs(current, ends.SelectMany(end => end.Further));
    }

    // The cells of an RNN: one, a list (TensorFlow.js writes both), or a stack, which may hold stacks.
    private static KerasSettings[] Cells(KerasSettings settings)
    {
        var cells = new List<KerasSettings>();
        Collect(settings.Element("cell") ?? settings.Element("cells")
            ?? throw new DeepCalcException(ErrorCode.InvalidSetting, "cell is missing; it must be a cell or a list of cells."));
        return [.. cells];

        void Collect(JsonElement json)
        {
            if (json.ValueKind == JsonValueKind.Array)
            {
                foreach (JsonElement item in json.EnumerateArray())
                {
                    Collect(item);
                }

                return;
            }

            var cell = KerasSettings.Of(json);
            if (cell.ClassName == "StackedRNNCells" && cell.Element("cells") is { } inner)
            {
                Collect(inner);
            }
            else
            {
                cells.Add(cell);
            }
        }
    }

    private static Recurrent? Cell(KerasCall call, KerasSettings settings)
    {
        string name = settings.ClassName;
        RecurrentKind? kind = name.EndsWith("Cell", StringComparison.Ordinal) ? Kind(name[..^4]) : Kind(name);
        if (kind is not { } cell)
        {
            return null;
        }

        bool isCuDnn = name.StartsWith("CuDNN", StringComparison.Ordinal);
        return (Recurrent)Celled(call, settings, new Recurrent(settings.Number("units"), cell)
        {
            BiasVectors = !isCuDnn && !settings.Flag("use_bias", true) ? 0 : isCuDnn && cell == RecurrentKind.Lstm ? 2 : 1,

            // Files from before Keras 2.1 and from TensorFlow.js lack this setting.
            ResetAfter = cell != RecurrentKind.Gru || isCuDnn || settings.Flag("reset_after", false),
        });
    }

    private static RecurrentKind? Kind(string name) => name switch
    {
        "SimpleRNN" => RecurrentKind.SimpleRnn,
        "GRU" or "CuDNNGRU" => RecurrentKind.Gru,
        "LSTM" or "CuDNNLSTM" => RecurrentKind.Lstm,
        _ => null,
    };

    private static ActivationFunction? Function(KerasCall call, KerasSettings settings, string setting, ActivationFunction otherwise)
    {
        if (settings.Element(setting) is not { } json)
        {
            // In Keras, a missing activation means none. TensorFlow.js and CuDNN layers omit the default one.
            return settings.Json.ValueKind == JsonValueKind.Object && settings.Json.TryGetProperty(setting, out _) && setting == "activation" ? ActivationFunction.Linear : otherwise;
        }

        string name = KerasActivations.NameOf(json, setting);
        if (KerasActivations.Find(name) is { } function && ElementwiseWork.IsElementwise(function))
        {
            return function;
        }

        call.Import.RequireKnown(call.Name, $"{setting} is {Quoted.Cut(name)}, a function whose work in a cell is unknown");
        return null;
    }

    private static KerasOutputs Convolutional(KerasCall call, int rank)
    {
        KerasSettings settings = call.Settings;
        var definition = (ConvolutionalRecurrent)Celled(call, settings, Stepping(settings, new ConvolutionalRecurrent(settings.Number("filters"), KerasWindows.Window(settings, rank))
        {
            UseBias = settings.Flag("use_bias", true),
            IsBackward = settings.Flag("go_backwards", false),
            ChannelsFirst = settings.Choice("data_format", "channels_last", "channels_last", "channels_first") == "channels_first",
        }));
        return Put(call, definition);
    }
}
