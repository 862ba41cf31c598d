namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>What a node holds in memory and remembers: by the layer of the catalogue that it means, or by its operator.</summary>
internal static class NodeStorage
{
    /// <summary>
    /// The storage of an output of a node that means a layer of the catalogue. A function gives the layer's input that an operand is, or −1 for
    /// a constant, which is always there as weights are.
    /// </summary>
    public static Storage Of(Answer answer, int number, Func<int, int> inputOf, TensorShape output, Working? working)
    {
        Storage storage = answer.Layer!.Storage(number, answer.Shapes, output, working);
        bool hasGradient = HasGradient(output);

        // Weights that the network computes are kept as inputs are, and what their gradients need always is.
        bool areComputed = answer.Weights.Any(weight => inputOf(weight) >= 0);
        return storage with
        {
            ViewOf = storage.ViewOf < 0 ? -1 : Input(storage.ViewOf),
            Overwrites = Inputs(storage.Overwrites),
            OverwritesByChannel = Inputs(storage.OverwritesByChannel),
            KeepsInputs = !hasGradient ? [] : areComputed
                ? [.. Inputs(storage.KeepsInputs).Concat(answer.Weights.Select(inputOf)).Where(input => input >= 0).Distinct()]
                : Inputs(storage.KeepsInputs),
            KeepsForWeights = areComputed || storage.KeepsForWeights.Count == 0 ? [] : [.. storage.KeepsForWeights.Select(kept => (Input(kept.Input), kept.Weight)).Where(kept => kept.Item1 >= 0)],
            KeepsOutputForWeights = storage.KeepsOutputForWeights && !areComputed,
            Held = areComputed ? [.. storage.Held.Select(held => held with { ForWeight = null })] : storage.Held,
            KeepsOutput = storage.KeepsOutput && hasGradient,
            IsKeptUnknown = storage.IsKeptUnknown || (hasGradient && answer.DoesMore),
        };

        int Input(int own) => inputOf(answer.Operands[own]);

        int[] Inputs(IReadOnlyList<int> own) => own.Count == 0 ? [] : [.. own.Select(Input).Where(input => input >= 0).Distinct()];
    }

    /// <summary>The storage of a node whose operation only ONNX has: a tensor of its own, and unknown is what the backward pass needs of it.</summary>
    public static Storage Of(bool hasBodies, TensorShape output) =>
        hasBodies || !output.IsRanked ? Storage.Unknown : new Storage { IsKeptUnknown = HasGradient(output) };

    /// <summary>The states of a node: those of the layer that it means; unknown for a loop, and for recurrence and attention that only ONNX has.</summary>
    public static IReadOnlyList<State> States(KeptNode node, Answer answer, TensorShape output, Working? working) =>
        answer.Layer is { } layer ? layer.States(answer.Shapes, output, working)
        : node.Operator is not { HasState: false } || node.HasBodies ? [new State("state", Quantity.Unknown($"state of {node.Kind}"))]
        : [];

    // No gradient runs through integers.
    private static bool HasGradient(TensorShape output) => output is not FileTensor { Type: not ElementType.Undefined and var type } || type.IsFloat();
}
