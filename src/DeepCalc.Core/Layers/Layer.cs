namespace DeepCalc;

/// <summary>
/// A layer with everything it is computed from: the output of the network so far. It is immutable. It knows its settings,
/// its output shape and the layers that feed it, but no layer after it.
/// </summary>
public sealed class Layer
{
    private readonly Layer[] _inputs;
    private readonly TensorShape[] _inputShapes;
    private readonly object? _weightsOwner;

    // The definition as it meets the shapes: one that describes a sample is applied to each sample of a batch.
    private readonly LayerDefinition _placed;

    // Computed once, for all measures.
    private IReadOnlyList<Weight>? _weights;

    /// <summary>Connects a layer to its inputs and computes its output shape.</summary>
    /// <param name="definition">The settings.</param>
    /// <param name="name">A name, or null for a name in the manner of Keras.</param>
    /// <param name="inputs">
    /// The layers that feed it. A layer without inputs that is not itself an input begins a network whose input
    /// shape is still unknown.
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
        _placed = Place(definition, _inputShapes);
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
        _placed = Place(Definition, _inputShapes);
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
        _placed = original._placed;
        Origins = original.Origins;
        OutputShape = original.OutputShape;
        IsFrozen = isFrozen;
        _weightsOwner = weightsOwner;
    }

    /// <summary>The given name, or null; within a network every layer has a name (<see cref="Network.NameOf"/>).</summary>
    public string? Name { get; }

    /// <summary>The kind, as Keras names the class.</summary>
    public string Kind => _placed.Kind(_inputShapes);

    /// <summary>The definition of the layer: its settings and its answers.</summary>
    public LayerDefinition Definition { get; }

    /// <summary>The operation that the layer performs, the same definition in composed networks and in files.</summary>
    public LayerDefinition Meaning => Definition.MeaningOn(_inputShapes);

    /// <summary>The settings in one line.</summary>
    public string Settings => Definition.Describe();

    /// <summary>The layers that feed it.</summary>
    public IReadOnlyList<Layer> Inputs => _inputs;

    /// <summary>The shape of its output. It has a batch axis only in a network from a file whose shapes have one.</summary>
    public TensorShape OutputShape { get; }

    /// <summary>Whether training leaves its weights alone.</summary>
    public bool IsFrozen { get; }

    /// <summary>Whether it shares the weights of another layer.</summary>
    public bool IsTied => _weightsOwner is not null && !ReferenceEquals(_weightsOwner, this);

    /// <summary>The identity of the weights: layers that share weights have the same object.</summary>
    internal object WeightsOwner => _weightsOwner ?? this;

    /// <summary>The framework whose defaults the network's layers take, or null for DeepCalc's own.</summary>
    public Framework? Framework => (Origins[0].Definition as Input)?.Framework;

    /// <summary>Whether it is the automatic input of a network without an input layer.</summary>
    public bool IsImplicit => Definition is Input { IsImplicit: true };

    /// <summary>The input layers that it depends on. The layers of a chain share the list.</summary>
    internal Layer[] Origins { get; }

    internal ReadOnlySpan<Layer> InputSpan => _inputs;

    /// <summary>The given names of this layer and all layers before it; null until they are first needed.</summary>
    internal GivenNames? KnownNames { get; set; }

    /// <summary>The shapes of its inputs.</summary>
    public IReadOnlyList<TensorShape> InputShapes => _inputShapes;

    internal ReadOnlySpan<TensorShape> InputShapeSpan => _inputShapes;

    /// <summary>Its weights, shared ones included.</summary>
    /// <exception cref="DeepCalcException">A size does not fit in 64 bits.</exception>
    public IReadOnlyList<Weight> Weights(Working? working = null) => working is null ? _weights ??= WeightsOf(null) : WeightsOf(working);

    /// <summary>The same layer with frozen weights, which training does not change.</summary>
    public Layer Frozen() => new(this, true, _weightsOwner);

    /// <summary>
    /// The same layer, sharing matching weights with another layer: those of equal name and shape, and a matrix that
    /// equals the other's or its transpose. Shared weights are counted once.
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

    /// <summary>
    /// Checks that this layer and all layers before it have different given names. Only layers added since the last check cost time.
    /// </summary>
    /// <exception cref="DeepCalcException">Two layers have the same given name.</exception>
    public void RequireUniqueNames()
    {
        if (Name is not null || _inputs.Length > 1)
        {
            GivenNames.Of(this);
        }
    }

    /// <summary>Computes its output shape again and records the steps.</summary>
    internal TensorShape ExplainShape(Working working) => ShapeOf(working);

    /// <summary>
    /// The sizes of its inputs that are assumed to be equal, since one of them or both are unknown: <c>2·⌊N/2⌋ = N</c> where a skip connection
    /// meets what was halved and doubled. A number for which they differ is an error of the layer.
    /// </summary>
    public IReadOnlyList<string> AssumedSizes() => [.. Equalities().Select(pair => $"{pair.First} = {pair.Second}").Distinct()];

    /// <summary>The pairs of sizes of its inputs that are assumed to be equal.</summary>
    internal IReadOnlyList<(Quantity First, Quantity Second)> Equalities()
    {
        if (!Array.Exists(_inputShapes, shape => shape.IsRanked && shape.Sizes.Any(size => !size.IsKnown)))
        {
            return [];
        }

        var working = Working.OfAssumptions();
        ShapeOf(working);
        return working.Equalities;
    }

    /// <summary>Its work for one sample, or for the batch of a file.</summary>
    public Work Work(Working? working = null)
    {
        Work work = _placed.Work(_inputShapes, OutputShape, working);
        return work.IsPossible ? work : DeepCalc.Work.Unknown(NameInContext());
    }

    /// <summary>The positions of an input axis that its units see.</summary>
    public AxisView View(int input, int axis) => axis >= _inputShapes[input].Rank
        ? ViewOfNumber(axis)
        : _placed.View(input, axis, _inputShapes, OutputShape);

    // A scalar is one position. A scalar output sees that position; any larger output sees all of it.
    private AxisView ViewOfNumber(int axis) => OutputShape.Rank == 0 ? AxisView.Same(axis) : AxisView.Everything;

    private static LayerDefinition Place(LayerDefinition definition, TensorShape[] shapes) =>
        !definition.SeesBatch && Array.Exists(shapes, static shape => shape.HasBatch || !shape.IsRanked)
            ? new Placed(definition) { Apart = Apart.Samples }
            : definition;

    private TensorShape ShapeOf(Working? working = null) => _placed.OutputShape(_inputShapes, working).RequireSizes();

    /// <summary>Whether it shares an input layer with another.</summary>
    public bool SharesInputWith(Layer other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Origins == other.Origins || Origins.Intersect(other.Origins).Any();
    }

    /// <summary>Its name, or its kind where it has none, and its output shape.</summary>
    public override string ToString() => $"{Name ?? Kind} {OutputShape}";

    internal Layer Rebind(Layer[] inputs, Network network, int index) => new(this, inputs, network, index);

    internal static DeepCalcException Overflow(string layer, string what) => new(
        layer, new DeepCalcException(ErrorCode.CountOverflow, $"the {what} does not fit in 64 bits (at most {long.MaxValue})."));

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

    // Open sizes of several inputs could get the same name and would then silently be equal.
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
                        $"two inputs leave their size {size} open as None, so it is unknown whether the two sizes are equal; give names in place of None: two names, such as S and T, or one name if they are equal.");
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
                    $"the input network has {input.Inputs.Count} outputs ({LayerNaming.Few(input.Inputs.Select(output => output.ToString()))}); a layer takes one of them.");
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
                $"a merge needs at least {least} inputs; given {_inputs.Length}.");
        }

        if (_inputs.Length > most)
        {
            throw new DeepCalcException(
                ErrorCode.InvalidSetting, $"the layer takes {(most == 1 ? "one input" : $"at most {most} inputs")}; given {_inputs.Length}.");
        }
    }

    private IReadOnlyList<Weight> WeightsOf(Working? working)
    {
        IReadOnlyList<Weight> weights;
        try
        {
            weights = _placed.Weights(_inputShapes, working);
        }
        catch (OverflowException)
        {
            throw Overflow(NameInContext(), "number of weights");
        }

        return IsFrozen ? [.. weights.Select(weight => weight with { IsTrainable = false })] : weights;
    }

    // For errors: the name that the layer would get.
    private string NameInContext() => Name ?? Network.NextName(Kind, _inputs);
}
