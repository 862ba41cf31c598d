namespace DeepCalc.Formats.Onnx.Values;

/// <summary>Reads the name of a size. Exporters also write sums and products of names.</summary>
internal static class SizeExpression
{
    /// <summary>The size of <c>batch</c>, <c>past_length + length</c> or <c>2*T</c>, with the given sizes for names.</summary>
    public static Quantity Parse(string text, IReadOnlyDictionary<string, long> sizes)
    {
        return sizes.TryGetValue(text, out long whole) ? whole
            : text.Split('+', StringSplitOptions.TrimEntries).Select(Product).Aggregate((a, b) => a + b) ?? Quantity.Unknown(text);

        Quantity? Product(string term) => term.Split('*', StringSplitOptions.TrimEntries).Select(Factor).Aggregate((a, b) => a * b);

        Quantity? Factor(string name) => long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
            : sizes.TryGetValue(name, out long size) ? size
            : IsName(name) ? Quantity.Unknown(name)
            : null;
    }

    private static bool IsName(string text) => text.Length > 0 && text.All(c => char.IsLetterOrDigit(c) || c is '_' or '.' or '/' or ':' or '-');
}
