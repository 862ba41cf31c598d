namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>A node of an ONNX file.</summary>
/// <remarks>It asks the operator's rule once for the same inputs, and answers from the result.</remarks>
internal sealed record OnnxLayer : LayerDefinition, IHasBodies
{
    // The node while it is kept; then what is kept of it, and its number in the file, from 1.
    private GraphNode? _node;
    private KeptNode? _kept;
    private int _number;

    private bool _isOnOtherInputs;

    // The last answer, and the inputs that it belongs to. A layer gets other inputs only together with a new definition, so comparing the
    // first and the last suffices, and stays fast for nodes with thousands of inputs.
    private Answer? _answer;
    private TensorShape[] _inputs = [];

    /// <summary>The layer of a node.</summary>
    public OnnxLayer(GraphNode node)
    {
        _node = node;
        HasSharedTensors = node.HasStoredTensors;
    }

    /// <summary>The node, which may have to be read once more.</summary>
    /// <exception cref="DeepCalcException">Its file has changed since it was imported.</exception>
    public GraphNode Node => _node ?? Kept.Source!.Node(_number);

    /// <summary>Whether the node has bodies.</summary>
    public bool HasBodies => Kept.HasBodies;

    private KeptNode Kept => _kept ?? _node!.Kept;

    /// <summary>
    /// Lets the node go: from now on it is read from the file, by its number, if it is needed. A node with bodies stays, without the graph around
    /// it, since the view of its units runs through the bodies.
    /// </summary>
    public void LetGo(KeptNodes kept, int number)
    {
        GraphNode node = Node;
        if (node.Kept.Source is null)
        {
            node.Kept = kept.Of(node);
        }

        (_kept, _number) = (node.Kept, number);
        _node = HasBodies ? node.Alone(_inputs) : null;
    }

    /// <summary>Its outputs, as far as they have been asked for.</summary>
    public IReadOnlyList<FileTensor> Outputs => _answer?.Outputs ?? [];

    internal override bool IsUnknown(ReadOnlySpan<TensorShape> inputs) => Ask(inputs).IsUnknown;

    public override string Kind(ReadOnlySpan<TensorShape> inputs) => Kept.Kind;

    /// <summary>The layer of the catalogue that the node means; this layer where only ONNX has the operation.</summary>
    internal override LayerDefinition MeaningOn(ReadOnlySpan<TensorShape> inputs) => Ask(inputs).Layer?.Meaning ?? this;

    public override string Describe() => Kept.Operator is null ? SettingText.Join("unknown operator", Attributes) : Attributes;

    /// <summary>The settings of the layer of the catalogue that the node means; the attributes where only ONNX has the operation.</summary>
    internal override string DescribeOn(ReadOnlySpan<TensorShape> inputs) => Ask(inputs).Layer?.Describe() ?? Describe();

    public override string Attributes => Kept.Attributes;

    /// <summary>The answer, which nodes share that ask the same. One with bodies is asked anew.</summary>
    internal override object? SharedAnswers => HasBodies ? null : _answer;

    public override int LeastInputs => 0;

    public override int MostInputs => int.MaxValue;

    public override bool IsSource => true;

    public override bool SeesBatch => true;

    public override bool HasSharedTensors { get; }

    public override bool Multiplies => Kept.Operator?.Multiplies == true;

    public override bool Sees(int input) => !(Kept.Operator?.SizesOnly.Contains(OperandOf(input)) ?? false);

    /// <summary>Layers keep the inputs that the last answer belongs to, which is one array for many of them.</summary>
    internal override TensorShape[] Sharing(TensorShape[] inputs) => IsAbout(inputs) ? _inputs : inputs;

    internal override LayerDefinition OnOtherInputs() => this with { _node = Node with { Inputs = [] }, _isOnOtherInputs = true, _answer = null };

    public override int OutputCount(ReadOnlySpan<TensorShape> inputs) => Kept.OutputCount;

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
        return Kept.Operator is null || answer.IsUnknown ? DeepCalc.Storage.Unknown
            : answer.Layer is { } layer && number < layer.OutputCount(answer.Shapes) ? NodeStorage.Of(answer, number, InputOf, output, working)
            : NodeStorage.Of(HasBodies, output);
    }

    /// <summary>That of the weight of the meant layer, which can have its axes in another order.</summary>
    internal override MatrixUse UseOf(Weight weight, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        Ask(inputs).UseOf(weight) ?? base.UseOf(weight, inputs, output);

    public override IReadOnlyList<State> States(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        NodeStorage.States(Kept, Ask(inputs), output, working);

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

    private int OperandOf(int input) => Kept.LayerOperands[input];

    // −1 for an operand that is a constant or left out.
    private int InputOf(int operand) => Array.IndexOf(Kept.LayerOperands, operand);

    private Answer Ask(ReadOnlySpan<TensorShape> inputs)
    {
        if (_answer is { } known && IsAbout(inputs))
        {
            return known;
        }

        Answer answer = Infer(inputs).WithoutBodies();

        // Inputs whose sizes have symbols are asked about once, to print their working.
        TensorShape[] shared = answer.Sharing(inputs);
        if (!Array.Exists(shared, static shape => shape.HasSymbols))
        {
            (_answer, _inputs) = (answer, shared);
        }

        return answer;
    }

    private bool IsAbout(ReadOnlySpan<TensorShape> inputs) => _inputs.Length == inputs.Length
        && (inputs.IsEmpty || (ReferenceEquals(_inputs[0], inputs[0]) && ReferenceEquals(_inputs[^1], inputs[^1])));

    private Answer Infer(ReadOnlySpan<TensorShape> inputs) => Node is { Inputs.Count: > 0 } known
        ? known.Infer(known.WithValues(inputs), _isOnOtherInputs)
        : Node.Infer(inputs, _isOnOtherInputs);
}
