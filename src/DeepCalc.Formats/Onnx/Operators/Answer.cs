namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>
/// The answer of an operator's rule: its outputs, its work, and what a unit sees. A layer of the catalogue answers by itself; an operator
/// that only ONNX has brings functions.
/// </summary>
/// <remarks>An answer is kept with its layer. So no function of it may hold the operation, and with it the node and the graph around it.</remarks>
/// <param name="Outputs">The outputs. With outputs only, there is no work, and each unit sees everything.</param>
internal sealed record Answer(params FileTensor[] Outputs)
{
    /// <summary>An unknown answer, with the outputs as far as they are known.</summary>
    public static Answer Unknown(string name, params FileTensor[] outputs) => new(outputs)
    {
        IsUnknown = true,
        Own = new Parts { Work = _ => DeepCalc.Work.Unknown(name), View = static (_, _, _) => AxisView.Unknown(-1) },
    };

    /// <summary>The layer of the catalogue that the node means, or null where only ONNX has the operation.</summary>
    public LayerDefinition? Layer { get; init; }

    /// <summary>The operands that are that layer's inputs, in its order.</summary>
    public int[] Operands { get; init; } = [];

    /// <summary>The shapes of these inputs, as the layer sees them.</summary>
    public TensorShape[] Shapes { get; init; } = [];

    /// <summary>The inputs of a node's layer; the array of the shapes, where the layer of the catalogue sees the inputs as they are.</summary>
    public TensorShape[] Sharing(ReadOnlySpan<TensorShape> inputs) =>
        inputs.SequenceEqual<TensorShape>(Shapes, ReferenceEqualityComparer.Instance) ? Shapes : inputs.ToArray();

    /// <summary>The operands that are that layer's own weights, in the order of its weights.</summary>
    public int[] Weights { get; init; } = [];

    /// <summary>Whether the operator, or its result for these inputs, is unknown.</summary>
    public bool IsUnknown { get; private init; }

    /// <summary>The stored weights in the bodies of the node.</summary>
    public IReadOnlyList<Weight> BodyWeights => Own.BodyWeights;

    /// <summary>Whether the node does more than the layer that it means.</summary>
    public bool DoesMore => Own.Further.Length > 0;

    // The outputs as the layer makes them.
    private FileTensor[] Made { get; } = Outputs;

    // What does not follow from a layer of the catalogue.
    private Parts Own { get; init; } = Parts.None;

    public Answer Doing(Func<Working?, Work> work) => this with { Own = Own with { Work = work, Further = [] } };

    /// <summary>The same answer with unknown work of this name.</summary>
    public Answer OfUnknownWork(string name) => Doing(_ => DeepCalc.Work.Unknown(name));

    /// <summary>The same answer with a number of operations on each element of the first output as its work.</summary>
    public Answer Doing(long each) => Doing(working => WorkFormula.Elementwise(working.OutputElements(Outputs[0]), each, working));

    /// <summary>The same answer with more elementwise work: steps with a number of elements, operations on each, and a name.</summary>
    public Answer Also(params (Quantity Elements, Quantity Each, string Name)[] steps) =>
        this with { Own = Own with { Further = [.. Own.Further, .. steps.Where(step => step.Each != 0)] } };

    /// <summary>The same answer with additional operations on each element of the first output.</summary>
    public Answer Also(long each, string name) => each == 0 ? this : Also((Outputs[0].ElementCount, each, name));

    /// <summary>The same answer with another element type of the first output.</summary>
    public Answer Typed(ElementType type) => Outputs[0].Type == type ? this : With([Outputs[0].WithType(type), .. Outputs[1..]]);

    /// <summary>The same answer, which takes two sizes to be equal of which one or both are unknown.</summary>
    public Answer Assuming(Quantity first, Quantity second) => first == second ? this : this with { Own = Own with { Equal = (first, second) } };

    /// <summary>The same answer, where the operands are these operands of the node.</summary>
    public Answer On(int[] operands)
    {
        int Place(int operand) => operand >= 0 && operand < operands.Length ? operands[operand] : -1;
        AxisView Seen(int output, int operand, int axis) => Array.IndexOf(operands, operand) is >= 0 and var place ? View(place, axis, output) : AxisView.Everything;
        return this with
        {
            Own = Own.View is null && Layer is not null ? Own : Own with { View = Seen },
            Operands = Array.ConvertAll(Operands, Place),
            Weights = Array.ConvertAll(Weights, Place),
        };
    }

    /// <summary>The same answer with a view for an operand and axis, whatever the output.</summary>
    public Answer Seeing(Func<int, int, AxisView> view) => Seeing((_, operand, axis) => view(operand, axis));

    /// <summary>The same answer with a view for an axis of the first operand. Of other operands, units see everything.</summary>
    public Answer SeeingFirst(Func<int, AxisView> view) => Seeing((operand, axis) => operand == 0 ? view(axis) : AxisView.Everything);

    /// <summary>The same answer with a view for an output, operand and axis.</summary>
    public Answer Seeing(Func<int, int, int, AxisView> view) => this with { Own = Own with { View = view } };

    public Answer With(params FileTensor[] outputs) => this with { Outputs = outputs };

    public IReadOnlyList<LayerBody> Bodies => Own.Bodies;

    /// <summary>The same answer of a node that runs bodies, with their weights. A body without layers is left out.</summary>
    public Answer Running(params IEnumerable<(string Name, BodyResult Body, Quantity Runs)> bodies)
    {
        var all = bodies.ToList();
        return this with
        {
            Own = Own with
            {
                BodyWeights = [.. all.SelectMany(body => body.Body.Weights).DistinctBy(weight => weight.Identity)],
                Bodies = [.. all.Where(body => body.Body.Network is not null).Select(body => new LayerBody(body.Name, body.Body.Network!, body.Runs))],
            },
        };
    }

    /// <summary>The same answer without the networks of bodies, which can be large.</summary>
    public Answer WithoutBodies() => Bodies.Count == 0 ? this : this with { Own = Own with { Bodies = [] } };

    /// <summary>The weights of the layer as it computes them, by the operand that holds them; null where nothing needs their formulas or parts.</summary>
    public ILookup<int, Weight>? Computed(Working? working) => Layer is { } layer && (working is not null || layer.HasActiveParts)
        ? layer.Weights(Shapes, working).Zip(Weights).ToLookup(pair => pair.Second, pair => pair.First)
        : null;

    /// <summary>How the layer multiplies with the weight of its own that has as many elements as a stored one; null where none has.</summary>
    public MatrixUse? UseOf(Weight stored) =>
        Layer is { } layer && layer.Weights(Shapes).FirstOrDefault(own => own.Shape.Rank >= 2 && own.Count == stored.Count) is { } meant
            ? layer.UseOf(meant, Shapes, Made[0])
            : null;

    public Work Work(Working? working)
    {
        Work work = Own.Work is { } own ? own(working) : Layer?.Work(Shapes, Made[0], working) ?? default;
        if (Own.Further.Length == 0)
        {
            return work;
        }

        var steps = new WorkSteps(working);
        steps.AddUnnumbered(work);
        foreach ((Quantity elements, Quantity each, string name) in Own.Further)
        {
            steps.Add(WorkFormula.Elementwise(elements, each, working, steps.Next(name)));
        }

        return steps.Total();
    }

    /// <summary>What a unit of an output, by default the first, sees of an axis of an operand.</summary>
    public AxisView View(int operand, int axis, int output = 0) =>
        Own.View is { } view ? view(output, operand, axis)
        : Array.IndexOf(Operands, operand) is not (>= 0 and var input) ? AxisView.Everything
        : output < Made.Length ? Layer!.View(output, input, axis, Shapes, Made[output])
        : Made.Length == 1 && IsLikeFirst(output) ? Layer!.View(input, axis, Shapes, Made[0])
        : AxisView.Everything;

    /// <summary>Records the working of the shape of an output.</summary>
    public void Explain(Working working, int output)
    {
        if (output < Made.Length)
        {
            Layer?.OutputShape(output, Shapes, working);
        }

        if (Own.Equal is var (first, second))
        {
            Merging.Agree(first, second, working);
        }
    }

    private bool IsLikeFirst(int output) => output == 0 || (output < Outputs.Length && Outputs[output].Rank == Outputs[0].Rank);

    private sealed record Parts
    {
        public static Parts None { get; } = new();

        public Func<Working?, Work>? Work { get; init; }

        // Sizes that are taken to be equal.
        public (Quantity First, Quantity Second)? Equal { get; init; }

        // What a unit sees, by output, operand and axis.
        public Func<int, int, int, AxisView>? View { get; init; }

        // Elementwise work that the node does besides that of the layer: its elements, the operations on each, and its name.
        public (Quantity Elements, Quantity Each, string Name)[] Further { get; init; } = [];

        public IReadOnlyList<Weight> BodyWeights { get; init; } = [];

        public IReadOnlyList<LayerBody> Bodies { get; init; } = [];
    }
}
