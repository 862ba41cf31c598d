namespace DeepCalc;

/// <summary>One call of a layer of a file: what it is given, and a way to put layers of the catalogue there.</summary>
/// <param name="Model">What makes the layers.</param>
/// <param name="Scope">Where it stands.</param>
/// <param name="Settings">The layer's settings.</param>
/// <param name="Name">The name of this call of the layer: <c>outer/conv</c>, of the second <c>outer/conv:2</c>.</param>
/// <param name="Key">The name of its first call, which holds the weights.</param>
/// <param name="Given">What goes in.</param>
internal sealed record KerasCall(KerasModel Model, KerasScope Scope, KerasSettings Settings, string Name, string Key, KerasInputs Given)
{
    /// <summary>Whether it holds weights that the file does not tell, beside its own.</summary>
    public bool HoldsMore { get; init; }

    /// <summary>The import that it is part of.</summary>
    public KerasImport Import => Model.Import;

    /// <summary>What goes in, without masks and switches.</summary>
    public Layer[] Inputs => Given.Layers;

    /// <summary>The one input.</summary>
    public Layer Input => Inputs is [var first, ..] ? first : throw Missing();

    /// <summary>The shape of an input as the layer gets it: of one step, if it is applied to each.</summary>
    public TensorShape ShapeOf(Layer input) => Scope.Steps == 0 ? input.OutputShape
        : input.OutputShape.Rank > Scope.Steps ? new TensorShape(input.OutputShape.Layout, [.. input.OutputShape.Skip(Scope.Steps)])
        : throw new DeepCalcException(ErrorCode.RankMismatch, $"a layer on each step needs an input of steps and what a step is; the input is {input.OutputShape}.");

    /// <summary>The shape of the first input as the layer gets it.</summary>
    public TensorShape Shape => ShapeOf(Input);

    /// <summary>The input of a name, or the one that stands at a place among those without.</summary>
    public Layer? Argument(string role, int place) =>
        Given.Arguments.FirstOrDefault(argument => argument.Role == role).Layer
        ?? Given.Arguments.Where(argument => argument.Role is null).Skip(place).FirstOrDefault().Layer;

    /// <summary>Puts a layer of the catalogue on the inputs.</summary>
    public Layer Add(LayerDefinition definition) => Add(definition, null, Inputs);

    /// <summary>Puts a layer of the catalogue on others, as a part of this one.</summary>
    public Layer Add(LayerDefinition definition, string? part, params ReadOnlySpan<Layer> inputs)
    {
        if (inputs.IsEmpty)
        {
            throw Missing();
        }

        string suffix = part is null ? "" : $"/{part}";
        if (HoldsMore && part is null)
        {
            definition = InPart(definition, "it is quantised, or adapted by LoRA, which adds weights that the file does not tell", holdsMore: true);
        }

        return Import.Connect(OnSteps(definition, inputs.Length), Name + suffix, Key + suffix, Scope.IsFrozen, inputs);
    }

    /// <summary>The same call, with weights that training leaves alone if something says so.</summary>
    public KerasCall FrozenIf(bool isFrozen) => isFrozen && !Scope.IsFrozen ? this with { Scope = Scope with { IsFrozen = true } } : this;

    /// <summary>A layer of which no more is known than the file says of it.</summary>
    public KerasOutputs Unknown(bool holdsWeights = true, TensorShape? shape = null)
    {
        Layer[] inputs = Inputs;
        Layer first = Make(0, Name, holdsWeights);
        return new KerasOutputs(first, Enumerable.Range(1, 15).Select<int, Func<Layer>>(index => () => Make(index, $"{Name}/output{index}", false)));

        Layer Make(int index, string name, bool holds)
        {
            TensorShape? declared = (Scope.Steps == 0 ? Given.Declared(index) : null) ?? (index == 0 ? shape : null);
            LayerDefinition definition = Import.Unknown(Name, Settings.ClassName, declared is null ? null : Import.WithGiven(declared), holds);
            return Import.Connect(definition, name, Key + name[Name.Length..], Scope.IsFrozen, inputs.Length > 0 ? inputs : throw Missing());
        }
    }

    /// <summary>The same definition, with part of its work, and perhaps of its weights, not known.</summary>
    public KerasLayer InPart(LayerDefinition definition, string why, bool holdsMore = false)
    {
        Import.RequireKnown(Name, why);
        return new KerasLayer(definition) { ClassName = Settings.ClassName, IsWorkUnknown = true, HoldsMore = holdsMore };
    }

    public static DeepCalcException Missing() =>
        new(ErrorCode.FileCorrupt, "nothing goes into it: its inbound_nodes name no layer.");

    private LayerDefinition OnSteps(LayerDefinition definition, int inputs)
    {
        for (int i = 0; i < Scope.Steps; i++)
        {
            definition = inputs == 1 ? new TimeDistributed(definition)
                : definition is Merge ? definition
                : definition is Concatenate { Axis: { } axis } ? new Concatenate(axis < 0 ? axis : axis + 1)
                : Import.Unknown(Name, definition.GetType().Name, null, true);
        }

        return definition;
    }
}
