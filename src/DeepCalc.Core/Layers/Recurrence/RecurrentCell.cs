namespace DeepCalc.Layers.Recurrence;

/// <summary>One direction of one layer of a <see cref="Recurrent"/>: its weights, and its work in all steps.</summary>
internal readonly struct RecurrentCell(Recurrent layer)
{
    private const int PeepholeVectors = 3;
    private const string UnitsMeaning = "cells";
    private const string ProjectionMeaning = "size of the projection";

    /// <summary>The number of gates of a cell: sums per unit and step over the input and the hidden state.</summary>
    public static int GatesOf(RecurrentKind cell) => cell switch
    {
        RecurrentKind.SimpleRnn => 1,
        RecurrentKind.Gru => 3,
        _ => 4,
    };

    private int Gates => GatesOf(layer.Cell);

    /// <summary>The element-wise operations of an LSTM's cell in a step: its gates and other functions, f·c + i·g and o·tanh(c).</summary>
    public static Quantity EachLstm(Quantity gates, Quantity functions) => gates + functions + 4;

    // With ResetAfter, the reset gate multiplies a sum over the hidden state alone, which has its own bias.
    private bool SumsCandidateApart => layer.Cell == RecurrentKind.Gru && layer.ResetAfter;

    /// <summary>An error unless the functions of a cell work on each element; null is a function that is unknown.</summary>
    public static void RequireFunctions(ActivationFunction? activation, ActivationFunction? gateActivation, ActivationFunction? outputActivation = null)
    {
        ElementwiseWork.Require(activation, "a recurrent cell", ActivationFunction.Tanh);
        ElementwiseWork.Require(outputActivation, "the output of a cell", ActivationFunction.Tanh);
        ElementwiseWork.Require(gateActivation, "a gate", ActivationFunction.Sigmoid);
    }

    /// <summary>The size h of the hidden state.</summary>
    public Quantity Hidden(Working? working) =>
        layer.Projection is { } projection ? working.Let("p", projection, ProjectionMeaning) : working.Let("u", layer.Units, UnitsMeaning);

    /// <summary>Adds the weights, with a prefix to their names.</summary>
    public void AddWeights(List<Weight> weights, string prefix, Quantity features, Working? working)
    {
        Quantity units = working.Let("u", layer.Units, UnitsMeaning);
        Quantity gates = Times(Gates, units);
        Add("kernel", features, gates);
        Add("recurrent_kernel", Hidden(working), gates);
        if (layer.BiasVectors == 1 && SumsCandidateApart)
        {
            Add("bias", 2, gates);
        }
        else
        {
            for (int i = 0; i < layer.BiasVectors; i++)
            {
                Add(i == 0 ? "bias" : "recurrent_bias", gates);
            }
        }

        if (layer.Projection is { } projection)
        {
            Add("projection_kernel", units, working.Let("p", projection, ProjectionMeaning));
        }

        if (layer.Peephole)
        {
            Add("peephole", PeepholeVectors, units);
        }

        void Add(string name, params ReadOnlySpan<Quantity> sizes) => weights.Add(new Weight(prefix + name, new TensorShape(sizes)));
    }

    /// <summary>Adds the work of all steps of a sequence.</summary>
    public void AddWork(ref WorkSteps parts, Quantity steps, Quantity features, Working? working)
    {
        Quantity time = working.Let("T", steps);
        Quantity units = working.Let("u", layer.Units, UnitsMeaning);
        Quantity terms = features + Hidden(working);
        Quantity joint = Times(SumsCandidateApart ? Gates - 1 : Gates, units);
        int biases = SumsCandidateApart && layer.BiasVectors > 0 ? 2 : layer.BiasVectors;
        parts.Add(WorkFormula.Contraction(time * joint, terms, biases, working, parts.Next("gates")));
        if (SumsCandidateApart)
        {
            parts.Add(WorkFormula.Contraction(time * units, features, biases / 2, working, parts.Next("candidate of the input")));
            parts.Add(WorkFormula.Contraction(time * units, units, biases / 2, working, parts.Next("candidate of the hidden state")));
        }

        if (layer.Projection is { } projection)
        {
            parts.Add(WorkFormula.Contraction(
                time * working.Let("p", projection, ProjectionMeaning), units, 0, working, parts.Next("projection")));
        }

        parts.Add(WorkFormula.Elementwise(time * units, EachCell(working), working, parts.Next("cells")));
    }

    /// <summary>
    /// What a step holds, and what the backward pass keeps of the cells, the steps of all directions and layers; a sequence of hidden states is
    /// held by the layer.
    /// </summary>
    public IEnumerable<Held> Held(Quantity cells, Working? working)
    {
        Quantity units = working.Let("u", layer.Units, UnitsMeaning);

        // A GRU also needs what its reset gate multiplies or has multiplied. The function of a simple cell gives the hidden state itself.
        int gates = layer.Cell == RecurrentKind.Gru ? Gates + 1 : Gates;
        List<Held> held = [Of(layer.Cell == RecurrentKind.SimpleRnn ? "sums" : "gates", Times(gates, units), layer.Cell != RecurrentKind.SimpleRnn), Of("hidden state", Hidden(working), false)];
        if (layer.Cell == RecurrentKind.Lstm)
        {
            held.Add(Of("cell state", units, true));
        }

        if (layer.Projection is not null)
        {
            held.Add(Of("hidden state before the projection", units, true) with { ForWeight = Storage.AnyWeight });
        }

        return held;

        Held Of(string name, Quantity step, bool isKept)
        {
            Quantity elements = working.Record($"Elements of the {name}", "e", step, Sources.Definition);
            return new Held(name, elements, isKept ? working.Record($"Elements of the {name}, kept", "k", cells * working.Let("e", elements, name), Sources.Definition) : 0);
        }
    }

    /// <summary>The element-wise operations of a cell in a step; docs/conventions.md has the table.</summary>
    private Quantity EachCell(Working? working)
    {
        bool hasGates = layer.Cell != RecurrentKind.SimpleRnn;
        if (layer.Activation is not { } activation || (hasGates && layer.GateActivation is null))
        {
            return Quantity.Unknown($"work of a {layer.CellKind} cell");
        }

        // A limit on the input of a function is two comparisons.
        long limits = layer.Clip is null ? 0 : 2;
        Quantity sigmoid = working.Let("σ", hasGates ? ElementwiseWork.Of(layer.GateActivation!.Value) + limits : 0, "operations of a gate's function");
        Quantity tanh = working.Let("τ", ElementwiseWork.Of(activation) + limits, "operations of the cell's function");
        return layer.Cell switch
        {
            RecurrentKind.SimpleRnn => tanh,

            // (1 − z)·n + z·h, and the reset: r·h before the sum; or after it r·(U·h), which is then added.
            RecurrentKind.Gru => (2 * sigmoid) + tanh + 4 + (layer.ResetAfter ? 2 : 1),

            // A forget gate of 1 − i is a subtraction. Each peephole adds a product to the sum of a gate.
            _ => EachLstm(
                layer.CouplesGates ? (2 * sigmoid) + 1 : 3 * sigmoid,
                limits == 0 && layer.OutputActivation is null ? 2 * tanh
                    : tanh + working.Let("τₕ", ElementwiseWork.Of(layer.OutputActivation ?? activation), "operations of the output's function"))
                + (layer.Peephole ? 2 * (layer.CouplesGates ? PeepholeVectors - 1 : PeepholeVectors) : 0),
        };
    }

    private static Quantity Times(int count, Quantity units) => count == 1 ? units : count * units;
}
