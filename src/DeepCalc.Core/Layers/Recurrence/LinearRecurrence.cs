namespace DeepCalc;

/// <summary>
/// A layer that takes the place of attention and remembers a state of fixed size, however long the sequence: each position updates the
/// state linearly and reads it. It has its projections, and perhaps a norm and a gate of its results.
/// </summary>
/// <remarks>The input has two axes, positions and features, and so has the output.</remarks>
public abstract record LinearRecurrence : LayerDefinition
{
    private readonly ElementType _usualType;

    private protected LinearRecurrence(ElementType stateType) => StateType = _usualType = stateType;

    /// <summary>The type of the elements of the state, whatever the type of the network; Undefined is the network's own.</summary>
    public ElementType StateType { get; init; }

    public override TensorShape DefaultInput => new(Quantity.Unknown("T"), Quantity.Unknown("C"));

    public override bool FixesRank => true;

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) => inputs[0].Rank == 2
        ? inputs[0]
        : throw new DeepCalcException(
            ErrorCode.RankMismatch, $"{Kind(inputs)} needs an input of positions and features, such as 1024x2048; the input is {inputs[0]}.");

    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        Quantity features = working.Let("C", inputs[0].Last);
        var weights = new List<Weight>();
        foreach (Projection projection in Projections(features, working))
        {
            weights.Add(new Weight(projection.Name + "_kernel", new TensorShape(projection.From, projection.To)));
            if (projection.UseBias)
            {
                weights.Add(new Weight(projection.Name + "_bias", new TensorShape(projection.To)));
            }
        }

        weights.AddRange(Vectors(features, working));
        return weights;
    }

    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity positions = working.Let("T", inputs[0][0], "positions");
        Quantity features = working.Let("C", inputs[0].Last);
        var steps = new WorkSteps(working);
        Projection[] projections = [.. Projections(features, working)];
        foreach (Projection projection in projections[..^1])
        {
            Add(projection, ref steps);
        }

        Recur(ref steps, positions, features, working);
        Add(projections[^1], ref steps);
        return steps.Total();

        void Add(Projection projection, ref WorkSteps steps) => steps.Contract(
            $"{projection.Name.Replace('_', ' ')} projection", positions * projection.To, projection.From, projection.UseBias ? 1 : 0);
    }

    /// <summary>
    /// One state, what the recurrence takes and puts out, and the gates. Kept is what each part needs, but no state: the backward pass
    /// computes the states again.
    /// </summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity positions = working.Let("T", inputs[0][0], "positions");
        Quantity features = working.Let("C", inputs[0].Last);
        Quantity state = working.Record("Elements of the state", "e", StateElements(features, working), Source);
        List<Held> held = [new("state", state, 0, StateType) { Moments = (1, 1) }];
        foreach (HeldPart part in Middle(features, working))
        {
            Quantity elements = Of("", part.Width);
            Quantity kept = part.Kept == part.Width ? elements : Of(", kept", part.Kept);
            held.Add(new(part.Name, elements, kept) { Moments = (part.First, part.Last), ForWeight = part.IsForWeights ? DeepCalc.Storage.AnyWeight : null });

            Quantity Of(string how, Quantity width) =>
                width == 0 ? width : working.Record($"Elements of the {part.Name}{how}", "e", positions * width, Source);
        }

        return new() { KeepsInputs = KeepsInput ? [0] : [], KeepsForWeights = [(0, DeepCalc.Storage.AnyWeight)], Held = held };
    }

    /// <summary>The state, and the last inputs that the next position needs.</summary>
    public override IReadOnlyList<State> States(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        Quantity features = working.Let("C", inputs[0].Last);
        var state = new State("state", working.Record("Elements of the state", "e", StateElements(features, working), Source), StateType);
        Quantity last = LastInputs(features, working);
        return last == 0 ? [state] : [state, new("last inputs", working.Record("Remembered inputs", "e", last, Source))];
    }

    /// <summary>A position sees itself and those before it.</summary>
    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        axis == 0 ? AxisView.Prefix(0) : AxisView.Everything;

    /// <summary>Where its formulas come from.</summary>
    private protected abstract string Source { get; }

    /// <summary>Whether the backward pass needs the input itself, which its first projections take.</summary>
    private protected virtual bool KeepsInput => true;

    /// <summary>Its matrices, in the order in which they work; the last one makes the output.</summary>
    private protected abstract IEnumerable<Projection> Projections(Quantity features, Working? working);

    /// <summary>Its weights beside these matrices.</summary>
    private protected abstract IEnumerable<Weight> Vectors(Quantity features, Working? working);

    /// <summary>The elements of the state.</summary>
    private protected abstract Quantity StateElements(Quantity features, Working? working);

    /// <summary>The elements of past inputs that the next position needs beside the state.</summary>
    private protected abstract Quantity LastInputs(Quantity features, Working? working);

    /// <summary>Adds the work between the projections: what the recurrence takes, the recurrence, the norm and the gate of its results.</summary>
    private protected abstract void Recur(ref WorkSteps steps, Quantity positions, Quantity features, Working? working);

    /// <summary>What is held for each position between the first projection and the last.</summary>
    private protected abstract IEnumerable<HeldPart> Middle(Quantity features, Working? working);

    /// <summary>The type of the state in words, where it is not the usual one.</summary>
    private protected string? DescribeState() =>
        StateType == _usualType ? null : $"state {(StateType == ElementType.Undefined ? "of the network's type" : SettingText.Of(StateType))}";

    /// <summary>An error unless a number divides into groups.</summary>
    private protected static void RequireGroups(string what, long count, string groups, long divisor)
    {
        if (count % divisor != 0)
        {
            throw new DeepCalcException(
                ErrorCode.GroupsMismatch,
                $"{count} {what} do not divide into {divisor} {groups}; the number of {what} must be a multiple of {divisor}.");
        }
    }
}
