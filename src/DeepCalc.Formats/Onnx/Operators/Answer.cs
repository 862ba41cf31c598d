using DeepCalc.Formulas;
using DeepCalc.Measures.Fields;

namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>The answer of an operator's rule: its outputs, its work, and what a unit sees.</summary>
internal sealed class Answer
{
    private readonly Func<Working?, Work>? _work;
    private readonly Action<Working>? _explain;

    // What a unit sees, by output, operand and axis; or by operand and axis alone, for all outputs with the rank of the first.
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

    private Answer(Answer original, FileTensor[]? outputs = null, Func<Working?, Work>? work = null, Action<Working>? explain = null)
        : this(outputs ?? original.Outputs, work ?? original._work, original._view, explain ?? original._explain, original.IsUnknown)
    {
        _likeView = original._likeView;
        BodyWeights = original.BodyWeights;
        Layer = original.Layer;
        Inputs = original.Inputs;
        Weights = original.Weights;
        Further = original.Further;
    }

    private Answer(Answer original, Func<int, int, int, AxisView>? view, Func<int, int, AxisView>? likeView)
        : this(original)
    {
        _view = view;
        _likeView = likeView;
    }

    /// <summary>An answer with outputs only: no work, and each unit sees everything.</summary>
    public static Answer Of(params FileTensor[] outputs) => new(outputs, null, null, null, false);

    /// <summary>An unknown answer.</summary>
    /// <param name="name">The name of the unknown work.</param>
    /// <param name="outputs">The outputs, as far as they are known.</param>
    public static Answer Unknown(string name, params FileTensor[] outputs) =>
        new(outputs, _ => DeepCalc.Work.Unknown(name), (_, _, _) => AxisView.Unknown(-1), null, true);

    /// <summary>The answer of a layer of the catalogue: the node means this layer.</summary>
    /// <param name="layer">The layer. Its settings must be valid.</param>
    /// <param name="type">The element type of its outputs.</param>
    /// <param name="inputs">Its inputs in order: the number of the operand, and the tensor as the layer sees it.</param>
    /// <param name="weights">The operands that are its own weights, in the order of its weights; −1 for one that the node does not have.</param>
    public static Answer Of(LayerDefinition layer, ElementType type, (int Operand, TensorShape Shape)[] inputs, params int[] weights)
    {
        TensorShape[] shapes = Array.ConvertAll(inputs, static input => input.Shape);
        var outputs = new TensorShape[layer.OutputCount(shapes)];
        for (int i = 0; i < outputs.Length; i++)
        {
            // A file's tensor has numbered axes, since none of them is known to be that of the channels.
            TensorShape shape = layer.OutputShape(i, shapes);
            outputs[i] = layer is Placed ? shape : new FileTensor(type, shape.Span);
        }

        var answer = new Answer(
            Array.ConvertAll(outputs, output => output is FileTensor same ? same.With(type, null) : new FileTensor(type, output.Span)),
            working => layer.Work(shapes, outputs[0], working),
            null,
            working => layer.OutputShape(shapes, working),
            false)
        {
            Layer = layer,
            Inputs = inputs,
            Weights = weights,
        };
        AxisView Seen(int output, int operand, int axis) =>
            output < outputs.Length && Array.FindIndex(inputs, input => input.Operand == operand) is >= 0 and var input
                ? layer.View(output, input, axis, shapes, outputs[output])
                : AxisView.Everything;
        return outputs.Length == 1 ? answer.Seeing((operand, axis) => Seen(0, operand, axis)) : answer.Seeing(Seen);
    }

    /// <summary>The layer of the catalogue that the node means, or null where only ONNX has the operation.</summary>
    public LayerDefinition? Layer { get; private init; }

    /// <summary>The inputs of that layer: the number of the operand, and the tensor as the layer sees it.</summary>
    public (int Operand, TensorShape Shape)[] Inputs { get; private init; } = [];

    /// <summary>The shapes of these inputs.</summary>
    public TensorShape[] Shapes => Array.ConvertAll(Inputs, static input => input.Shape);

    /// <summary>The operands that are that layer's own weights, in the order of its weights.</summary>
    public int[] Weights { get; private init; } = [];

    /// <summary>The outputs.</summary>
    public FileTensor[] Outputs { get; }

    /// <summary>Whether the operator, or its result for these inputs, is unknown.</summary>
    public bool IsUnknown { get; }

    /// <summary>Elementwise work that the node does besides that of the layer: its elements, the operations on each, and its name.</summary>
    private (Quantity Elements, Quantity Each, string Name)[] Further { get; init; } = [];

    /// <summary>Whether the node does more than the layer that it means.</summary>
    public bool DoesMore => Further.Length > 0;

    /// <summary>The same answer with other work.</summary>
    public Answer Doing(Func<Working?, Work> work) => new(this, work: work) { Further = [] };

    /// <summary>The same answer with a number of operations on each element of the first output as its work.</summary>
    public Answer Doing(long each) => each == 0 ? this : Doing(working => WorkFormula.Elementwise(working.OutputElements(Outputs[0]), each, working));

    /// <summary>
    /// The same answer with additional elementwise work; each step has a number of elements, operations for each element, and a name.
    /// </summary>
    public Answer Also(params (Quantity Elements, Quantity Each, string Name)[] steps) =>
        new(this) { Further = [.. Further, .. steps.Where(step => step.Each != 0)] };

    /// <summary>The same answer with additional operations on each element of the first output.</summary>
    public Answer Also(long each, string name) => each == 0 ? this : Also((Outputs[0].ElementCount, each, name));

    /// <summary>The same answer with another element type of the first output.</summary>
    public Answer Typed(ElementType type) => Outputs[0].Type == type ? this : With([Outputs[0].WithType(type), .. Outputs[1..]]);

    /// <summary>The same answer, which takes two sizes to be equal of which one or both are unknown.</summary>
    public Answer Assuming(Quantity first, Quantity second) => first == second ? this : Explaining(working =>
    {
        Explain(working);
        Merging.Agree(first, second, working);
    });

    /// <summary>The same answer, where the operands are these operands of the node.</summary>
    public Answer On(int[] operands)
    {
        int Place(int operand) => operand >= 0 && operand < operands.Length ? operands[operand] : -1;
        AxisView Seen(int output, int operand, int axis) => Array.IndexOf(operands, operand) is >= 0 and var place ? View(place, axis, output) : AxisView.Everything;
        return new Answer(this, Seen, null)
        {
            Inputs = Array.ConvertAll(Inputs, input => (Place(input.Operand), input.Shape)),
            Weights = Array.ConvertAll(Weights, Place),
        };
    }

    /// <summary>The same answer with a working of the shape.</summary>
    public Answer Explaining(Action<Working> explain) => new(this, explain: explain);

    /// <summary>The same answer with a view for an operand and axis. Outputs with another rank than the first see everything.</summary>
    public Answer Seeing(Func<int, int, AxisView> view) => new(this, null, view);

    /// <summary>The same answer with a view for an output, operand and axis.</summary>
    public Answer Seeing(Func<int, int, int, AxisView> view) => new(this, view, null);

    /// <summary>The same answer with other outputs.</summary>
    public Answer With(params FileTensor[] outputs) => new(this, outputs);

    /// <summary>The stored weights in the bodies of the node.</summary>
    public IReadOnlyList<Weight> BodyWeights { get; private init; } = [];

    /// <summary>The same answer with weights of bodies.</summary>
    public Answer Holding(IReadOnlyList<Weight> weights) => new(this) { BodyWeights = weights };

    /// <summary>The number of elements of each operand that is a weight of the layer, as the layer computes it; null for another operand.</summary>
    /// <param name="operands">The number of operands.</param>
    /// <param name="working">Where the symbols of the numbers are given.</param>
    public Quantity?[] WeightCounts(int operands, Working working)
    {
        var counts = new Quantity?[operands];
        IReadOnlyList<Weight> own = Layer?.Weights(Array.ConvertAll(Inputs, input => input.Shape), working) ?? [];
        for (int i = 0; i < Math.Min(own.Count, Weights.Length); i++)
        {
            if (Weights[i] is >= 0 and var operand && operand < operands)
            {
                counts[operand] = counts[operand] is { } before ? before + own[i].Count : own[i].Count;
            }
        }

        return counts;
    }

    /// <summary>The work.</summary>
    public Work Work(Working? working)
    {
        Work work = _work?.Invoke(working) ?? default;
        if (Further.Length == 0)
        {
            return work;
        }

        var steps = new WorkSteps(working);
        steps.AddUnnumbered(work);
        foreach ((Quantity elements, Quantity each, string name) in Further)
        {
            steps.Add(WorkFormula.Elementwise(elements, each, working, steps.Next(name)));
        }

        return steps.Total();
    }

    /// <summary>What a unit of an output, by default the first, sees of an axis of an operand.</summary>
    public AxisView View(int operand, int axis, int output = 0) =>
        _view is not null ? _view(output, operand, axis)
        : _likeView is not null && IsLikeFirst(output) ? _likeView(operand, axis)
        : AxisView.Everything;

    /// <summary>Records the working of the shape.</summary>
    public void Explain(Working working) => _explain?.Invoke(working);

    private bool IsLikeFirst(int output) => output == 0 || (output < Outputs.Length && Outputs[output].Rank == Outputs[0].Rank);
}
