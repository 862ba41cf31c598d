namespace DeepCalc;

/// <summary>A node of an ONNX file, or a further output of one.</summary>
/// <remarks>Its answers are those of its operator's rule, which it asks once for the same inputs.</remarks>
internal sealed record OnnxLayer : LayerDefinition
{
    private readonly OnnxNode _node;
    private readonly OnnxOperator? _operator;
    private readonly OnnxOperand[] _operands;
    private readonly OnnxScope _scope;
    private readonly int _output;
    private readonly bool _isFurther;
    private bool _isOnOtherInputs;
    private AnswerCache _answers;

    // The operands that are layers, which are the inputs in their order.
    private int[]? _operandOf;

    /// <summary>An output of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="op">Its operator, or null for one that is not known.</param>
    /// <param name="operands">Where its operands come from.</param>
    /// <param name="scope">Where it stands.</param>
    /// <param name="output">Which output it is.</param>
    /// <param name="answers">What the outputs of the node have in common.</param>
    /// <param name="isFurther">Whether weights and work are those of another output's layer, which is the last input.</param>
    public OnnxLayer(OnnxNode node, OnnxOperator? op, OnnxOperand[] operands, OnnxScope scope, int output, AnswerCache answers, bool isFurther = false)
    {
        _node = node;
        _operator = op;
        _operands = operands;
        _scope = scope;
        _output = output;
        _answers = answers;
        _isFurther = isFurther;
    }

    /// <summary>The node.</summary>
    public OnnxNode Node => _node;

    /// <summary>Whether it sums products of its input with weights that are constants.</summary>
    public bool ContractsWithWeights => _operator is { Contracts: true }
        && Array.Exists(_operator.Weights, i => i < _operands.Length && _operands[i].Constant is not null);

    /// <summary>Whether what it makes of these inputs cannot be told.</summary>
    public bool IsUnknown(ReadOnlySpan<TensorShape> inputs) => Ask(inputs).IsUnknown;

    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => _node.Operator;

    /// <inheritdoc/>
    public override string Describe() => OnnxSettings.Describe(_node, _operator is null);

    /// <inheritdoc/>
    public override int LeastInputs => 0;

    /// <inheritdoc/>
    public override int MostInputs => int.MaxValue;

    /// <inheritdoc/>
    public override bool IsSource => true;

    /// <inheritdoc/>
    public override bool SeesBatch => true;

    /// <inheritdoc/>
    public override bool HasSharedTensors => !_isFurther
        && (Array.Exists(_operands, operand => operand.Weights.Length > 0) || _node.HasBodies);

    /// <inheritdoc/>
    public override bool Multiplies => _operator?.Multiplies == true;

    /// <inheritdoc/>
    public override bool Sees(int input) => OperandOf(input) is >= 0 and var operand && !(_operator?.SizesOnly.Contains(operand) ?? false);

    /// <inheritdoc/>
    internal override LayerDefinition OnOtherInputs() => this with { _isOnOtherInputs = true, _answers = _answers.Fresh() };

    /// <inheritdoc/>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        Answer answer = Ask(inputs);
        if (working is not null)
        {
            answer.Explain(working);
        }

        return _output < answer.Outputs.Length ? answer.Outputs[_output] : FileTensor.Unranked();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        if (!HasSharedTensors)
        {
            return [];
        }

        // Of what a body captures, it holds itself what it uses.
        int own = _operator is null ? _operands.Length : _node.Inputs.Length;
        Operation operation = OperationOn(inputs);
        List<Weight> weights = [];
        var listed = new HashSet<object?>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < own; i++)
        {
            foreach (StoredTensor used in StoredTensors.Weights(_operator, operation, i, _operands[i].Weights, _scope.Importer))
            {
                if (listed.Add(used.Tensor))
                {
                    weights.Add(new Weight(
                        used.Tensor.Name,
                        used.Unpacked ?? used.Tensor.ToTensor(),
                        !(_operator?.Statistics.Contains(i) ?? false))
                    {
                        Identity = used.Tensor,
                        ElementType = used.Tensor.Type,
                    });
                }
            }
        }

        weights.AddRange(Ask(inputs).BodyWeights.Where(weight => listed.Add(weight.Identity)));
        return weights;
    }

    /// <inheritdoc/>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        _isFurther ? default : Ask(inputs).Work(working);

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        if (!output.IsRanked || !inputs[input].IsRanked)
        {
            return AxisView.Unknown(-1);
        }

        if (OperandOf(input) is not (>= 0 and var operand) || axis >= inputs[input].Rank)
        {
            return AxisView.Everything;
        }

        AxisView view = Ask(inputs).View(operand, axis, _output);
        return view.OutputAxis < output.Rank ? view : AxisView.Everything;
    }

    /// <summary>What the rule of a node makes of constants alone.</summary>
    public static Answer OfConstants(OnnxNode node, OnnxOperator? op, OnnxOperand[] operands, OnnxScope scope) =>
        new OnnxLayer(node, op, operands, scope, 0, AnswerCache.None).Infer([]);

    // −1 for an input that is no operand: the first output, on which a further one stands.
    private int OperandOf(int input)
    {
        _operandOf ??= LayersAmong(_operands);
        return input < _operandOf.Length ? _operandOf[input] : -1;
    }

    private static int[] LayersAmong(OnnxOperand[] operands)
    {
        var found = new int[operands.Length];
        int count = 0;
        for (int i = 0; i < operands.Length; i++)
        {
            if (operands[i].Input >= 0)
            {
                found[count++] = i;
            }
        }

        return count == found.Length ? found : found[..count];
    }

    private Answer Ask(ReadOnlySpan<TensorShape> inputs)
    {
        if (_answers.Find(inputs) is { } known)
        {
            return known;
        }

        Answer answer = Infer(inputs);
        _answers.Keep(inputs, answer);
        return answer;
    }

    private Answer Infer(ReadOnlySpan<TensorShape> inputs)
    {
        if (_operator is null)
        {
            return Unknown(ElementType.Undefined);
        }

        Operation operation = OperationOn(inputs);
        try
        {
            Answer answer = _operator.Rule(operation);
            return Array.Exists(answer.Outputs, IsOpen) ? answer.With([.. answer.Outputs.Select(Declared)]) : answer;
        }
        catch (UnknownShapeException)
        {
            return Unknown(_operator.Type(operation));
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentOutOfRangeException or DivideByZeroException)
        {
            // A rule reaches for an axis that its operand would have if the file were right.
            throw operation.Fail($"the inputs {string.Join(", ", operation.Shapes())} are not what it takes: too few axes, or a size or setting of 0");
        }
    }

    private Answer Unknown(ElementType first) => Answer.Unknown(
        _node.Operator,
        [.. Enumerable.Range(0, _node.Outputs.Length).Select(output => Declared(FileTensor.Unranked(output == 0 || _operator?.IsOfOneType == true ? first : ElementType.Undefined), output))]);

    // What the rule does not know, the file may declare, size by size.
    private FileTensor Declared(FileTensor tensor, int output)
    {
        if (_isOnOtherInputs || !IsOpen(tensor) || output >= _node.Outputs.Length || _scope.Declared(_node.Outputs[output]) is not { } declared)
        {
            return tensor;
        }

        return !tensor.IsRanked ? declared
            : declared.IsRanked && declared.Rank == tensor.Rank ? tensor.Resized([.. tensor.Select((size, axis) => IsOpen(size) && declared[axis].IsKnown ? declared[axis] : size)])
            : tensor;
    }

    private bool IsOpen(FileTensor tensor) => tensor.Item is null && (!tensor.IsRanked || tensor.Any(IsOpen));

    // An expression of the sizes that go in is known, whatever the file declares of it.
    private bool IsOpen(Quantity size) => !size.IsKnown && !size.UnknownNames.All(_scope.Importer.InputSizes.Contains);

    private Operation OperationOn(ReadOnlySpan<TensorShape> inputs)
    {
        var operands = new FileTensor?[_operands.Length];
        for (int i = 0; i < operands.Length; i++)
        {
            operands[i] = _operands[i].Input >= 0 ? Tensor(inputs[_operands[i].Input]) : _operands[i].Constant;
        }

        return new Operation(_node, _scope.OpsetOf(_node.Domain), operands, _scope, _operands);
    }

    // A file's layers stand on others of the file; bound to another shape, they may stand on a plain one.
    private static FileTensor Tensor(TensorShape shape) => shape as FileTensor ?? new FileTensor(ElementType.Undefined, shape.Span);
}
