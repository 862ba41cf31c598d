namespace DeepCalc;

/// <summary>
/// A layer with all that it is computed from: the output of the network so far. It is immutable and knows its settings,
/// its output shape and the layers that feed it, but nothing of what comes after it.
/// </summary>
public sealed class Layer
{
    private readonly Layer[] _inputs;
    private readonly TensorShape[] _inputShapes;
    private readonly object? _weightsOwner;

    // Whether the definition, which describes one sample, stands on shapes of a batch.
    private readonly bool _isBatched;

    // Several measures ask for them; they are always the same.
    private IReadOnlyList<Weight>? _weights;

    /// <summary>Connects a layer to its inputs and computes its output shape.</summary>
    /// <param name="definition">The settings.</param>
    /// <param name="name">A name, or null to be named as Keras does.</param>
    /// <param name="inputs">
    /// The layers that feed it. A layer without inputs that is not itself an input begins a network whose input
    /// shape is not known yet.
    /// </param>
    /// <exception cref="DeepCalcException">The settings are out of range or the layer cannot take these inputs.</exception>
    public Layer(LayerDefinition definition, string? name, params ReadOnlySpan<Layer> inputs)
    {
        ArgumentNullException.ThrowIfNull(definition);
        Definition = definition;
        Name = string.IsNullOrEmpty(name) ? null : name;
        _inputs = inputs.IsEmpty && !definition.IsSource
            ? [ImplicitInput(definition, Name)]
            : inputs.ToArray();
        _inputShapes = ShapesOf(_inputs);
        _isBatched = AreOfBatch(definition, _inputShapes);
        Origins = OriginsOf(_inputs);
        try
        {
            definition.Validate();
            RequireInputCount();
            RequireOneOutput();
            OutputShape = ShapeOf();
        }
        catch (DeepCalcException e)
        {
            throw new DeepCalcException(NameInContext(), e);
        }
        catch (OverflowException)
        {
            throw Overflow(NameInContext(), "output shape");
        }
    }

    // The same layer on other inputs; its settings have been checked, and its network knows its name.
    private Layer(Layer original, Layer[] inputs, Network network, int index)
    {
        Definition = original.Definition.OnOtherInputs();
        Name = original.Name;
        IsFrozen = original.IsFrozen;
        _weightsOwner = original.WeightsOwner;
        _inputs = inputs;
        _inputShapes = ShapesOf(inputs);
        _isBatched = AreOfBatch(Definition, _inputShapes);
        Origins = OriginsOf(inputs);
        try
        {
            OutputShape = ShapeOf();
        }
        catch (DeepCalcException e)
        {
            throw new DeepCalcException(network.NameAt(index), e);
        }
        catch (OverflowException)
        {
            throw Overflow(network.NameAt(index), "output shape");
        }
    }

    // The same layer, its weights frozen or shared.
    private Layer(Layer original, bool isFrozen, object? weightsOwner)
    {
        Definition = original.Definition;
        Name = original.Name;
        _inputs = original._inputs;
        _inputShapes = original._inputShapes;
        _isBatched = original._isBatched;
        Origins = original.Origins;
        OutputShape = original.OutputShape;
        IsFrozen = isFrozen;
        _weightsOwner = weightsOwner;
    }

    /// <summary>The name that it was given, or null; within a network every layer has one (<see cref="Network.NameOf"/>).</summary>
    public string? Name { get; }

    /// <summary>The kind, as Keras names the class.</summary>
    public string Kind => Definition.Kind(_isBatched ? Batching.Samples(_inputShapes) : _inputShapes);

    /// <summary>What the layer is: its settings and its answers.</summary>
    public LayerDefinition Definition { get; }

    /// <summary>The settings in one line.</summary>
    public string Settings => Definition.Describe();

    /// <summary>The layers that feed it.</summary>
    public IReadOnlyList<Layer> Inputs => _inputs;

    /// <summary>The shape of its output, without the batch axis unless the network is one of a file that has it.</summary>
    public TensorShape OutputShape { get; }

    /// <summary>Whether training leaves its weights alone.</summary>
    public bool IsFrozen { get; }

    /// <summary>Whether it was given the weights of another layer.</summary>
    public bool IsTied => _weightsOwner is not null && !ReferenceEquals(_weightsOwner, this);

    /// <summary>What stands for the weights: layers that share them have the same.</summary>
    internal object WeightsOwner => _weightsOwner ?? this;

    /// <summary>The framework whose defaults the network's layers take, or null for DeepCalc's own.</summary>
    public Framework? Framework => (Origins[0].Definition as Input)?.Framework;

    /// <summary>Whether it stands for the input of a network that nobody gave one.</summary>
    public bool IsImplicit => Definition is Input { IsImplicit: true };

    /// <summary>The input layers that it is computed from. Layers of a chain share the list.</summary>
    internal Layer[] Origins { get; }

    internal ReadOnlySpan<Layer> InputSpan => _inputs;

    /// <summary>The names that were given up to this layer, once somebody asked for them.</summary>
    internal GivenNames? KnownNames { get; set; }

    /// <summary>The shapes that come in.</summary>
    public IReadOnlyList<TensorShape> InputShapes => _inputShapes;

    internal ReadOnlySpan<TensorShape> InputShapeSpan => _inputShapes;

    /// <summary>The weights that it works with, shared ones among them.</summary>
    /// <exception cref="DeepCalcException">A size does not fit in 64 bits.</exception>
    public IReadOnlyList<Weight> Weights(Working? working = null) => working is null ? _weights ??= WeightsOf(null) : WeightsOf(working);

    /// <summary>The same layer with weights that training leaves alone.</summary>
    public Layer Frozen() => new(this, true, _weightsOwner);

    /// <summary>
    /// The same layer with the weights of another, as far as it has the same: those of one name and shape, and a matrix that
    /// is the other's or its transpose. They are counted once.
    /// </summary>
    /// <exception cref="DeepCalcException">The layers have no weight in common.</exception>
    public Layer TiedTo(Layer other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Array.TrueForAll(SharedWeights.Match(Weights(), other.Weights()), match => match < 0))
        {
            throw new DeepCalcException(
                NameInContext(),
                new DeepCalcException(
                    ErrorCode.ShapeMismatch,
                    $"it has no weight in common with the {other.Kind} layer whose weights it should share: its own are {Describe(this)}, that layer's {Describe(other)}."));
        }

        return new Layer(this, IsFrozen, other.WeightsOwner);

        static string Describe(Layer layer) => layer.Weights() is { Count: > 0 } weights
            ? string.Join(", ", weights.Select(weight => $"{weight.Name} {weight.Shape}"))
            : "none";
    }

    /// <summary>Checks that no two of the layers that it is computed from, itself among them, were given one name. It costs what is new since the last check.</summary>
    /// <exception cref="DeepCalcException">Two were.</exception>
    public void RequireUniqueNames()
    {
        if (Name is not null || _inputs.Length > 1)
        {
            GivenNames.Of(this);
        }
    }

    /// <summary>How its output shape is computed, step by step.</summary>
    internal TensorShape ExplainShape(Working working) => ShapeOf(working);

    /// <summary>The work that it does for one sample, or for the batch that a file describes.</summary>
    public Work Work(Working? working = null)
    {
        Work work = _isBatched
            ? Batching.Work(Definition, _inputShapes, OutputShape, working)
            : Definition.Work(_inputShapes, OutputShape, working);
        return work.IsPossible ? work : DeepCalc.Work.Unknown(NameInContext());
    }

    /// <summary>What its units see of an axis of an input.</summary>
    public AxisView View(int input, int axis) => _isBatched
        ? Batching.View(Definition, input, axis, _inputShapes, OutputShape)
        : axis >= _inputShapes[input].Rank ? ViewOfNumber(axis)
        : Definition.View(input, axis, _inputShapes, OutputShape);

    // A shape without axes is one position: what stays such a number is still it, and all that is made of it sees the whole of it.
    private AxisView ViewOfNumber(int axis) => OutputShape.Rank == 0 ? AxisView.Same(axis) : AxisView.Everything;

    private static bool AreOfBatch(LayerDefinition definition, TensorShape[] shapes) =>
        !definition.SeesBatch && Array.Exists(shapes, static shape => shape.HasBatch || !shape.IsRanked);

    private TensorShape ShapeOf(Working? working = null) => (_isBatched
        ? Batching.OutputShape(Definition, _inputShapes, working)
        : Definition.OutputShape(_inputShapes, working)).RequireSizes();

    /// <summary>Whether it shares an input layer with another.</summary>
    public bool SharesInputWith(Layer other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Origins == other.Origins || Origins.Intersect(other.Origins).Any();
    }

    /// <summary>Its name, or else its kind, and the shape of its output.</summary>
    public override string ToString() => $"{Name ?? Kind} {OutputShape}";

    internal Layer Rebind(Layer[] inputs, Network network, int index) => new(this, inputs, network, index);

    internal static DeepCalcException Overflow(string layer, string what) => new(
        layer, new DeepCalcException(ErrorCode.CountOverflow, $"the {what} is more than 64 bits hold ({long.MaxValue})."));

    private static Layer ImplicitInput(LayerDefinition definition, string? name)
    {
        try
        {
            return new Layer(new Input(definition.DefaultInput, IsImplicit: true, FixesShapeRank: definition.FixesRank), null);
        }
        catch (OverflowException)
        {
            throw Overflow(name ?? definition.GetType().Name, "input shape");
        }
    }

    private static TensorShape[] ShapesOf(Layer[] inputs)
    {
        if (inputs.Length == 0)
        {
            return [];
        }

        var shapes = new TensorShape[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            shapes[i] = inputs[i].OutputShape;
        }

        return shapes;
    }

    private Layer[] OriginsOf(Layer[] inputs)
    {
        if (inputs.Length == 0)
        {
            return [this];
        }

        if (inputs.Length == 1)
        {
            return inputs[0].Origins;
        }

        Layer[] first = inputs[0].Origins;
        foreach (Layer input in inputs)
        {
            if (input.Origins != first)
            {
                Layer[] origins = [.. inputs.SelectMany(input => input.Origins).Distinct()];
                RequireNamedSizes(origins);
                return origins;
            }
        }

        return first;
    }

    // Sizes that several inputs leave open would have one name, and be equal in silence.
    private static void RequireNamedSizes(Layer[] origins)
    {
        var open = new HashSet<string>();
        foreach (Layer origin in origins)
        {
            foreach (string size in (origin.Definition as Input)?.OpenSizes ?? [])
            {
                if (!open.Add(size))
                {
                    throw new DeepCalcException(
                        ErrorCode.InvalidSetting,
                        $"two inputs leave their size {size} open as None, and whether the sizes are equal is unknown; give them names in place of None: two names, such as S and T, or one name for both if they are equal.");
                }
            }
        }
    }

    private void RequireOneOutput()
    {
        foreach (Layer input in _inputs)
        {
            if (input.Definition is OutputSet && Definition is not OutputSet)
            {
                throw new DeepCalcException(
                    ErrorCode.AmbiguousInput,
                    $"what comes in has {input.Inputs.Count} outputs ({LayerNaming.Few(input.Inputs.Select(output => output.ToString()))}); choose one with -Output of Import-Network.");
            }
        }
    }

    private void RequireInputCount()
    {
        int least = Definition.LeastInputs;
        int most = Definition.MostInputs;
        if (_inputs.Length < least)
        {
            throw new DeepCalcException(
                ErrorCode.TooFewInputs,
                $"a merge needs at least {least} branches; {_inputs.Length} came in. Pipe several layers in, or name the others with -With.");
        }

        if (_inputs.Length > most)
        {
            throw new DeepCalcException(
                ErrorCode.InvalidSetting, $"the layer takes {(most == 1 ? "one input" : $"at most {most} inputs")}; {_inputs.Length} came in.");
        }
    }

    // Only an error asks for this: the name that the layer would have had.
    private IReadOnlyList<Weight> WeightsOf(Working? working)
    {
        IReadOnlyList<Weight> weights;
        try
        {
            weights = Definition.Weights(_isBatched ? Batching.Samples(_inputShapes) : _inputShapes, working);
        }
        catch (OverflowException)
        {
            throw Overflow(NameInContext(), "number of weights");
        }

        return IsFrozen ? [.. weights.Select(weight => weight with { IsTrainable = false })] : weights;
    }

    private string NameInContext() => Name ?? Network.NextName(Kind, _inputs);
}
