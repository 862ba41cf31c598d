namespace DeepCalc.Formats.Onnx.Operators.Losses;

/// <summary>Losses in training graphs, and the steps of optimisers.</summary>
internal static class LossOperators
{
    public static IEnumerable<OnnxOperator> All =>
    [
        new("NegativeLogLikelihoodLoss", op => Loss(op, hasSoftmax: false)),
        new("SoftmaxCrossEntropyLoss", op => Loss(op, hasSoftmax: true)),
        new("Gradient", Gradient, OnnxDomain.Training),
        new("Adagrad", op => Step(op, 2, 1), OnnxDomain.Training),
        new("Adam", op => Step(op, 2, 2), OnnxDomain.Training),
        new("Momentum", op => Step(op, 2, 1), OnnxDomain.Training),
    ];

    // Each target selects one element (and weights it, if there are weights); the elements are then summed or averaged.
    private static Answer Loss(Operation op, bool hasSoftmax)
    {
        FileTensor scores = op[0];
        FileTensor targets = op[1];
        op.FailIf(
            scores.Rank < 2 || targets.Rank != scores.Rank - 1,
            $"the scores {scores} must have one axis more than the targets {targets}: the second, with the classes");

        bool isReduced = op.Text("reduction", "mean") != "none";
        FileTensor loss = isReduced ? new FileTensor(scores.Type) : new FileTensor(scores.Type, targets.Sizes);
        Quantity elements = targets.ElementCount;
        return new Answer(loss, new FileTensor(scores.Type, scores.Sizes))
            .Doing(working => hasSoftmax
                ? WorkFormula.Softmax(elements, scores[1], ElementwiseWork.OncePerSoftmax(ActivationFunction.LogSoftmax), working)
                : default)
            .Also((elements, 1 + (op.Has(2) ? 1 : 0) + (isReduced ? 1 : 0), "loss"));
    }

    // The gradients of a tensor with respect to the first operands. The surrounding graph, not the node, determines the work.
    private static Answer Gradient(Operation op)
    {
        int count = op.Node.Attribute("xs")?.Texts?.Count ?? 0;
        op.FailIf(count < 1 || count > op.Count, $"xs names {count} of {op.Count} inputs; it must name the first ones, and at least one");
        return Like(op, Enumerable.Range(0, count));
    }

    // Inputs: rate and count, then the tensors, their gradients, and one or two states for each. Outputs: the new tensors and states.
    private static Answer Step(Operation op, int first, int states)
    {
        int count = (op.Count - first) / (2 + states);
        op.FailIf(
            count < 1 || op.Count != first + (count * (2 + states)),
            $"there are {op.Count} inputs; there must be {first}, then {2 + states} for each tensor");

        return Like(op, Enumerable.Range(first, count).Concat(Enumerable.Range(first + (2 * count), states * count)));
    }

    // New tensors like some of the operands.
    private static Answer Like(Operation op, IEnumerable<int> operands) =>
        new Answer([.. operands.Select(op.Any).Select(tensor => tensor.With(tensor.Type, null))]).OfUnknownWork(op.Node.Operator);
}
