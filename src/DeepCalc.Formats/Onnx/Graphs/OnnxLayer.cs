using DeepCalc.Formats.Onnx.Operators;
using DeepCalc.Networks;

namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>A node of an ONNX file.</summary>
/// <remarks>It asks the operator's rule once for the same inputs, and answers from the result.</remarks>
internal sealed record OnnxLayer : LayerDefinition, IHasBodies
{
    private static readonly int[] OneOperand = [0];
    private static readonly int[] TwoOperands = [0, 1];

    private readonly string _kind;
    private readonly OnnxOperator? _operator;
    private readonly int _outputCount;
    private bool _isOnOtherInputs;

    // The operands that are layers, in the order of the layer's inputs.
    private readonly int[] _layerOperands;

    // The node while it is kept; then the file that it is in, and its number there.
    private GraphNode? _node;
    private GraphSource? _source;
    private int _number;

    // The attributes as text, once the node is gone.
    private string? _attributes;

    // The last answer, and the first and the last of the inputs that it belongs to. A layer gets other inputs only together with a new
    // definition, so comparing these suffices, and stays fast for nodes with thousands of inputs.
    private Answer? _answer;
    private TensorShape? _first;
    private TensorShape? _last;

    /// <summary>The layer of a node.</summary>
    public OnnxLayer(GraphNode node)
    {
        _node = node;
        _kind = node.Node.Operator;
        _operator = node.Operator;
        _outputCount = node.Node.Outputs.Length;
        HasBodies = node.Node.HasBodies;
        _layerOperands = LayersAmong(node.Operands);
        HasSharedTensors = node.HasStoredTensors;
        ContractsWithWeights = node.ContractsWithWeights;
    }

    /// <summary>The node, which may have to be read once more.</summary>
    /// <exception cref="DeepCalcException">Its file has changed since it was imported.</exception>
    public GraphNode Node => _node ?? _source!.Node(_number);

    /// <summary>Whether it contracts its input with constant weights.</summary>
    public bool ContractsWithWeights { get; }

    /// <summary>Whether the node has bodies.</summary>
    public bool HasBodies { get; }

    /// <summary>
    /// Lets the node go: from now on it is read from the file if it is needed. A node with bodies stays, without the graph around it, since
    /// the view of its units runs through the bodies.
    /// </summary>
    /// <param name="source">The file.</param>
    /// <param name="number">The number of the layer in the file, from 1.</param>
    /// <param name="inputs">The inputs of the layer.</param>
    /// <param name="texts">The texts of attributes.</param>
    public void LetGo(GraphSource source, int number, IReadOnlyList<TensorShape> inputs, AttributeTexts texts)
    {
        _attributes = texts.Of(Node.Node);
        _answer = _answer?.Sharing(inputs);
        (_node, _source, _number) = (HasBodies ? Node.Alone(inputs) : null, source, number);
    }

    /// <summary>Lets the values of its outputs go, from which the shapes of later layers have been computed.</summary>
    public void LetValuesGo()
    {
        foreach (FileTensor output in _answer?.Outputs ?? [])
        {
            output.LetGo();
        }
    }

    internal override bool IsUnknown(ReadOnlySpan<TensorShape> inputs) => Ask(inputs).IsUnknown;

    public override string Kind(ReadOnlySpan<TensorShape> inputs) => _kind;

    /// <summary>The layer of the catalogue that the node means; this layer where only ONNX has the operation.</summary>
    internal override LayerDefinition MeaningOn(ReadOnlySpan<TensorShape> inputs) => Ask(inputs).Layer?.Meaning ?? this;

    public override string Describe() => _operator is null ? SettingText.Join("unknown operator", Attributes) : Attributes;

    /// <summary>The settings of the layer of the catalogue that the node means; the attributes where only ONNX has the operation.</summary>
    internal override string DescribeOn(ReadOnlySpan<TensorShape> inputs) => Ask(inputs).Layer?.Describe() ?? Describe();

    public override string Attributes => _attributes ?? OnnxSettings.Describe(Node.Node);

    public override int LeastInputs => 0;

    public override int MostInputs => int.MaxValue;

    public override bool IsSource => true;

    public override bool SeesBatch => true;

    public override bool HasSharedTensors { get; }

    public override bool Multiplies => _operator?.Multiplies == true;

    public override bool Sees(int input) => !(_operator?.SizesOnly.Contains(OperandOf(input)) ?? false);

    internal override LayerDefinition OnOtherInputs() => this with { _node = Node with { Inputs = [] }, _isOnOtherInputs = true, _answer = null };

    public override int OutputCount(ReadOnlySpan<TensorShape> inputs) => _outputCount;

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) => OutputShape(0, inputs, working);

    public override TensorShape OutputShape(int output, ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        Answer answer = Ask(inputs);
        if (working is not null)
        {
            answer.Explain(working, output);
        }

        return output < answer.Outputs.Length ? answer.Outputs[output] : FileTensor.Unranked();
    }

    /// <summary>The stored tensors that it holds.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null) =>
        HasSharedTensors ? Node.Weights(inputs, Ask(inputs), working) : [];

    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        Ask(inputs).Work(working);

    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        Storage(0, inputs, output, working);

    public override Storage Storage(int number, ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Answer answer = Ask(inputs);
        return _operator is null || answer.IsUnknown ? DeepCalc.Storage.Unknown
            : answer.Layer is { } layer && number < layer.OutputCount(answer.Shapes) ? NodeStorage.Of(answer, number, InputOf, output, working)
            : NodeStorage.Of(HasBodies, output);
    }

    public override IReadOnlyList<State> States(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        NodeStorage.States(_kind, HasBodies, _operator, Ask(inputs), output, working);

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        View(0, input, axis, inputs, output);

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
    public IReadOnlyList<LayerBody> Bodies(ReadOnlySpan<TensorShape> inputs) => HasBodies ? Infer(inputs).Bodies : [];

    private int OperandOf(int input) => _layerOperands[input];

    // −1 for an operand that is a constant or left out.
    private int InputOf(int operand) => Array.IndexOf(_layerOperands, operand);

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

        // Most layers share their array.
        ReadOnlySpan<int> layers = found.AsSpan(..count);
        return layers is [0] ? OneOperand : layers is [0, 1] ? TwoOperands : layers.ToArray();
    }

    private Answer Ask(ReadOnlySpan<TensorShape> inputs)
    {
        TensorShape? first = inputs.IsEmpty ? null : inputs[0];
        TensorShape? last = inputs.IsEmpty ? null : inputs[^1];
        if (_answer is { } known && ReferenceEquals(_first, first) && ReferenceEquals(_last, last))
        {
            return known;
        }

        Answer answer = Infer(inputs).WithoutBodies();

        // Inputs whose sizes have symbols are asked about once, to print their working.
        if (!Any(inputs, static shape => shape.HasSymbols))
        {
            (_answer, _first, _last) = (answer, first, last);
        }

        return answer;
    }

    private Answer Infer(ReadOnlySpan<TensorShape> inputs) => Node is { Inputs.Count: > 0 } known
        ? known.Infer(known.WithValues(inputs), _isOnOtherInputs)
        : Node.Infer(inputs, _isOnOtherInputs);

    private static bool Any(ReadOnlySpan<TensorShape> shapes, Func<TensorShape, bool> holds)
    {
        foreach (TensorShape shape in shapes)
        {
            if (holds(shape))
            {
                return true;
            }
        }

        return false;
    }
}
