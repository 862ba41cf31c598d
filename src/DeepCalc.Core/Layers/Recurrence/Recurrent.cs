namespace DeepCalc;

/// <summary>A recurrent layer over a sequence of steps, or a stack of layers: simple, GRU or LSTM, in one direction or both.</summary>
/// <param name="Units">The number of cells u.</param>
/// <param name="Cell">The kind of cell.</param>
/// <remarks>Beside the sequence, it may take initial states as further inputs, in the order of <see cref="StateNames"/>.</remarks>
public sealed record Recurrent(long Units, RecurrentKind Cell = RecurrentKind.Lstm) : RecurrentDefinition
{
    // Each stacked layer has its own weights, which are listed one by one.
    private const int MostLayers = 1000;

    private static readonly string[] Hidden = ["h"];
    private static readonly string[] HiddenAndCell = ["h", "c"];
    private static readonly string[] HiddenBothWays = ["forward h", "backward h"];
    private static readonly string[] HiddenAndCellBothWays = ["forward h", "forward c", "backward h", "backward c"];

    /// <summary>
    /// The number of stacked layers. Each but the first takes the output of the previous one, both directions concatenated.
    /// </summary>
    public int Layers { get; init; } = 1;

    /// <summary>The direction in which it processes the steps.</summary>
    public RecurrentDirection Direction { get; init; }

    /// <summary>How the outputs of both directions are merged; in a stack, only those of the last layer.</summary>
    public DirectionMerge Merge { get; init; }

    /// <summary>
    /// The number of bias vectors: 0 for none; 1 as in Keras, with one value per gate, but two rows for a GRU with
    /// <see cref="ResetAfter"/>; 2 as in PyTorch, one for the input and one for the hidden state.
    /// </summary>
    public int BiasVectors { get; init; } = 1;

    /// <summary>The size p to which the hidden state of an LSTM is projected, or null for no projection.</summary>
    public long? Projection { get; init; }

    /// <summary>
    /// Whether a GRU's reset gate is applied after the product with the recurrent kernel, as in PyTorch and by default in Keras.
    /// </summary>
    public bool ResetAfter { get; init; } = true;

    /// <summary>Whether the gates of an LSTM also depend on its cell state.</summary>
    public bool Peephole { get; init; }

    /// <summary>The function of an LSTM's output; null is that of its candidate, <see cref="RecurrentDefinition.Activation"/>.</summary>
    public ActivationFunction? OutputActivation { get; init; }

    /// <summary>The constants of <see cref="OutputActivation"/> that differ from the defaults of the network's framework, or null.</summary>
    public Constants? OutputConstants { get; init; }

    /// <summary>The limit ±c on the inputs of the functions of gates and candidates (ONNX's clip), or null for none.</summary>
    public double? Clip { get; init; }

    /// <summary>Whether the forget gate of an LSTM is 1 minus its input gate (ONNX's input_forget).</summary>
    public bool CouplesGates { get; init; }

    /// <summary>The states of a layer in Keras's order: h, or h and c, first of the forward direction, then of the backward one.</summary>
    public IReadOnlyList<string> StateNames => (Cell, Direction) switch
    {
        (RecurrentKind.Lstm, RecurrentDirection.Bidirectional) => HiddenAndCellBothWays,
        (RecurrentKind.Lstm, _) => HiddenAndCell,
        (_, RecurrentDirection.Bidirectional) => HiddenBothWays,
        _ => Hidden,
    };

    /// <summary>
    /// All states in the order of inputs and outputs, layer by layer; in a stack, their names begin with the layer
    /// (<c>layer2 forward h</c>). The rows of PyTorch's h_n and c_n have this order.
    /// </summary>
    public IReadOnlyList<string> AllStateNames => Layers <= 1
        ? StateNames
        : [.. Enumerable.Range(1, Layers).SelectMany(layer => StateNames.Select(name => $"layer{layer} {name}"))];

    public override string Kind(ReadOnlySpan<TensorShape> inputs) => IsBidirectional ? "Bidirectional" : CellKind;

    public override string Describe() => SettingText.Join(
        IsBidirectional ? CellKind : null,
        $"{Units} units",
        Projection is { } p ? $"projected to {p}" : null,
        Layers == 1 ? null : $"{Layers} layers",
        Direction == RecurrentDirection.Backward ? "backward" : null,
        Merge switch
        {
            DirectionMerge.Sum => "directions added",
            DirectionMerge.Multiply => "directions multiplied",
            DirectionMerge.Average => "directions averaged",
            _ => null,
        },
        ReturnSequences ? "sequences" : null,
        ResetAfter ? null : "reset before",
        Peephole ? "peephole" : null,
        CouplesGates ? "coupled gates" : null,
        Functions(hasGates: Cell != RecurrentKind.SimpleRnn),
        OutputActivation is { } function ? $"output {NameOf(function, null, OutputConstants)}" : null,
        BiasVectors == 1 ? null : $"{BiasVectors} bias vectors",
        SettingText.Of("clip", Clip),
        Traits());

    public override TensorShape DefaultInput => new(Quantity.Unknown("T"), Quantity.Unknown("C"));

    public override bool FixesRank => true;

    public override int MostInputs => 1 + (StateNames.Count * Layers);

    internal string CellKind => Cell switch
    {
        RecurrentKind.SimpleRnn => "SimpleRNN",
        RecurrentKind.Gru => "GRU",
        _ => "LSTM",
    };

    private bool IsBidirectional => Direction == RecurrentDirection.Bidirectional;

    private int Directions => IsBidirectional ? 2 : 1;

    private string ACell => Cell == RecurrentKind.Lstm ? "an LSTM" : $"a {CellKind}";

    public override void Validate()
    {
        Require("the number of units", Units, 1);
        Require("the number of stacked layers", Layers, 1);
        DeepCalcException.ThrowIf(
            Layers > MostLayers, ErrorCode.InvalidSize, $"at most {MostLayers} layers can be stacked; given {Layers}.");

        RequireCell(Projection is not null, RecurrentKind.Lstm, "a projection");
        Require("the projection", Projection ?? 1, 1);
        DeepCalcException.ThrowIf(
            Projection >= Units, ErrorCode.InvalidSize, $"the projection must be smaller than the {Units} units; given {Projection}.");
        RecurrentCell.RequireFunctions(Activation, GateActivation, OutputActivation);
        RequireCell(OutputActivation is not null, RecurrentKind.Lstm, "a function of its own for the output");
        RequireCell(CouplesGates, RecurrentKind.Lstm, "a forget gate of 1 minus the input gate");
        DeepCalcException.ThrowIf(
            BiasVectors is < 0 or > 2, ErrorCode.InvalidSize,
            $"the bias vectors are 0 (no bias), 1 (Keras) or 2 (PyTorch); given {BiasVectors}.");
        RequireCell(Peephole, RecurrentKind.Lstm, "a peephole");
        RequireCell(!ResetAfter, RecurrentKind.Gru, "a reset gate");
        DeepCalcException.ThrowIf(
            Merge != DirectionMerge.Concatenate && !IsBidirectional, ErrorCode.InvalidSetting,
            $"a merge of directions ({Merge}) is for a bidirectional layer; this one has one direction, {Direction}.");
    }

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        TensorShape input = inputs[0];
        DeepCalcException.ThrowIf(
            input.Rank != 2, ErrorCode.RankMismatch,
            $"{ACell} needs an input of two axes, steps and features, such as 100x64; the input is {input}.");

        RequireStates(inputs[1..], working);
        Quantity features = OutputFeatures(working);
        return ReturnSequences ? input.With(1, features) : new TensorShape(input.Layout, features);
    }

    /// <summary>The output, and the last state of each kind, direction and layer.</summary>
    public override int OutputCount(ReadOnlySpan<TensorShape> inputs) => 1 + (StateNames.Count * Layers);

    public override string? OutputName(int output) => output == 0 ? null : AllStateNames[output - 1];

    public override TensorShape OutputShape(int output, ReadOnlySpan<TensorShape> inputs, Working? working = null) => output == 0
        ? OutputShape(inputs, working)
        : new TensorShape(inputs[0].Layout, working.Record("Size of the state", OutputName(output)![^1..], StateSize(output - 1, working), Sources.Definition));

    /// <summary>
    /// <list type="table">
    /// <item><term>simple recurrent</term><description>in·u, u·u, and u for each bias vector</description></item>
    /// <item><term>GRU</term><description>in·3u, u·3u, and 3u for each bias vector; 2×3u for the one vector of Keras, if the reset
    /// gate works after the product</description></item>
    /// <item><term>LSTM</term><description>in·4u, h·4u, and 4u for each bias vector; h is the projection p if there is one, else u; a
    /// projection adds u·p, a peephole 3u</description></item>
    /// </list>
    /// </summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        var weights = new List<Weight>();
        var cell = new RecurrentCell(this);
        for (int layer = 0; layer < Layers; layer++)
        {
            Quantity features = layer == 0 ? working.Let("in", inputs[0][1]) : LaterFeatures(working);
            string number = Layers == 1 ? "" : $"layer{layer + 1}_";
            for (int direction = 0; direction < Directions; direction++)
            {
                string way = !IsBidirectional ? "" : direction == 0 ? "forward_" : "backward_";
                cell.AddWeights(weights, number + way, features, working);
            }
        }

        return weights;
    }

    /// <summary>
    /// <list type="table">
    /// <item><term>simple recurrent, beside its contractions</term><description>1 a cell and step: one tanh</description></item>
    /// <item><term>GRU, beside its contractions</term><description>15 a cell and step: two sigmoids, one tanh, x + r·(U·h), (1 − z)·n
    /// + z·h; 14 with the reset before, r·h</description></item>
    /// <item><term>LSTM, beside its contractions</term><description>18 a cell and step: three sigmoids, two tanh, f·c + i·g,
    /// o·tanh(c); 24 with a peephole, three w·c added; 15 with coupled gates, a subtraction in place of a sigmoid</description></item>
    /// <item><term>a limit on gates and candidates</term><description>2 each</description></item>
    /// <item><term>merging both directions</term><description>Concatenate 0, sum and multiply 1, average 2 an
    /// output</description></item>
    /// </list>
    /// </summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        var cell = new RecurrentCell(this);
        var steps = new WorkSteps(working, Layers > 1 ? "first layer" : null);
        cell.AddWork(ref steps, inputs[0][0], working.Let("in", inputs[0][1]), working);
        if (Layers > 1)
        {
            WorkSteps later = steps.Further("each later layer");
            cell.AddWork(ref later, inputs[0][0], LaterFeatures(working), working);
            steps.Add(later, working.Let("L", Layers, "layers") - 1);
        }

        if (IsBidirectional)
        {
            steps.Repeat(working.Let("D", Directions, "directions"));
        }

        long merging = Merge switch
        {
            DirectionMerge.Concatenate => 0,
            DirectionMerge.Average => 2,
            _ => 1,
        };
        if (merging != 0)
        {
            steps = steps.Whole();
            steps.Add(WorkFormula.Elementwise(working.ProductOf(output), merging, working, steps.Next("merging both directions")));
        }

        return steps.Total();
    }

    /// <summary>
    /// Gates and states of a step; kept are those of all steps (the output stands for hidden states, if it has all of the last layer) and
    /// the inputs.
    /// </summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        var cell = new RecurrentCell(this);
        bool isOutput = ReturnSequences && Merge == DirectionMerge.Concatenate;

        // The derivatives of an LSTM need its cells. Those of other cells need the hidden states, as the product of both directions does.
        bool isForWeights = Cell == RecurrentKind.Lstm && Merge != DirectionMerge.Multiply;
        Quantity steps = working.Let("T", inputs[0][0]);
        Quantity directions = working.Let("D", Directions, "directions");
        Quantity hidden = directions * cell.Hidden(working);

        // A layer between others reads one sequence and writes another; directions that are merged are sequences of their own before.
        int atOnce = Math.Min(Merge == DirectionMerge.Concatenate ? Layers - 1 : Layers, 2);
        List<Held> held =
        [
            .. cell.Held(steps * directions * working.Let("L", Layers, "layers"), working),
            new("sequences of hidden states", Sequences("at once", atOnce), Sequences("kept", isOutput ? Layers - 1 : Layers)) { ForWeight = isForWeights ? DeepCalc.Storage.AnyWeight : null },
            .. Masks(directions * working.Let("in", inputs[0][1]), hidden, working),
        ];
        return new()
        {
            KeepsInputs = All(inputs),
            KeepsForWeights = [(0, DeepCalc.Storage.AnyWeight), .. inputs.Length > 1 && Cell != RecurrentKind.Gru ? [(1, DeepCalc.Storage.AnyWeight)] : Array.Empty<(int, string)>()],
            KeepsOutput = isOutput,
            KeepsOutputForWeights = isForWeights,
            Held = held.FindAll(tensor => tensor.Elements != 0 || tensor.Kept != 0),
        };

        Quantity Sequences(string how, int count) => count == 0 ? 0
            : working.Record($"Hidden states held {how}", "e", working.Let("k", count, "sequences") * steps * hidden, Sources.Definition);
    }

    /// <summary>The states of all layers; nothing where a direction begins at the last step, so that there is no step to step.</summary>
    public override IReadOnlyList<State> States(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        Direction != RecurrentDirection.Forward ? [] : [.. AllStateNames.Select((name, i) => new State(name, working.Record($"State {name}", "e", StateSize(i, working), Sources.Definition)))];

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        input == 0 && axis == 0 && ReturnSequences && Direction == RecurrentDirection.Forward ? AxisView.Prefix(0) : AxisView.Everything;

    /// <summary>The features of the output.</summary>
    internal Quantity OutputFeatures(Working? working)
    {
        Quantity hidden = new RecurrentCell(this).Hidden(working);
        if (!IsBidirectional || Merge != DirectionMerge.Concatenate)
        {
            return working.Record("Output features", "h", hidden, Sources.Notes);
        }

        hidden = working.Record("Features of one direction", "h", hidden, Sources.Notes);
        return working.Record("Output features", "out", 2 * working.Let("h", hidden, "features of one direction"), Sources.Definition);
    }

    /// <summary>The size of a state: of the hidden state h, after any projection, or of the cell state c.</summary>
    internal Quantity StateSize(int index, Working? working) =>
        StateNames[index % StateNames.Count].EndsWith('c') ? working.Let("u", Units, "cells") : new RecurrentCell(this).Hidden(working);

    // The input features of each layer after the first.
    private Quantity LaterFeatures(Working? working)
    {
        Quantity hidden = new RecurrentCell(this).Hidden(working);
        return IsBidirectional ? Directions * hidden : hidden;
    }

    private void RequireStates(ReadOnlySpan<TensorShape> states, Working? working)
    {
        int each = StateNames.Count;
        DeepCalcException.ThrowIf(
            states.Length != 0 && states.Length != each && states.Length != each * Layers, ErrorCode.InvalidSetting,
            $"the layer takes {(each == 1 ? "one initial state" : $"{each} initial states")} ({string.Join(", ", StateNames)})"
            + $"{(Layers == 1 ? "" : $", or {each * Layers} for all of its {Layers} layers")}; given {states.Length}.");

        for (int i = 0; i < states.Length; i++)
        {
            Quantity size = StateSize(i, null);
            DeepCalcException.ThrowIf(
                states[i].Rank != 1 || Merging.Agree(states[i][0], size, working) is null, ErrorCode.ShapeMismatch,
                $"the initial state {(states.Length == each ? StateNames : AllStateNames)[i]} must be a vector of {size}; given {states[i]}.");
        }
    }

    private void RequireCell(bool isSet, RecurrentKind cell, string what) => DeepCalcException.ThrowIf(
        isSet && Cell != cell, ErrorCode.InvalidSetting,
        $"{what} is a setting of {(this with { Cell = cell }).ACell}, not of {ACell}.");
}
