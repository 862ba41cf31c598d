namespace DeepCalc;

/// <summary>
/// The definition of a layer: its settings and its answers to six questions. What is its output, in shape and type? What weights does it
/// hold? What work does it do? What does it see? What does it hold in memory? What does it remember from step to step? Every measure is
/// computed from these answers.
/// </summary>
/// <remarks>
/// The answers are pure functions of the input shapes. Given a <see cref="Working"/>, an answer also records its
/// steps. A new layer is a new subclass.
/// </remarks>
public abstract record LayerDefinition
{
    /// <summary>The kind, as Keras names the class: <c>Conv2D</c>. By default it is the name of the definition.</summary>
    public virtual string Kind(ReadOnlySpan<TensorShape> inputs) => GetType().Name;

    /// <summary>
    /// The operation that the layer performs, whatever its place: the same definition in a composed network, in a file, and on each step.
    /// </summary>
    public virtual LayerDefinition Meaning => this;

    /// <summary>The same, where it depends on the inputs, as for a node of a file.</summary>
    internal virtual LayerDefinition MeaningOn(ReadOnlySpan<TensorShape> inputs) => Meaning;

    /// <summary>The settings in one line: <c>64 filters 3x3, stride 2, padding Same</c>.</summary>
    public virtual string Describe() => "";

    /// <summary>The same, where it depends on the inputs, as for a node of a file.</summary>
    internal virtual string DescribeOn(ReadOnlySpan<TensorShape> inputs) => Describe();

    /// <summary>The settings by the names and values of the file that the layer comes from: <c>kernel_shape 3x3, strides 2x2</c>; null without one.</summary>
    public virtual string? Attributes => null;

    /// <summary>The input shape, with all sizes unknown, of a network that begins with this layer.</summary>
    public virtual TensorShape DefaultInput => new(Quantity.Unknown("H"), Quantity.Unknown("W"), Quantity.Unknown("C"));

    /// <summary>Whether the layer only takes inputs with as many axes as <see cref="DefaultInput"/>.</summary>
    public virtual bool FixesRank => false;

    /// <summary>The least number of inputs; 1 by default.</summary>
    public virtual int LeastInputs => 1;

    /// <summary>The largest number of inputs; by default the least. A merge takes any number.</summary>
    public virtual int MostInputs => LeastInputs;

    /// <summary>Whether the inputs are factors of a product: an input whose units see everything then gates the others.</summary>
    public virtual bool Multiplies => false;

    /// <summary>
    /// What layers of a file share whose work, views and storage are the same, so that a measure asks one of them only; null for a layer
    /// that shares nothing.
    /// </summary>
    internal virtual object? SharedAnswers => null;

    /// <summary>Whether it needs no input: an input layer or a constant.</summary>
    public virtual bool IsSource => false;

    /// <summary>
    /// Whether its shapes include the batch axis. A layer of the catalogue describes one sample.
    /// </summary>
    public virtual bool SeesBatch => false;

    /// <summary>Whether its units depend on the values of an input, and not only on its size.</summary>
    public virtual bool Sees(int input) => true;

    /// <summary>Whether it cannot compute its output for these inputs, so that the shape is unknown or one that a file declares.</summary>
    internal virtual bool IsUnknown(ReadOnlySpan<TensorShape> inputs) => false;

    /// <summary>Whether other layers may hold the same weights, by their <see cref="Weight.Identity"/>.</summary>
    public virtual bool HasSharedTensors => false;

    /// <summary>
    /// The same layer for inputs of other sizes. Shapes declared by a file are dropped, since they hold only for the file's sizes.
    /// </summary>
    internal virtual LayerDefinition OnOtherInputs() => this;

    /// <summary>An array of these inputs that its layer keeps, which can be that of other layers on the same inputs.</summary>
    internal virtual TensorShape[] Sharing(TensorShape[] inputs) => inputs;

    /// <summary>Checks the settings by themselves, before any shape is computed.</summary>
    /// <exception cref="DeepCalcException">A setting is out of its range.</exception>
    public virtual void Validate()
    {
    }

    /// <summary>What is its output shape, or the shape of the first of its outputs?</summary>
    /// <exception cref="DeepCalcException">The layer cannot take these inputs.</exception>
    public abstract TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null);

    /// <summary>How many outputs does it have?</summary>
    public virtual int OutputCount(ReadOnlySpan<TensorShape> inputs) => 1;

    /// <summary>The name of one of several outputs, such as that of a state; null where it has only a number.</summary>
    public virtual string? OutputName(int output) => null;

    /// <summary>What is the shape of one of its outputs, numbered from 0?</summary>
    public virtual TensorShape OutputShape(int output, ReadOnlySpan<TensorShape> inputs, Working? working = null) => OutputShape(inputs, working);

    /// <summary>What weights does it hold?</summary>
    public virtual IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null) => [];

    /// <summary>Whether only a part of a weight works on one position, as with the experts that are chosen.</summary>
    internal virtual bool HasActiveParts => false;

    /// <summary>What work does it do for one sample?</summary>
    public virtual Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => default;

    /// <summary>What does one of its units see of axis <paramref name="axis"/> of input <paramref name="input"/>?</summary>
    public abstract AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output);

    /// <summary>What does a unit of one of its outputs see, where units of several outputs see differently?</summary>
    /// <param name="number">The number of the output, from 0.</param>
    /// <param name="input">The number of the input.</param>
    /// <param name="axis">The axis of the input.</param>
    /// <param name="inputs">The shapes of all inputs.</param>
    /// <param name="output">The shape of the output.</param>
    public virtual AxisView View(int number, int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        View(input, axis, inputs, output);

    /// <summary>
    /// What is the type of its output's elements, given those of its inputs? Undefined is the network's own floating-point type. By default
    /// it is that of the first input, or of the first that is no integer.
    /// </summary>
    public virtual ElementType OutputType(ReadOnlySpan<ElementType> inputs) => ElementTypes.Common(inputs);

    /// <summary>
    /// Where is its output in memory, what does it hold while it works, and what does the backward pass need? By default the output is a
    /// tensor of its own, nothing else is held, and the backward pass needs all inputs.
    /// </summary>
    public virtual Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { KeepsInputs = All(inputs) };

    /// <summary>
    /// How does it multiply with one of its weights? By default the weight makes the features of its last axis at every position of the first
    /// input.
    /// </summary>
    internal virtual MatrixUse UseOf(Weight weight, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        inputs.IsEmpty ? new MatrixUse(weight.Shape.Last, 1, 1) : MatrixUse.Of(weight, inputs[0]);

    /// <summary>The same for one of several outputs, numbered from 0: where that output is, and what the layer holds.</summary>
    public virtual Storage Storage(int number, ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        if (number == 0)
        {
            return Storage(inputs, output, working);
        }

        Quantity first = OutputShape(inputs).ElementCount;
        Storage storage = Storage(inputs, OutputShape(inputs), working);
        return storage with
        {
            ViewOf = -1,
            Overwrites = [],
            OverwritesByChannel = [],
            KeepsOutput = false,
            Held = storage.KeepsOutput ? [.. storage.Held, new Held("first output", first, first)] : storage.Held,
        };
    }

    /// <summary>What does it remember from one step of decoding to the next?</summary>
    public virtual IReadOnlyList<State> States(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => [];

    /// <summary>
    /// The same layer where positions before those of its input are remembered, as in decoding. A layer whose work does not depend on their
    /// number is the same.
    /// </summary>
    internal virtual LayerDefinition AfterPositions(Quantity past) => this;

    /// <summary>The settings in one line, or the name of the class where there are none.</summary>
    public sealed override string ToString() => Describe() is { Length: > 0 } settings ? settings : GetType().Name;

    /// <summary>All inputs, by number.</summary>
    protected static IReadOnlyList<int> All(ReadOnlySpan<TensorShape> inputs) => [.. Enumerable.Range(0, inputs.Length)];

    /// <summary>The inputs that have the output's shape, over which an element-wise layer can write its output.</summary>
    protected static IReadOnlyList<int> LikeOutput(ReadOnlySpan<TensorShape> inputs, TensorShape output)
    {
        var like = new List<int>(1);
        for (int i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].Span.SequenceEqual(output.Span))
            {
                like.Add(i);
            }
        }

        return like;
    }

    /// <summary>A view of neighbouring positions of an axis, which follow each other in memory if no earlier axis has several positions.</summary>
    protected static Storage PartOf(TensorShape input, int axis) =>
        new() { ViewOf = 0, Order = input.Sizes.Take(axis).All(size => size == 1) ? ViewOrder.Contiguous : ViewOrder.Strided };

    /// <summary>An error unless a setting is at least <paramref name="least"/>.</summary>
    protected static void Require(string setting, long value, long least) =>
        DeepCalcException.ThrowIf(value < least, ErrorCode.InvalidSize, $"{setting} must be at least {least}; given {value}.");
}
