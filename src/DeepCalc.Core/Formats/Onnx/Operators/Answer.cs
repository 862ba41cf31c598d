namespace DeepCalc;

/// <summary>What an operator's rule answers: what comes out, what work it is, and what a unit sees.</summary>
internal sealed class Answer
{
    private readonly Func<Working?, Work>? _work;
    private readonly Action<Working>? _explain;

    // What is seen: of an output, an operand and an axis; or of an operand and an axis, whichever of like outputs it is.
    private readonly Func<int, int, int, AxisView>? _view;
    private readonly Func<int, int, AxisView>? _likeView;

    private Answer(FileTensor[] outputs, Func<Working?, Work>? work, Func<int, int, int, AxisView>? view, Action<Working>? explain, bool isUnknown)
    {
        Outputs = outputs;
        _work = work;
        _view = view;
        _explain = explain;
        IsUnknown = isUnknown;
    }

    private Answer(Answer original, FileTensor[]? outputs = null, Func<Working?, Work>? work = null)
        : this(outputs ?? original.Outputs, work ?? original._work, original._view, original._explain, original.IsUnknown)
    {
        _likeView = original._likeView;
        BodyWeights = original.BodyWeights;
    }

    private Answer(Answer original, Func<int, int, int, AxisView>? view, Func<int, int, AxisView>? likeView)
        : this(original)
    {
        _view = view;
        _likeView = likeView;
    }

    /// <summary>The outputs; without more, there is no work, and each unit sees everything.</summary>
    public static Answer Of(params FileTensor[] outputs) => new(outputs, null, null, null, false);

    /// <summary>Nothing can be told.</summary>
    /// <param name="name">What the work is called that nobody knows.</param>
    /// <param name="outputs">What little is known of the outputs.</param>
    public static Answer Unknown(string name, params FileTensor[] outputs) =>
        new(outputs, _ => DeepCalc.Work.Unknown(name), (_, _, _) => AxisView.Unknown(-1), null, true);

    /// <summary>
    /// A layer of the catalogue, its settings checked, that works on each sample of a batch by itself; its input is an operand.
    /// </summary>
    public static Answer PerSample(LayerDefinition layer, FileTensor input, ElementType? type = null, int operand = 0)
    {
        TensorShape[] inputs = [input];
        TensorShape output = Batching.OutputShape(layer, inputs, null);
        return new Answer(
            [new FileTensor(type ?? input.Type, output.Span)],
            working => Batching.Work(layer, inputs, output, working),
            (_, index, axis) => index == operand ? Batching.View(layer, 0, axis, inputs, output) : AxisView.Everything,
            working => Batching.OutputShape(layer, inputs, working),
            false);
    }

    /// <summary>A layer of the catalogue, its settings checked, on whole tensors, the batch axis an axis like others.</summary>
    public static Answer Whole(LayerDefinition layer, ElementType type, params FileTensor[] inputs)
    {
        TensorShape output = layer.OutputShape(inputs);
        return new Answer(
            [new FileTensor(type, output.Span)],
            working => layer.Work(inputs, output, working),
            (_, index, axis) => index < inputs.Length ? layer.View(index, axis, inputs, output) : AxisView.Everything,
            working => layer.OutputShape(inputs, working),
            false);
    }

    /// <summary>The outputs.</summary>
    public FileTensor[] Outputs { get; }

    /// <summary>Whether the operator is not known, or what it makes of these inputs.</summary>
    public bool IsUnknown { get; }

    /// <summary>The same with this work.</summary>
    public Answer Doing(Func<Working?, Work> work) => new(this, work: work);

    /// <summary>The same with so many operations on each element of the first output.</summary>
    public Answer Doing(long each) => each == 0 ? this : Doing(working => WorkFormula.Elementwise(working.OutputElements(Outputs[0]), each, working));

    /// <summary>The same where a unit sees this of an axis of an operand; outputs of another number of axes see everything.</summary>
    public Answer Seeing(Func<int, int, AxisView> view) => new(this, null, view);

    /// <summary>The same where a unit of an output sees this of an axis of an operand.</summary>
    public Answer Seeing(Func<int, int, int, AxisView> view) => new(this, view, null);

    /// <summary>The same with these outputs.</summary>
    public Answer With(params FileTensor[] outputs) => new(this, outputs);

    /// <summary>The tensors of the file that the bodies of the node hold.</summary>
    public IReadOnlyList<Weight> BodyWeights { get; private init; } = [];

    /// <summary>The same with the weights of bodies.</summary>
    public Answer Holding(IReadOnlyList<Weight> weights) => new(this) { BodyWeights = weights };

    /// <summary>The work.</summary>
    public Work Work(Working? working) => _work?.Invoke(working) ?? default;

    /// <summary>What a unit of an output, the first if none is named, sees of an axis of an operand.</summary>
    public AxisView View(int operand, int axis, int output = 0) =>
        _view is not null ? _view(output, operand, axis)
        : _likeView is not null && IsLikeFirst(output) ? _likeView(operand, axis)
        : AxisView.Everything;

    /// <summary>Records how the shape is computed.</summary>
    public void Explain(Working working) => _explain?.Invoke(working);

    private bool IsLikeFirst(int output) => output == 0 || (output < Outputs.Length && Outputs[output].Rank == Outputs[0].Rank);
}
