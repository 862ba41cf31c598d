namespace DeepCalc;

// The network in decoding.
public sealed partial class Network
{
    /// <summary>The positions that are remembered where it is the network in decoding; otherwise null.</summary>
    public Quantity? Past { get; private init; }

    /// <summary>
    /// The same network where positions before those of its input are remembered, as in decoding: its work is that of the next positions, which
    /// attend to all. Keys and values of a memory are remembered too, so what only computes them does no work and is an input. An output of what
    /// is computed once, such as that of an encoder, is left out.
    /// </summary>
    /// <param name="past">The number of positions that are remembered, 0 or more.</param>
    /// <exception cref="DeepCalcException">
    /// The network remembers nothing, or a file has what is remembered among its inputs.
    /// </exception>
    public Network After(Quantity past)
    {
        DeepCalcException.ThrowIf(
            past.KnownValue < 0,
            ErrorCode.InvalidSize,
            $"the number of positions that are remembered is at least 0; given {past}.");

        RequireMemory(past);
        IReadOnlyList<Layer> outputs = OutputsAfter(past);
        bool[] needed = NeededAfter(outputs, past);
        var after = new Layer?[Values.Count];
        for (int i = 0; i < after.Length; i++)
        {
            Layer value = Values[i];
            if (needed[i])
            {
                after[i] = value.IsFurther ? after[PlaceOf(value.OutputOf)]!.Output(value.OutputIndex, value.Name)
                    : value.Definition is Input ? value
                    : value.After(past, Array.ConvertAll(InputsOf(i).ToArray(), place => after[place] ??= Remembered(Values[place])), this, i);
            }
        }

        return new Network([.. outputs.Select(output => after[PlaceOf(output)]!)]) { Past = past };
    }

    private static Layer Remembered(Layer memory) => new(new Input(memory.OutputShape), memory.Name);

    private void RequireMemory(Quantity past)
    {
        bool remembers = false;
        foreach (Layer layer in _layers)
        {
            IReadOnlyList<State> states = layer.States();
            remembers |= states.Count > 0;
            DeepCalcException.ThrowIf(
                states.Any(state => state.IsPerPosition) && ReferenceEquals(layer.Definition.AfterPositions(past), layer.Definition),
                ErrorCode.InvalidSetting,
                $"{NameOf(layer)} of {Title} is attention of a file, which has what is remembered among its inputs: give the number of positions as a size of these inputs.");
        }

        DeepCalcException.ThrowIf(
            !remembers,
            ErrorCode.InvalidSetting,
            $"{Title} remembers nothing from one position to the next, so its work does not depend on earlier ones: it has no causal attention, no attention to a memory and no recurrence.");
    }

    // An output that depends on no input of the new positions, such as that of an encoder, is computed once.
    private IReadOnlyList<Layer> OutputsAfter(Quantity past)
    {
        if (Outputs.Count == 1)
        {
            return Outputs;
        }

        Layer[] remembering = [.. Outputs.Where(output => ValuesOf([output]).Any(value => value.States().Count > 0))];
        bool[] needed = NeededAfter(remembering, past);
        return [.. Outputs.Where(output => remembering.Contains(output) || ValuesOf([output]).Any(value => value.Definition is Input && needed[PlaceOf(value)]))];
    }

    private IEnumerable<Layer> ValuesOf(IReadOnlyList<Layer> outputs)
    {
        bool[] needed = Needed(outputs, static (_, _) => true);
        return Values.Where((_, place) => needed[place]);
    }

    // The values that outputs are computed from where positions are remembered.
    private bool[] NeededAfter(IReadOnlyList<Layer> outputs, Quantity past) =>
        Needed(outputs, (definition, input) => definition.AfterPositions(past).Sees(input) || !definition.Sees(input));

    private bool[] Needed(IReadOnlyList<Layer> outputs, Func<LayerDefinition, int, bool> passes)
    {
        var needed = new bool[Values.Count];
        foreach (Layer output in outputs)
        {
            needed[PlaceOf(output)] = true;
        }

        for (int i = needed.Length - 1; i >= 0; i--)
        {
            Layer value = Values[i];
            if (needed[i] && value.IsFurther)
            {
                needed[PlaceOf(value.OutputOf)] = true;
            }
            else if (needed[i])
            {
                ReadOnlySpan<int> inputs = InputsOf(i);
                for (int input = 0; input < inputs.Length; input++)
                {
                    needed[inputs[input]] |= passes(value.Definition, input);
                }
            }
        }

        return needed;
    }
}
