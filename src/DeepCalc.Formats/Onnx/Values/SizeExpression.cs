namespace DeepCalc.Formats.Onnx.Values;

/// <summary>Reads the name of a size. Exporters also write sums and products of names.</summary>
internal static class SizeExpression
{
    /// <summary>The size of <c>batch</c>, <c>past_length + length</c> or <c>2*T</c>, with the given sizes for names.</summary>
    public static Quantity Parse(string text, IReadOnlyDictionary<string, long> sizes)
    {
        if (sizes.TryGetValue(text, out long whole))
        {
            return whole;
        }

        Quantity? sum = null;
        foreach (string term in text.Split('+', StringSplitOptions.TrimEntries))
        {
            Quantity? product = null;
            foreach (string factor in term.Split('*', StringSplitOptions.TrimEntries))
            {
                Quantity? number = long.TryParse(factor, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long value) ? value
                    : sizes.TryGetValue(factor, out long size) ? size
                    : IsName(factor) ? Quantity.Unknown(factor)
                    : null;
                if (number is not { } known)
                {
                    return Quantity.Unknown(text);
                }

                product = product is { } before ? before * known : known;
            }

            sum = sum is { } earlier ? earlier + product!.Value : product;
        }

        return sum ?? Quantity.Unknown(text);
    }

    private static bool IsName(string text) => text.Length > 0 && text.All(c => char.IsLetterOrDigit(c) || c is '_' or '.' or '/' or ':' or '-');
}
