namespace DeepCalc.Formats.Keras;

/// <summary>One call of a layer in a file: its settings and arguments, and methods that add DeepCalc's layers for it.</summary>
/// <param name="Model">The builder of the layers.</param>
/// <param name="Scope">The surrounding model.</param>
/// <param name="Settings">The layer's settings.</param>
/// <param name="Name">The name of this call: <c>outer/conv</c>, and <c>outer/conv:2</c> for the second.</param>
/// <param name="Key">The name of the layer's first call, which holds the weights.</param>
/// <param name="Given">The arguments.</param>
internal sealed record KerasCall(KerasModel Model, KerasScope Scope, KerasSettings Settings, string Name, string Key, KerasInputs Given)
{
    // The further outputs of an unknown layer; a file does not say how many it has.
    private const int MostFurther = 15;

    /// <summary>Whether the layer holds further weights that the file does not describe.</summary>
    public bool HoldsMore { get; init; }

    public KerasImport Import => Model.Import;

    /// <summary>The inputs, without masks and switches.</summary>
    public Layer[] Inputs => Given.Layers;

    /// <summary>The one input.</summary>
    public Layer Input => Inputs[0];

    /// <summary>The shape of an input as the layer sees it: of one step, if the layer is applied to each step.</summary>
    public TensorShape ShapeOf(Layer input) => Scope.Steps == 0 ? input.OutputShape
        : input.OutputShape.Rank > Scope.Steps ? new TensorShape(input.OutputShape.Layout, [.. input.OutputShape.Sizes.Skip(Scope.Steps)])
        : throw new DeepCalcException(ErrorCode.RankMismatch, $"a layer applied to each step needs an input with a step axis and at least one more axis; the input is {input.OutputShape}.");

    /// <summary>The shape of the first input as the layer sees it.</summary>
    public TensorShape Shape => ShapeOf(Input);

    /// <summary>The argument with a name, or the positional argument at an index; null if there is neither.</summary>
    public Layer? Argument(string role, int place) =>
        Given.Arguments.FirstOrDefault(argument => argument.Role == role).Layer
        ?? Given.Arguments.Where(argument => argument.Role is null).Skip(place).FirstOrDefault().Layer;

    public Layer Add(LayerDefinition definition) => Add(definition, null, Inputs);

    /// <summary>Adds a layer on other inputs, as a part of this one.</summary>
    public Layer Add(LayerDefinition definition, string? part, params ReadOnlySpan<Layer> inputs)
    {
        string suffix = part is null ? "" : $"/{part}";
        if (HoldsMore && part is null)
        {
            definition = InPart(definition, "it is quantised or adapted by LoRA, which adds weights that the file does not describe", holdsMore: true);
        }

        return Import.Connect(OnSteps(definition, inputs.Length), Name + suffix, Key + suffix, Scope.IsFrozen, inputs);
    }

    /// <summary>The outputs of a layer; a name gives each further one the name of a part.</summary>
    public KerasOutputs OutputsOf(Layer layer, Func<int, string> name) => new(
        layer,
        Enumerable.Range(1, layer.OutputCount - 1).Select<int, Func<Layer>>(index => () => Import.Output(layer, index, $"{Name}/{name(index)}")));

    /// <summary>The same call with frozen weights, if the condition holds.</summary>
    public KerasCall FrozenIf(bool isFrozen) => isFrozen && !Scope.IsFrozen ? this with { Scope = Scope with { IsFrozen = true } } : this;

    /// <summary>An unknown layer, with only the shapes that the file declares.</summary>
    public KerasOutputs Unknown(bool holdsWeights = true, TensorShape? shape = null)
    {
        UnknownLayer definition = Import.Unknown(Name, Settings.ClassName, Import.Given(Name) ?? Declared(0) ?? (shape is null ? null : Import.WithGiven(shape)), holdsWeights) with
        {
            Stored = holdsWeights ? Import.StoredOf(Key) : null,
            Others = [.. Enumerable.Range(1, MostFurther).Select(Declared)],
        };
        return OutputsOf(Import.Connect(definition, Name, Key, Scope.IsFrozen, Inputs), index => $"output{index}");
    }

    private TensorShape? Declared(int output) => Scope.Steps == 0 && Given.Declared(output) is { } declared ? Import.WithGiven(declared) : null;

    /// <summary>The same definition with partly unknown work, and perhaps unknown further weights.</summary>
    public Placed InPart(LayerDefinition definition, string why, bool holdsMore = false)
    {
        Import.RequireKnown(Name, why);
        return new Placed(definition) { KindName = Settings.ClassName, IsWorkUnknown = true, HoldsMore = holdsMore };
    }

    private LayerDefinition OnSteps(LayerDefinition definition, int inputs)
    {
        for (int i = 0; i < Scope.Steps; i++)
        {
            definition = inputs == 1 ? new Placed(definition) { Apart = Apart.Steps }
                : definition is Merge ? definition
                : definition is Concatenate { Axis: { } axis } ? new Concatenate(axis < 0 ? axis : axis + 1)
                : Import.Unknown(Name, definition.GetType().Name, null, true);
        }

        return definition;
    }
}
