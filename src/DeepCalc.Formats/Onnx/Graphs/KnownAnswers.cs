namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>
/// The answers of the nodes of a file. Networks repeat their blocks, so most nodes ask what another one asked: the same operator with the
/// same attributes, on tensors of which the same is known. They share its answer, which is computed and kept once.
/// </summary>
internal sealed class KnownAnswers : IEqualityComparer<Operation>
{
    private readonly Dictionary<Operation, Answer> _answers;
    private readonly HashSet<FileTensor> _tensors = new(new SameTensor());

    /// <summary>No answers yet.</summary>
    public KnownAnswers() => _answers = new(this);

    /// <summary>The answer to the same operation, or null.</summary>
    public Answer? Find(Operation operation) => _answers.GetValueOrDefault(operation);

    /// <summary>Keeps the answer to an operation for others, with tensors that all answers share.</summary>
    public void Add(Operation operation, Answer answer)
    {
        // A size that the node creates has its name, so it is not the size of another node.
        if (!operation.Node.HasBodies && Array.TrueForAll(answer.Outputs, static output => output.Item is null) && !HasOwnNames(answer, operation))
        {
            foreach (ref FileTensor output in answer.Outputs.AsSpan())
            {
                output = _tensors.TryGetValue(output, out FileTensor? same) ? same : output;
                _tensors.Add(output);
            }

            _answers.Add(operation, answer);
        }
    }

    public bool Equals(Operation? x, Operation? y)
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

    public int GetHashCode(Operation obj)
    {
        var hash = new HashCode();
        hash.Add(obj.Node.Operator);
        for (int i = 0; i < obj.Count; i++)
        {
            hash.Add(HashOf(obj.Optional(i)));
        }

        return hash.ToHashCode();
    }

    private static bool HasOwnNames(Answer answer, Operation operation)
    {
        List<Quantity> sizes = SequenceItems.UnknownIn(answer.Outputs);
        return sizes.Count > 0 && SequenceItems.NamesIn(operation.Tensors) is var names && !sizes.TrueForAll(size => names.IsSupersetOf(size.UnknownNames));
    }

    private static int HashOf(FileTensor? tensor)
    {
        if (tensor is null)
        {
            return -1;
        }

        var hash = new HashCode();
        hash.Add(tensor.Type);
        foreach (Quantity size in tensor)
        {
            hash.Add(size.KnownValue);
        }

        ReadOnlySpan<Scalar> values = tensor.Values is { } known ? known.Elements : [];
        hash.Add(values.Length);
        foreach (Scalar value in values[..Math.Min(values.Length, MostHashed)])
        {
            hash.Add(value.IsKnown ? value.Number : -1);
        }

        return hash.ToHashCode();
    }

    // Longer lists of values are mostly told apart by their first ones.
    private const int MostHashed = 8;

    private sealed class SameTensor : IEqualityComparer<FileTensor>
    {
        public bool Equals(FileTensor? x, FileTensor? y) => x!.IsSame(y!);

        public int GetHashCode(FileTensor obj) => HashOf(obj);
    }
}
