namespace DeepCalc;

/// <summary>
/// A layer with everything it is computed from: the output of the network so far. It is immutable. It knows its settings,
/// its output shape and the layers that feed it, but no layer after it.
/// </summary>
/// <remarks>A layer with several outputs has an object for each of them that is used (<see cref="Output"/>).</remarks>
public sealed partial class Layer
{
    // The given name, or the names of the file that it comes from; null for none.
    private object? _name;

    private readonly Layer[] _inputs;
    private readonly TensorShape[] _inputShapes;

    // The definition as it meets the shapes: one that describes a sample is applied to each sample of a batch.
    private readonly LayerDefinition _placed;

    // Computed once, for all measures.
    private IReadOnlyList<Weight>? _weights;

    // How a checkpoint stores its weights; null where none is joined with the network.
    private IReadOnlyList<StoredWeight>? _stored;

    /// <summary>Connects a layer to its inputs and computes its output shape.</summary>
    /// <param name="definition">The settings.</param>
    /// <param name="name">A name, or null for a name in the manner of Keras.</param>
    /// <param name="inputs">
    /// The layers that feed it. A layer without inputs that is not itself an input begins a network whose input
    /// shape is still unknown.
    /// </param>
    /// <exception cref="DeepCalcException">The settings are out of range or the layer cannot take these inputs.</exception>
    public Layer(LayerDefinition definition, string? name, params ReadOnlySpan<Layer> inputs)
        : this(definition, 0, name, inputs)
    {
    }

    /// <summary>The same, where an output other than the first is the first that is used.</summary>
    internal Layer(LayerDefinition definition, int output, string? name, params ReadOnlySpan<Layer> inputs)
        : this(definition, output, name, InputsOf(definition, name, inputs), null, 0)
    {
    }

    // In a network that is bound to another input shape, the settings have been checked, and the network names the layer in errors.
    private Layer(LayerDefinition definition, int output, string? name, Layer[] inputs, Network? bound, int place)
    {
        Definition = definition;
        _name = string.IsNullOrEmpty(name) ? null : name;
        _output = LayerErrors.Number(output);
        _inputs = inputs;
        _inputShapes = ShapesOf(inputs, definition);
        _placed = Place(definition, _inputShapes);
        Origins = LayerOrigins.Of(this);
        try
        {
            if (bound is null)
            {
                definition.Validate();
                LayerErrors.RequireInputs(this);
            }

            OutputShape = ShapeOf(_inputShapes);
            OutputType = TypeOf();
            _inputShapes = definition.Sharing(_inputShapes);
        }
        catch (Exception e) when (e is DeepCalcException or OverflowException)
        {
            throw LayerErrors.OfShape(bound?.NameAt(place) ?? NameInContext(), e);
        }
    }

    /// <summary>The given name, or null; within a network every layer has a name (<see cref="Network.NameOf"/>).</summary>
    public string? Name => _name is FileNames names ? names[FilePlace] : (string?)_name;

    /// <summary>The kind, as Keras names the class.</summary>
    public string Kind => _placed.Kind(_inputShapes);

    /// <summary>The definition of the layer: its settings and its answers.</summary>
    public LayerDefinition Definition { get; }

    /// <summary>The operation that the layer performs, the same definition in composed networks and in files.</summary>
    public LayerDefinition Meaning => Definition.MeaningOn(_inputShapes);

    /// <summary>The settings in one line.</summary>
    public string Settings => Definition.DescribeOn(_inputShapes);

    /// <summary>The layers that feed it.</summary>
    public IReadOnlyList<Layer> Inputs => _inputs;

    internal ReadOnlySpan<Layer> InputSpan => _inputs;

    /// <summary>The shape of its output. It has a batch axis only in a network from a file whose shapes have one.</summary>
    public TensorShape OutputShape { get; }

    /// <summary>The type of its output's elements; Undefined is the network's own floating-point type.</summary>
    public ElementType OutputType { get; }

    /// <summary>The shapes of its inputs.</summary>
    public IReadOnlyList<TensorShape> InputShapes => _inputShapes;

    internal ReadOnlySpan<TensorShape> InputShapeSpan => _inputShapes;

    /// <summary>The framework whose defaults the network's layers take, or null for DeepCalc's own.</summary>
    public Framework? Framework => (Origins[0].Definition as Input)?.Framework;

    /// <summary>Whether it is the automatic input of a network without an input layer.</summary>
    public bool IsImplicit => Definition is Input { IsImplicit: true };

    /// <summary>The input layers that it depends on. The layers of a chain share the list.</summary>
    internal Layer[] Origins { get; }

    /// <summary>Whether it shares an input layer with another.</summary>
    public bool SharesInputWith(Layer other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Origins == other.Origins || Origins.Intersect(other.Origins).Any();
    }

    /// <summary>Its place in the file that it comes from, from 1; 0 for a layer that comes from no file, or from one without an order. Inputs have places of their own.</summary>
    internal int FilePlace { get; set; }

    /// <summary>The identity of the composed block that it is part of, or null.</summary>
    internal object? Block { get; init; }

    /// <summary>Lets its name go, which is from now on taken from those of its file.</summary>
    internal void LetNameGo(FileNames names) => _name = names;

    /// <summary>The given names of this layer and all layers before it; null until they are first needed.</summary>
    internal GivenNames? KnownNames { get; set; }

    /// <summary>
    /// Checks that this layer and all layers before it have different given names. Only layers added since the last check cost time.
    /// </summary>
    /// <exception cref="DeepCalcException">Two layers have the same given name.</exception>
    public void RequireUniqueNames()
    {
        if (_name is not null || _inputs.Length > 1)
        {
            GivenNames.Of(this);
        }
    }

    /// <summary>The same layer in a network that is bound to another input shape.</summary>
    /// <param name="inputs">Its inputs there.</param>
    /// <param name="network">The network that it is in, which names it in errors.</param>
    /// <param name="place">Its place there.</param>
    internal Layer Rebind(Layer[] inputs, Network network, int place) => Bound(Definition.OnOtherInputs(), inputs, network, place);

    /// <summary>The same layer where a number of positions is remembered, in a network of such layers.</summary>
    /// <param name="past">The number of positions.</param>
    /// <param name="inputs">Its inputs there.</param>
    /// <param name="network">The network that it is in, which names it in errors.</param>
    /// <param name="place">Its place there.</param>
    internal Layer After(Quantity past, Layer[] inputs, Network network, int place)
    {
        LayerDefinition after = Definition.AfterPositions(past);
        return !ReferenceEquals(after, Definition) ? Bound(after.OnOtherInputs(), inputs, network, place)
            : inputs.AsSpan().SequenceEqual(_inputs) ? this
            : Rebind(inputs, network, place);
    }

    /// <summary>The same layer with weights as a checkpoint stores them, in a network of such layers.</summary>
    /// <param name="stored">Those of its weights that the checkpoint stores, or null for none.</param>
    /// <param name="inputs">Its inputs there.</param>
    /// <param name="network">The network that it is in, which names it in errors.</param>
    /// <param name="place">Its place there.</param>
    internal Layer Storing(IReadOnlyList<StoredWeight>? stored, Layer[] inputs, Network network, int place)
    {
        Layer layer = Bound(Definition, inputs, network, place);
        layer._stored = stored;
        return layer;
    }

    private Layer Bound(LayerDefinition definition, Layer[] inputs, Network network, int place) => new(definition, _output, Name, inputs, network, place)
    {
        IsFrozen = IsFrozen,
        FilePlace = FilePlace,
        Block = Block,
        _shared = WeightsOwner,
        _stored = _stored,
    };

    /// <summary>Its name, or its kind where it has none, and its output shape.</summary>
    public override string ToString() => $"{Name ?? Kind} {OutputShape}";

    private static Layer[] InputsOf(LayerDefinition definition, string? name, ReadOnlySpan<Layer> inputs)
    {
        ArgumentNullException.ThrowIfNull(definition);
        if (!inputs.IsEmpty || definition.IsSource)
        {
            return inputs.ToArray();
        }

        try
        {
            return [new Layer(new Input(definition.DefaultInput, IsImplicit: true, FixesShapeRank: definition.FixesRank), null)];
        }
        catch (OverflowException)
        {
            throw LayerErrors.Overflow(name ?? definition.GetType().Name, "input shape");
        }
    }

    // A layer that describes one sample asks the graph of a file for the batch.
    private static TensorShape[] ShapesOf(Layer[] inputs, LayerDefinition definition)
    {
        if (inputs.Length == 0)
        {
            return [];
        }

        var shapes = new TensorShape[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            TensorShape shape = inputs[i].OutputShape;
            shapes[i] = !definition.SeesBatch && inputs[i].Definition is not OutputSet && shape is FileTensor { IsRanked: true } tensor
                ? tensor.Seen(tensor.Rank > 1 && SampleWalk.Of(new Network(inputs[i])).HoldSamples(inputs[i]))
                : shape;
        }

        return shapes;
    }

    // Placed also refuses an unknown shape, which no rearrangement can take.
    private static LayerDefinition Place(LayerDefinition definition, TensorShape[] shapes) =>
        (definition.SeesBatch
            ? definition is Rearrangement && Array.Exists(shapes, static shape => !shape.IsRanked)
            : Array.Exists(shapes, static shape => shape.HasBatch || !shape.IsRanked))
            ? new Placed(definition) { Apart = Apart.Samples }
            : definition;

    // For errors: the name that the layer would get.
    private string NameInContext() => Name ?? (IsFurther ? OutputOf.NameInContext() : Network.NextName(Kind, _inputs));
}
