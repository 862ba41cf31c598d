namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>
/// The answers of the nodes of a file. Networks repeat their blocks, so most nodes ask what another one asked: the same operator with the
/// same attributes, on tensors of which the same is known. They share its answer, which is computed and kept once. The sizes of the file's
/// inputs have names that no node creates.
/// </summary>
internal sealed class KnownAnswers(HashSet<string> inputSizes)
{
    private readonly Dictionary<Operation, (Answer Answer, GraphNode Node)> _answers = new(EqualityComparer<Operation>.Create(AreEqual, HashOf));
    private readonly HashSet<FileTensor> _tensors = new(EqualityComparer<FileTensor>.Create(static (x, y) => x!.IsSame(y!), static tensor => tensor.ContentHash));

    /// <summary>The answer to the same operation, and the node that asked first; or null.</summary>
    public (Answer Answer, GraphNode Node)? Find(Operation operation) =>
        _answers.TryGetValue(operation, out (Answer, GraphNode) known) ? known : null;

    /// <summary>Keeps the answer to the operation of a node for others, with tensors that all answers share; false where it is the node's own.</summary>
    public bool Add(Operation operation, Answer answer, GraphNode node)
    {
        // A size that the node creates has its name, so it is not the size of another node.
        if (operation.Node.HasBodies || Array.Exists(answer.Outputs, static output => output.Item is not null) || HasOwnNames(answer, operation))
        {
            return false;
        }

        foreach (ref FileTensor output in answer.Outputs.AsSpan())
        {
            output = _tensors.TryGetValue(output, out FileTensor? same) ? same : output;
            _tensors.Add(output);
        }

        _answers.Add(operation, (answer, node));
        return true;
    }

    private static bool AreEqual(Operation? x, Operation? y)
    {
        bool isSame = x!.Node.Operator == y!.Node.Operator && x.Node.Domain == y.Node.Domain && x.Opset == y.Opset && x.Count == y.Count
            && x.Node.Inputs.Length == y.Node.Inputs.Length && x.OutputCount == y.OutputCount && x.Node.HasAttributesOf(y.Node);
        for (int i = 0; isSame && i < x.Count; i++)
        {
            isSame = x.IsConstant(i) == y.IsConstant(i) && (x.Stored(i).Length == 0) == (y.Stored(i).Length == 0)
                && (x.Optional(i) is { } one ? y.Optional(i) is { } other && one.IsSame(other) : !y.Has(i));
        }

        for (int i = 0; isSame && i < x.OutputCount; i++)
        {
            isSame = x.Wants(i) == y.Wants(i);
        }

        return isSame;
    }

    private static int HashOf(Operation operation)
    {
        var hash = new HashCode();
        hash.Add(operation.Node.Operator);
        for (int i = 0; i < operation.Count; i++)
        {
            hash.Add(operation.Optional(i)?.ContentHash ?? -1);
        }

        return hash.ToHashCode();
    }

    private bool HasOwnNames(Answer answer, Operation operation)
    {
        List<Quantity> sizes = SequenceItems.UnknownIn(answer.Outputs).FindAll(size => !inputSizes.IsSupersetOf(size.UnknownNames));
        return sizes.Count > 0 && SequenceItems.NamesIn(operation.Tensors) is var names && !sizes.TrueForAll(size => names.IsSupersetOf(size.UnknownNames));
    }
}
