using DeepCalc.Formulas;

namespace DeepCalc.Layers.Projections;

/// <summary>
/// The sizes of the axes that an equation names, on a given input, by the rules of Keras's <c>_analyze_einsum_string</c>.
/// </summary>
internal sealed class EinsumAxes
{
    private readonly EinsumDense _layer;
    private readonly Dictionary<char, Quantity> _sizes = [];
    private readonly char[] _input;

    public EinsumAxes(EinsumDense layer, TensorShape input)
    {
        _layer = layer;
        (string Input, string Kernel, string Output) parts = Split(layer.Equation);
        bool elidesFront = parts.Input.StartsWith("...", StringComparison.Ordinal);
        bool elidesBack = parts.Input.EndsWith("...", StringComparison.Ordinal);
        string given = parts.Input.Replace("...", "", StringComparison.Ordinal);
        string made = parts.Output.Replace("...", "", StringComparison.Ordinal);
        int elided = input.Rank + 1 - given.Length;
        bool isEven = elidesFront || elidesBack ? elided >= (elidesFront ? 1 : 0) : elided == 0;
        if (!isEven || (elidesFront && elidesBack)
            || elidesFront != parts.Output.StartsWith("...", StringComparison.Ordinal) || elidesBack != parts.Output.EndsWith("...", StringComparison.Ordinal))
        {
            throw new DeepCalcException(
                ErrorCode.RankMismatch, $"the equation '{layer.Equation}' does not fit the input {input}, which has {input.Rank + 1} axes with the batch.");
        }

        // Each axis behind the dots gets a sign of its own. The first axis is the batch.
        char[] dots = [.. Enumerable.Range(0, Math.Max(elided, 0)).Select(i => (char)('0' + i))];
        char[] from = [.. elidesFront ? dots : [], .. given, .. elidesBack ? dots : []];
        char[] to = [.. elidesFront ? dots : [], .. made, .. elidesBack ? dots : []];
        if (from.Length == 0 || to.Length == 0 || from[0] != to[0] || from.Distinct().Count() != from.Length || to.Distinct().Count() != to.Length || parts.Kernel.Contains(from[0], StringComparison.Ordinal))
        {
            throw Wrong("its first axis is the batch, which must also be the first axis of the output and no axis of the kernel; and no letter may stand twice");
        }

        _input = from[1..];
        OutputLetters = to[1..];
        KernelLetters = [.. parts.Kernel];
        for (int i = 0; i < _input.Length; i++)
        {
            _sizes[_input[i]] = input[i];
        }

        // The given sizes belong to the letters; the sizes behind the dots come from the input.
        int given2 = made.Length - (elidesFront ? 0 : 1);
        if (layer.Output.Count != given2)
        {
            throw Wrong($"the output has {given2} axes besides the batch, but {layer.Output.Count} sizes are given");
        }

        for (int i = 0; i < given2; i++)
        {
            AddOutput(made[^(given2 - i)], layer.Output.Values[i]);
        }

        foreach (char letter in KernelLetters)
        {
            if (!_sizes.ContainsKey(letter))
            {
                throw Wrong($"the axis {letter} of the kernel is neither one of the input nor one of the output");
            }
        }

        if (OutputLetters.FirstOrDefault(letter => !_sizes.ContainsKey(letter) || (Array.IndexOf(_input, letter) < 0 && !KernelLetters.Contains(letter))) is not '\0' and var open)
        {
            throw Wrong($"the axis {open} of the output is neither one of the input nor one of the kernel");
        }
    }

    public IReadOnlyList<char> KernelLetters { get; }

    public IReadOnlyList<char> OutputLetters { get; }

    /// <summary>The axes that are summed over: of the input and the kernel, but not of the output.</summary>
    public IEnumerable<char> SummedLetters => _input.Union(KernelLetters).Except(OutputLetters);

    public IEnumerable<Quantity> Output => OutputLetters.Select(SizeOf);

    public Quantity SizeOf(char letter) => _sizes[letter];

    /// <summary>The axis of the output that an axis of the input becomes, or null.</summary>
    public int? OutputAxisOf(int axis)
    {
        for (int i = 0; i < OutputLetters.Count; i++)
        {
            if (OutputLetters[i] == _input[axis])
            {
                return i;
            }
        }

        return null;
    }

    private void AddOutput(char letter, long size)
    {
        if (size == -1)
        {
            return;
        }

        Quantity known = _sizes.TryGetValue(letter, out Quantity own) ? own : size;
        _sizes[letter] = size >= 1 && Merging.Agree(known, size) is { } agreed
            ? agreed
            : throw Wrong($"the axis {letter} has {known} positions, but the given size is {size}");
    }

    private (string Input, string Kernel, string Output) Split(string equation)
    {
        int comma = equation.IndexOf(',', StringComparison.Ordinal);
        int arrow = equation.IndexOf("->", StringComparison.Ordinal);
        if (comma < 0 || arrow < comma)
        {
            throw Wrong("it must be of the form input,kernel->output");
        }

        (string input, string kernel, string output) = (equation[..comma].Trim(), equation[(comma + 1)..arrow].Trim(), equation[(arrow + 2)..].Trim());
        return IsLetters(input.Replace("...", "", StringComparison.Ordinal)) && IsLetters(kernel) && kernel.Length > 0 && IsLetters(output.Replace("...", "", StringComparison.Ordinal))
            ? (input, kernel, output)
            : throw Wrong("its axes must be letters, with dots only at one end");

        static bool IsLetters(string text) => text.Length <= 52 && text.All(char.IsAsciiLetter);
    }

    private DeepCalcException Wrong(string why) => new(
        ErrorCode.InvalidSetting, $"the equation '{(_layer.Equation.Length <= 80 ? _layer.Equation : _layer.Equation[..80] + "…")}' is not valid: {why}.");
}
