using DeepCalc.Arithmetic;
using DeepCalc.Formats.Onnx.Operators;
using DeepCalc.Formats.Onnx.Syntax;
using DeepCalc.Formulas;
using DeepCalc.Networks;

namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>A node of an ONNX file.</summary>
/// <remarks>It asks the operator's rule once for the same inputs, and answers from the result.</remarks>
internal sealed record OnnxLayer : LayerDefinition, IHasBodies
{
    // Of a node with more stored tensors, the others are counted by name only.
    private const int MostFormulas = 8;

    private readonly OnnxNode _node;
    private readonly OnnxOperator? _operator;
    private readonly OnnxOperand[] _operands;
    private readonly OnnxScope _scope;
    private bool _isOnOtherInputs;
    private AnswerCache _answers = new();

    // The indices of the operands that are layers, in the order of the layer's inputs.
    private int[]? _operandOf;

    /// <summary>A node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="op">Its operator, or null if unknown.</param>
    /// <param name="operands">The sources of its operands.</param>
    /// <param name="scope">The scope of the node.</param>
    public OnnxLayer(OnnxNode node, OnnxOperator? op, OnnxOperand[] operands, OnnxScope scope)
    {
        _node = node;
        _operator = op;
        _operands = operands;
        _scope = scope;
    }

    /// <summary>The node.</summary>
    public OnnxNode Node => _node;

    /// <summary>Whether it contracts its input with constant weights.</summary>
    public bool ContractsWithWeights => _operator is { Contracts: true }
        && Array.Exists(_operator.Weights, i => i < _operands.Length && _operands[i].Constant is not null);

    /// <inheritdoc/>
    internal override bool IsUnknown(ReadOnlySpan<TensorShape> inputs) => Ask(inputs).IsUnknown;

    /// <inheritdoc/>
    public override string Kind(ReadOnlySpan<TensorShape> inputs) => _node.Operator;

    /// <summary>The layer of the catalogue that the node means; this layer where only ONNX has the operation.</summary>
    internal override LayerDefinition MeaningOn(ReadOnlySpan<TensorShape> inputs) => Ask(inputs).Layer?.Meaning ?? this;

    /// <inheritdoc/>
    public override string Describe() => OnnxSettings.Describe(_node, _operator is null);

    /// <summary>The settings of the layer of the catalogue that the node means; the attributes where only ONNX has the operation.</summary>
    internal override string DescribeOn(ReadOnlySpan<TensorShape> inputs) => Ask(inputs).Layer?.Describe() ?? Describe();

    /// <inheritdoc/>
    public override string? Attributes => OnnxSettings.Describe(_node, false);

    /// <inheritdoc/>
    public override int LeastInputs => 0;

    /// <inheritdoc/>
    public override int MostInputs => int.MaxValue;

    /// <inheritdoc/>
    public override bool IsSource => true;

    /// <inheritdoc/>
    public override bool SeesBatch => true;

    /// <inheritdoc/>
    public override bool HasSharedTensors => _node.HasBodies || Array.Exists(_operands, operand => operand.Weights.Length > 0);

    /// <inheritdoc/>
    public override bool Multiplies => _operator?.Multiplies == true;

    /// <inheritdoc/>
    public override bool Sees(int input) => !(_operator?.SizesOnly.Contains(OperandOf(input)) ?? false);

    /// <inheritdoc/>
    internal override LayerDefinition OnOtherInputs() => this with { _isOnOtherInputs = true, _answers = new() };

    /// <inheritdoc/>
    public override int OutputCount(ReadOnlySpan<TensorShape> inputs) => _node.Outputs.Length;

    /// <inheritdoc/>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) => OutputShape(0, inputs, working);

    /// <inheritdoc/>
    public override TensorShape OutputShape(int output, ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        Answer answer = Ask(inputs);
        if (working is not null)
        {
            answer.Explain(working, output);
        }

        return output < answer.Outputs.Length ? answer.Outputs[output] : FileTensor.Unranked();
    }

    /// <summary>The stored tensors that it holds, with the counts of the layer that the node means: docs/architecture.md says how they meet.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        if (!HasSharedTensors)
        {
            return [];
        }

        // A body holds the weights that it captures itself.
        int own = _operator is null ? _operands.Length : _node.Inputs.Length;
        Operation operation = OperationOn(inputs);
        Answer answer = Ask(inputs);
        Quantity?[] counts = working is null ? [] : answer.WeightCounts(own, working);
        List<Weight> weights = [];
        var listed = new HashSet<object?>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < own; i++)
        {
            foreach (StoredTensor used in StoredTensors.Weights(_operator, operation, i, _operands[i].Weights, _scope.Importer))
            {
                if (listed.Add(used.Tensor))
                {
                    TensorShape shape = used.Unpacked ?? used.Tensor.ToTensor();
                    Quantity? formula = working is not null && counts[i] == shape.ElementCount ? counts[i] : null;
                    weights.Add(new Weight(
                        used.Tensor.Name,
                        working is null || formula is not null || weights.Count >= MostFormulas ? shape : working.Named(new FileTensor(used.Tensor.Type, shape.Span)),
                        !(_operator?.Statistics.Contains(i) ?? false))
                    {
                        Formula = formula,
                        Identity = used.Tensor,
                        ElementType = used.Tensor.Type,
                    });
                }
            }
        }

        weights.AddRange(answer.BodyWeights.Where(weight => listed.Add(weight.Identity)));
        return weights;
    }

    /// <inheritdoc/>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        Ask(inputs).Work(working);

    /// <inheritdoc/>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        Storage(0, inputs, output, working);

    /// <inheritdoc/>
    public override Storage Storage(int number, ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Answer answer = Ask(inputs);
        return _operator is null || answer.IsUnknown ? DeepCalc.Storage.Unknown
            : answer.Layer is { } layer && number < layer.OutputCount(answer.Shapes) ? NodeStorage.Of(answer, number, InputOf, output, working)
            : NodeStorage.Of(_node, output);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<State> States(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        NodeStorage.States(_node, _operator, Ask(inputs), output, working);

    /// <inheritdoc/>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        View(0, input, axis, inputs, output);

    /// <inheritdoc/>
    public override AxisView View(int number, int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        if (!output.IsRanked || !inputs[input].IsRanked)
        {
            return AxisView.Unknown(-1);
        }

        if (axis >= inputs[input].Rank)
        {
            return AxisView.Everything;
        }

        AxisView view = Ask(inputs).View(OperandOf(input), axis, number);
        return view.OutputAxis < output.Rank ? view : AxisView.Everything;
    }

    /// <summary>The bodies are imported anew, since they are seldom asked for and can be large.</summary>
    public IReadOnlyList<LayerBody> Bodies(ReadOnlySpan<TensorShape> inputs) => _node.HasBodies ? Infer(inputs).Bodies : [];

    /// <summary>The answer of a node's rule for constant inputs.</summary>
    public static Answer OfConstants(OnnxNode node, OnnxOperator? op, OnnxOperand[] operands, OnnxScope scope) =>
        new OnnxLayer(node, op, operands, scope).Infer([]);

    private int OperandOf(int input) => (_operandOf ??= LayersAmong(_operands))[input];

    // −1 for an operand that is a constant or left out.
    private int InputOf(int operand) => operand >= 0 && operand < _operands.Length ? _operands[operand].Input : -1;

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

        Answer answer = Infer(inputs).WithoutBodies();
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
            // In a valid file, the operand has every axis that the rule uses.
            throw operation.Fail($"the inputs {string.Join(", ", operation.Shapes())} are not valid: they have too few axes, or a size or setting is 0");
        }
    }

    private Answer Unknown(ElementType first) => Answer.Unknown(
        _node.Operator,
        [.. Enumerable.Range(0, _node.Outputs.Length).Select(output => Declared(FileTensor.Unranked(output == 0 || _operator?.IsOfOneType == true ? first : ElementType.Undefined), output))]);

    // A size that the rule does not know is taken from the declared shape.
    private FileTensor Declared(FileTensor tensor, int output)
    {
        if (_isOnOtherInputs || !IsOpen(tensor) || output >= _node.Outputs.Length || _scope.Declared(_node.Outputs[output]) is not { } declared)
        {
            return tensor;
        }

        return !tensor.IsRanked ? declared
            : declared.IsRanked && declared.Rank == tensor.Rank ? tensor.Resized([.. tensor.Sizes.Select((size, axis) => IsOpen(size) && declared[axis].IsKnown ? declared[axis] : size)])
            : tensor;
    }

    private bool IsOpen(FileTensor tensor) => tensor.Item is null && (!tensor.IsRanked || tensor.Sizes.Any(IsOpen));

    // An expression of input sizes counts as known and overrides the declared size.
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

    // In a file, inputs are FileTensors. After -InputShape they may be plain shapes.
    private static FileTensor Tensor(TensorShape shape) => shape as FileTensor ?? new FileTensor(ElementType.Undefined, shape.Span);
}
