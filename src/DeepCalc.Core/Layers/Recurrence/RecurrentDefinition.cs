namespace DeepCalc;

/// <summary>What all recurrent layers have: the functions of their cells, and how they go through the steps.</summary>
public abstract record RecurrentDefinition : LayerDefinition
{
    /// <summary>Whether the output holds every step or only the last one.</summary>
    public bool ReturnSequences { get; init; }

    /// <summary>The function of the candidate and of the output; null is a function of unknown work.</summary>
    public ActivationFunction? Activation { get; init; } = ActivationFunction.Tanh;

    /// <summary>The function of the gates; null is a function of unknown work.</summary>
    public ActivationFunction? GateActivation { get; init; } = ActivationFunction.Sigmoid;

    /// <summary>The constants of <see cref="Activation"/> that differ from the defaults of the network's framework, or null.</summary>
    public Constants? ActivationConstants { get; init; }

    /// <summary>The constants of <see cref="GateActivation"/> that differ from the defaults of the network's framework, or null.</summary>
    public Constants? GateConstants { get; init; }

    /// <summary>The fraction of the inputs that training sets to zero.</summary>
    public double Dropout { get; init; }

    /// <summary>The fraction of the hidden state that training sets to zero.</summary>
    public double RecurrentDropout { get; init; }

    /// <summary>Whether the states at the end of a batch begin the next one (Keras's stateful).</summary>
    public bool IsStateful { get; init; }

    /// <summary>Whether masked steps put out zeros instead of the output before them (Keras's zero_output_for_mask).</summary>
    public bool ZeroesMasked { get; init; }

    /// <summary>A last state depends on all steps.</summary>
    public override AxisView View(int number, int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        number == 0 ? View(input, axis, inputs, output) : AxisView.Everything;

    /// <summary>The functions that are not tanh and sigmoid, in words, or null.</summary>
    protected string? Functions(bool hasGates = true)
    {
        string gates = hasGates ? NameOf(GateActivation, ActivationFunction.Sigmoid, GateConstants) : "";
        return SettingText.Join(NameOf(Activation, ActivationFunction.Tanh, ActivationConstants), gates.Length == 0 ? null : $"gates {gates}");
    }

    /// <summary>How training and batches treat the steps, in words, where it is not the default.</summary>
    protected string? Traits() => SettingText.Join(
        SettingText.Of("dropout", Dropout, 0),
        SettingText.Of("recurrent dropout", RecurrentDropout, 0),
        IsStateful ? "stateful" : null,
        ZeroesMasked ? "zeros where masked" : null);

    /// <summary>The masks of dropouts in training, which are the same for all steps.</summary>
    protected IEnumerable<Held> Masks(Quantity features, Quantity hidden, Working? working)
    {
        if (Dropout != 0)
        {
            yield return new Held("mask of the inputs", 0, working.Record("Mask of the inputs", "e", features, Sources.Definition), ElementType.Boolean);
        }

        if (RecurrentDropout != 0)
        {
            yield return new Held("mask of the hidden state", 0, working.Record("Mask of the hidden state", "e", hidden, Sources.Definition), ElementType.Boolean);
        }
    }

    /// <summary>A function with its constants; an empty text for the usual one.</summary>
    private protected static string NameOf(ActivationFunction? function, ActivationFunction? usual, Constants? constants) =>
        function == usual && constants is null ? "" : $"{(function is { } known ? SettingText.Of(known) : "unknown activation")}{(constants is null ? "" : $" ({constants})")}";
}
