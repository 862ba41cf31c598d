namespace DeepCalc;

/// <summary>A contraction of the input with a kernel by an equation such as <c>abc,cd->abd</c> (Keras's EinsumDense).</summary>
/// <param name="Equation">The equation; its first letter is the batch, or dots stand for the batch and any further axes.</param>
/// <param name="Output">The sizes of the output without the batch; −1 takes the size from the input.</param>
/// <param name="BiasAxes">The letters of the output axes with a separate bias for each position, or null for no bias.</param>
public sealed record EinsumDense(string Equation, AxisValues Output, string? BiasAxes = null) : LayerDefinition
{
    private const string Dots = "...";

    public override string Describe() => $"{Equation}{(BiasAxes is null ? ", no bias" : $", bias {BiasAxes}")}";

    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) => On(inputs[0]).Shape(inputs[0].Layout);

    /// <summary>The sizes of the kernel's letters, and those of the bias's axes.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        EinsumEquation axes = On(inputs[0]);
        var weights = new List<Weight> { new("kernel", new TensorShape(axes.Sizes(EinsumEquation.Split(Equation).Inputs[1], working))) };
        if (BiasAxes is { Length: > 0 } letters)
        {
            weights.Add(new Weight(
                "bias", new TensorShape(axes.Sizes(axes.Output.Where(letter => letters.Contains(letter, StringComparison.Ordinal)), working))));
        }

        return weights;
    }

    /// <summary>A contraction over the letters that are missing in the output, and biases.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        WorkFormula.Contraction(working.ProductOf(output), On(inputs[0]).Terms(working), BiasAxes is { Length: > 0 } ? 1 : 0, working);

    /// <summary>A tensor of its own; kept is the input, unless the kernel is frozen.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { KeepsInputs = [0], KeepsForWeights = [(0, "kernel")] };

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) =>
        On(inputs[0]).View(input, axis, inputs, output);

    // The axes of one sample and of the kernel, whose sizes follow from those of the input and of the output.
    private EinsumEquation On(TensorShape input)
    {
        if (EinsumEquation.Split(Equation) is not ([var given, var kernel], { } made))
        {
            throw EinsumEquation.Wrong(Equation, "it must be of the form input,kernel->output");
        }

        bool hasDots = given.Contains(Dots, StringComparison.Ordinal);
        bool hasFrontDots = given.StartsWith(Dots, StringComparison.Ordinal);
        bool isBatched = hasFrontDots
            ? made.StartsWith(Dots, StringComparison.Ordinal)
            : given.Length > 0 && made.StartsWith(given[0]) && !kernel.Contains(given[0], StringComparison.Ordinal)
                && given.EndsWith(Dots, StringComparison.Ordinal) == made.EndsWith(Dots, StringComparison.Ordinal);
        (string from, string to) = isBatched && !hasFrontDots ? (given[1..], made[1..]) : (given, made);
        char[] letters = EinsumEquation.Letters(Equation, from, input.Rank);
        string named = EinsumEquation.Named(to);
        if (!isBatched || letters.Distinct().Count() != letters.Length || named.Distinct().Count() != named.Length)
        {
            throw EinsumEquation.Wrong(
                Equation, "its first axis is the batch, which must also be the first axis of the output and no axis of the kernel; and no letter may stand twice");
        }

        if (Output.Count != named.Length)
        {
            throw EinsumEquation.Wrong(Equation, $"the output has {named.Length} named axes besides the batch, but {Output.Count} sizes are given");
        }

        // A given size of −1 is that of the input.
        Dictionary<char, Quantity> sizes = letters.Select((letter, axis) => (letter, axis)).ToDictionary(pair => pair.letter, pair => input[pair.axis]);
        for (int i = 0; i < named.Length; i++)
        {
            if (Output[i] != -1)
            {
                Quantity known = sizes.GetValueOrDefault(named[i], Output[i]);
                sizes[named[i]] = Output[i] >= 1 && Merging.Agree(known, Output[i]) is { } agreed
                    ? agreed
                    : throw EinsumEquation.Wrong(Equation, $"the axis {named[i]} has {known} positions, but the given size is {Output[i]}");
            }
        }

        Quantity[] kernelSizes = [.. kernel.Select(letter => sizes.TryGetValue(letter, out Quantity size)
            ? size
            : throw EinsumEquation.Wrong(Equation, $"the axis {letter} of the kernel is neither one of the input nor one of the output"))];
        return new EinsumEquation($"{from},{kernel}->{to}", [new TensorShape([.. letters.Select(letter => sizes[letter])]), new TensorShape(kernelSizes)]);
    }
}
