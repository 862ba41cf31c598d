namespace DeepCalc.Arithmetic;

/// <summary>
/// The symbols that formulas share, each with one meaning; docs/conventions.md has the same table. A symbol used by only one
/// layer gets its meaning from that layer.
/// </summary>
internal static class Symbols
{
    // The letters and names of the spatial axes.
    private static readonly (string Letter, string Axis)[] Axes = [("H", "height"), ("W", "width"), ("D", "depth"), ("L", "length")];

    /// <summary>The symbols and their meanings; # stands for the number of a step or axis.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = AllOf();

    /// <summary>The meaning of a symbol, or null where the table has none.</summary>
    public static string? MeaningOf(string symbol)
    {
        if (All.TryGetValue(symbol, out string? meaning))
        {
            return meaning;
        }

        string stem = symbol.TrimEnd('₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉');
        return stem.Length < symbol.Length && All.TryGetValue(stem + "#", out meaning)
            ? meaning.Replace("#", Digits.Plain(symbol[stem.Length..]), StringComparison.Ordinal)
            : null;
    }

    private static Dictionary<string, string> AllOf()
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["B"] = "samples in the batch",
            ["N#"] = "size of axis #",
            ["C"] = "channels or features",
            ["C₁"] = "input channels",
            ["C₂"] = "output channels",
            ["Cin"] = "input channels",
            ["K"] = "filters",
            ["g"] = "groups",
            ["F"] = "kernel size",
            ["F′"] = "effective kernel size",
            ["S"] = "stride",
            ["d"] = "dilation",
            ["P"] = "padding on each side",
            ["Pb"] = "padding before",
            ["Pa"] = "padding after",
            ["Po"] = "output padding",
            ["in"] = "input features",
            ["out"] = "output features",
            ["units"] = "units",
            ["T"] = "steps",
            ["n"] = "elements",
            ["n#"] = "elements of step #",
            ["t"] = "products in a sum",
            ["t#"] = "products in a sum of step #",
            ["b"] = "biases in a sum",
            ["b#"] = "biases in a sum of step #",
            ["c"] = "operations on an element",
            ["c#"] = "operations on an element in step #",
            ["M"] = "multiplications",
            ["A"] = "additions",
            ["MACs"] = "multiply-adds",
            ["E"] = "element-wise operations",
            ["q"] = "softmaxes",
            ["s"] = "scores",
            ["r"] = "field size before",
            ["j"] = "jump before",
            ["p"] = "effective padding before",
            ["RFᵢ₊₁"] = "field on the layer's output",
        };
        foreach ((string letter, string axis) in Axes)
        {
            string suffix = letter.ToLowerInvariant();
            all[letter] = $"input {axis}";
            all[letter + "₁"] = $"input {axis}";
            all[letter + "₂"] = $"output {axis}";
            all["F" + suffix] = $"kernel {axis}";
            all["F′" + suffix] = $"effective kernel {axis}";
            all["S" + suffix] = $"stride along the {axis}";
            all["d" + suffix] = $"dilation along the {axis}";
            all["P" + suffix] = $"padding on each side of the {axis}";
            all["Pb" + suffix] = $"padding before the {axis}";
            all["Pa" + suffix] = $"padding after the {axis}";
            all["Po" + suffix] = $"output padding of the {axis}";
            all["g" + suffix] = $"greatest common divisor of input and output {axis}";
        }

        return all;
    }
}
