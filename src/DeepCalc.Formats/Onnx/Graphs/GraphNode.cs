namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>A node with all that its rule needs: its operator, or null if that is unknown, its operands, and the graph around it.</summary>
internal sealed record GraphNode(OnnxNode Node, OnnxOperator? Operator, OnnxOperand[] Operands, OnnxScope Scope)
{
    /// <summary>For a node whose layer let it go: its inputs in the file, with their values.</summary>
    public IReadOnlyList<TensorShape> Inputs { get; init; } = [];

    private KeptNode? _kept;

    // The first node of the file that asked the same, whose answer it shares. A first node keeps its own, so no circle comes about.
    private GraphNode? _twin;
    private bool _isFirst;

    /// <summary>What its layer keeps of it.</summary>
    public KeptNode Kept
    {
        get => _twin is not null ? _twin.Kept : _kept ??= new KeptNode(
            Node.Operator, Operator, Node.Outputs.Length, LayerOperands(), Node.HasBodies, OnnxSettings.Of(Node));
        set => (_twin ?? this)._kept = value;
    }

    private int[] LayerOperands()
    {
        var operands = new int[Operands.Count(static operand => operand.Input >= 0)];
        for (int i = 0, next = 0; i < Operands.Length; i++)
        {
            if (Operands[i].Input >= 0)
            {
                operands[next++] = i;
            }
        }

        return operands;
    }

    // Of a node with more stored tensors, the others are counted by name only.
    private const int MostFormulas = 8;

    /// <summary>Whether it may hold stored tensors.</summary>
    public bool HasStoredTensors => Node.HasBodies || HasWeights;

    /// <summary>Whether an operand is a constant that was computed from stored tensors.</summary>
    public bool HasWeights => Array.Exists(Operands, static operand => operand.Weights.Length > 0);

    // A body holds the weights that it captures itself.
    private int OwnOperands => Operator is null ? Operands.Length : Node.Inputs.Length;

    /// <summary>Whether it contracts its input with constant weights.</summary>
    public bool ContractsWithWeights => Operator is { Contracts: true }
        && Array.Exists(Operator.Weights, i => i < Operands.Length && Operands[i].Constant is not null);

    /// <summary>The answer of its rule for inputs. If they are other ones than in the file, its declared shapes do not hold.</summary>
    public Answer Infer(ReadOnlySpan<TensorShape> inputs, bool isOnOtherInputs = false)
    {
        if (Operator is null)
        {
            return Unknown(ElementType.Undefined, isOnOtherInputs);
        }

        Operation operation = OperationOn(inputs);
        try
        {
            KnownAnswers? others = isOnOtherInputs || Operands.Length == 0 || Operator.HasState ? null : Scope.Importer.Answers;
            if (others?.Find(operation) is var (known, twin))
            {
                _twin = _isFirst ? _twin : twin;
                return known;
            }

            Answer answer = Operator.Rule(operation);
            if (Array.Exists(answer.Outputs, IsOpen))
            {
                return Declared(answer, isOnOtherInputs);
            }

            _isFirst = others?.Add(operation, answer, this) == true || _isFirst;
            return answer;
        }
        catch (UnknownShapeException)
        {
            return Unknown(Operator.Type(operation), isOnOtherInputs);
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentOutOfRangeException or DivideByZeroException)
        {
            // In a valid file, the operand has every axis that the rule uses.
            IEnumerable<string> shapes = operation.Tensors.Select(tensor => tensor?.ToString() ?? "none");
            throw operation.Fail($"the inputs {string.Join(", ", shapes)} are not valid: they have too few axes, or a size or setting is 0");
        }
    }

    /// <summary>The stored tensors that it holds, with the counts of the layer that it means: docs/architecture.md says how they meet.</summary>
    public IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Answer answer, Working? working)
    {
        Operation operation = OperationOn(inputs);
        ILookup<int, Weight>? computed = answer.Computed(working);
        List<Weight> weights = [];
        for (int i = 0; i < OwnOperands; i++)
        {
            if (Operands[i].Weights.Length == 0)
            {
                continue;
            }

            // An operand can be several weights, of which a part of the first axis may work on one position.
            Weight[] meant = [.. computed?[i] ?? []];
            Quantity? count = meant.Length == 0 ? null : meant[1..].Aggregate(meant[0].Count, (sum, weight) => sum + weight.Count);
            foreach (StoredTensor used in StoredTensors.Weights(Operator, operation, i, Operands[i].Weights, Scope.Importer))
            {
                if (IsNew(used.Tensor))
                {
                    TensorShape shape = used.Unpacked ?? used.Tensor.Tensor;
                    bool isMeant = count == shape.ElementCount;
                    Quantity? formula = working is not null && isMeant ? count : null;
                    weights.Add(new Weight(
                        used.Tensor.Name,
                        working is null || formula is not null || weights.Count >= MostFormulas ? shape : working.Named(new FileTensor(used.Tensor.Tensor.Type, shape.Span)),
                        !(Operator?.Statistics.Contains(i) ?? false))
                    {
                        Formula = formula,
                        ActiveShape = isMeant && meant[^1].ActiveShape is { } part ? shape.With(0, part[0]) : null,
                        Identity = used.Tensor,
                        ElementType = used.Tensor.Tensor.Type,
                    });
                }
            }
        }

        weights.AddRange(answer.BodyWeights.Where(weight => IsNew(weight.Identity) && StoredTensors.IsLearned((OnnxTensor)weight.Identity!, Scope.Importer)).ToArray());
        return weights.ToArray();

        bool IsNew(object? tensor) => weights.TrueForAll(weight => weight.Identity != tensor);
    }

    /// <summary>The stored tensors that its outputs are computed from, if all its operands are constants.</summary>
    public StoredTensor[] WeightsOfConstants(Answer answer)
    {
        StoredTensor[] weights =
        [
            .. HasWeights ? UsedBy(OperationOn([])) : [],
            .. answer.BodyWeights.Select(weight => new StoredTensor((OnnxTensor)weight.Identity!, Unpacked: weight.Shape)),
        ];
        return weights.Length == 0 && answer.Outputs.Length > 0 ? StoredTensors.MadeBy(Node, answer.Outputs[0]) : weights;
    }

    private IEnumerable<StoredTensor> UsedBy(Operation operation) =>
        Operands.Take(OwnOperands).SelectMany((operand, i) => StoredTensors.UsedBy(Operator, operation, i, operand.Weights));

    /// <summary>The node without the graph around it, and with values of its inputs and constants that are let go.</summary>
    public GraphNode Alone(IReadOnlyList<TensorShape> inputs) => this with
    {
        Scope = Scope.Alone(Node.Outputs),
        Operands = Array.ConvertAll(Operands, operand => operand with { Constant = (FileTensor?)Copied(operand.Constant) }),
        Inputs = [.. inputs.Select(shape => Copied(shape)!)],
    };

    private static TensorShape? Copied(TensorShape? shape) => shape is FileTensor { HasContent: true } known ? known.Resized(known.Sizes) : shape;

    /// <summary>These inputs with the values that the file gives them.</summary>
    public TensorShape[] WithValues(ReadOnlySpan<TensorShape> inputs)
    {
        TensorShape[] shapes = inputs.ToArray();
        for (int i = 0; i < Math.Min(shapes.Length, Inputs.Count); i++)
        {
            if (Inputs[i] is FileTensor { HasContent: true } known && known.Span.SequenceEqual(shapes[i].Span))
            {
                shapes[i] = known.Resized(shapes[i].Span.ToArray());
            }
        }

        return shapes;
    }

    private Answer Unknown(ElementType first, bool isOnOtherInputs) => Answer.Unknown(
        Node.Operator,
        [.. Enumerable.Range(0, Node.Outputs.Length).Select(output =>
            Declared(FileTensor.Unranked(output == 0 || Operator?.IsOfOneType == true ? first : ElementType.Undefined), output, isOnOtherInputs))]);

    private Answer Declared(Answer answer, bool isOnOtherInputs) =>
        answer.With([.. answer.Outputs.Select((tensor, output) => Declared(tensor, output, isOnOtherInputs))]);

    // A size that the rule does not know is taken from the declared shape.
    private FileTensor Declared(FileTensor tensor, int output, bool isOnOtherInputs)
    {
        if (isOnOtherInputs || !IsOpen(tensor) || output >= Node.Outputs.Length)
        {
            return tensor;
        }

        if (Scope.Given(Node, output) is { } given)
        {
            return !tensor.IsRanked || given.Rank == tensor.Rank
                ? new FileTensor(tensor.Type, given.Span)
                : throw new DeepCalcException(ErrorCode.RankMismatch, $"the output {tensor} has {tensor.Rank} axes, and the shape {given} that is given for it has {given.Rank}.");
        }

        if (Scope.Declared(Node.Outputs[output]) is not { } declared)
        {
            return tensor;
        }

        return !tensor.IsRanked ? declared
            : declared.IsRanked && declared.Rank == tensor.Rank ? tensor.Resized([.. tensor.Sizes.Select((size, axis) => IsOpen(size) && declared[axis].IsKnown ? declared[axis] : size)])
            : tensor;
    }

    private bool IsOpen(FileTensor tensor)
    {
        bool isOpen = !tensor.IsRanked;
        foreach (Quantity size in tensor)
        {
            isOpen = isOpen || IsOpen(size);
        }

        return isOpen && tensor.Item is null;
    }

    // An expression of input sizes counts as known and overrides the declared size.
    private bool IsOpen(Quantity size) => !size.IsKnown && !size.UnknownNames.All(Scope.Importer.InputSizes.Contains);

    private Operation OperationOn(ReadOnlySpan<TensorShape> inputs)
    {
        var operands = new FileTensor?[Operands.Length];
        for (int i = 0; i < operands.Length; i++)
        {
            operands[i] = Operands[i].Input >= 0 ? Tensor(inputs[Operands[i].Input]) : Operands[i].Constant;
        }

        return new Operation(Node, Scope.OpsetOf(Node.Domain), operands, Scope, Operands);
    }

    // In a file, inputs are FileTensors. After -InputShape they may be plain shapes.
    private static FileTensor Tensor(TensorShape shape) => shape as FileTensor ?? new FileTensor(ElementType.Undefined, shape.Span);
}
