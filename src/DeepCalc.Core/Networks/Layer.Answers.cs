namespace DeepCalc;

// What a layer answers on its inputs.
public sealed partial class Layer
{
    /// <summary>Its weights, shared ones included. A further output has none, since its layer has them.</summary>
    /// <exception cref="DeepCalcException">A size does not fit in 64 bits.</exception>
    public IReadOnlyList<Weight> Weights(Working? working = null) => working is null ? _weights ??= WeightsOf(null) : WeightsOf(working);

    /// <summary>Its work for one sample, or for the batch of a file. A further output has none, since its layer does it.</summary>
    public Work Work(Working? working = null)
    {
        if (IsFurther)
        {
            return default;
        }

        Work work = _placed.Work(_inputShapes, OutputShape, working);
        return work.IsPossible ? work : DeepCalc.Work.Unknown(NameInContext());
    }

    /// <summary>The networks that it runs, such as the branches of a choice; none for most layers. Its work and weights include theirs.</summary>
    public IReadOnlyList<LayerBody> Bodies => !IsFurther && Definition is IHasBodies definition ? definition.Bodies(_inputShapes) : [];

    /// <summary>The positions of an input axis that its units see.</summary>
    public AxisView View(int input, int axis) => axis >= _inputShapes[input].Rank ? ViewOfNumber(axis)
        : _output == 0 ? _placed.View(input, axis, _inputShapes, OutputShape)
        : _placed.View(_output, input, axis, _inputShapes, OutputShape);

    /// <summary>
    /// Where its output is in memory, what it holds while it works, and what the backward pass needs. A further output holds nothing, since its
    /// layer does.
    /// </summary>
    /// <exception cref="DeepCalcException">A size does not fit in 64 bits.</exception>
    public Storage Storage(Working? working = null) =>
        Fitting(working, static (layer, working) => layer._placed.Storage(layer._output, layer._inputShapes, layer.OutputShape, working), "storage") is var storage && IsFurther
            ? storage with { Held = [], KeepsInputs = [], KeepsOutput = false, IsKeptUnknown = false }
            : storage;

    /// <summary>How it multiplies with one of its weights.</summary>
    internal MatrixUse UseOf(Weight weight) => _placed.UseOf(weight, _inputShapes, OutputShape);

    /// <summary>What it remembers from one step of decoding to the next. A further output remembers nothing, since its layer does.</summary>
    /// <exception cref="DeepCalcException">A size does not fit in 64 bits.</exception>
    public IReadOnlyList<State> States(Working? working = null) =>
        IsFurther ? [] : Fitting(working, static (layer, working) => layer._placed.States(layer._inputShapes, layer.OutputShape, working), "state");

    /// <summary>Computes its output shape again and records the steps.</summary>
    /// <remarks>
    /// A definition records steps of its own for the sizes that it computes. Where it records none, the whole shape is one step: the
    /// definition computes it once more, from sizes that have symbols.
    /// </remarks>
    internal TensorShape ExplainShape(Working working)
    {
        int steps = working.Steps.Count;
        TensorShape shape = ShapeOf(_inputShapes, working);
        if (working.Steps.Count == steps && _inputs.Length > 0 && shape.IsRanked && !_placed.IsUnknown(_inputShapes))
        {
            (string words, string symbol) = _output == 0 ? ("Output shape", "shape") : ($"Shape of output {_output + 1}", $"shape{Digits.Subscript(_output + 1)}");
            working.AddAll(words, symbol, ShapeOf(Array.ConvertAll(_inputShapes, working.Named)).Sizes, shape.ToString(), Sources.Definition);
        }

        return shape;
    }

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
        ShapeOf(_inputShapes, working);
        return working.Equalities;
    }

    private TensorShape ShapeOf(TensorShape[] inputs, Working? working = null) => (_output == 0
        ? _placed.OutputShape(inputs, working)
        : _placed.OutputShape(_output, inputs, working)).RequireSizes();

    // A file states the types of its tensors.
    private ElementType TypeOf()
    {
        if (OutputShape is FileTensor { Type: not ElementType.Undefined } stated)
        {
            return stated.Type;
        }

        Span<ElementType> types = _inputs.Length <= 8 ? stackalloc ElementType[_inputs.Length] : new ElementType[_inputs.Length];
        for (int i = 0; i < types.Length; i++)
        {
            types[i] = _inputs[i].OutputType;
        }

        return _placed.OutputType(types);
    }

    // A scalar is one position. A scalar output sees that position; any larger output sees all of it.
    private AxisView ViewOfNumber(int axis) => OutputShape.Rank == 0 ? AxisView.Same(axis) : AxisView.Everything;

    private IReadOnlyList<Weight> WeightsOf(Working? working)
    {
        if (IsFurther)
        {
            return [];
        }

        IReadOnlyList<Weight> weights = Fitting(working, static (layer, working) => layer._placed.Weights(layer._inputShapes, working), "number of weights");
        weights = _stored is null ? weights : [.. weights.Select(weight => _stored.FirstOrDefault(stored => stored.Name == weight.Name)?.Of(weight) ?? weight)];
        return IsFrozen ? [.. weights.Select(weight => weight with { IsTrainable = false })] : weights;
    }

    // An answer whose numbers have at most 64 bits.
    private T Fitting<T>(Working? working, Func<Layer, Working?, T> answer, string what)
    {
        try
        {
            return answer(this, working);
        }
        catch (OverflowException)
        {
            throw LayerErrors.Overflow(NameInContext(), what);
        }
    }
}
