using System.Globalization;

namespace DeepCalc;

/// <summary>Reads shapes as people type them.</summary>
public static class ShapeText
{
    /// <summary>
    /// Reads sizes: whole numbers, or a name such as <c>N</c> for a size that is not known.
    /// <c>224x224x3</c>, <c>224,224,3</c> and <c>H,W,3</c> are shapes.
    /// </summary>
    /// <exception cref="DeepCalcException">A size is neither.</exception>
    public static TensorShape Parse(IEnumerable<string> parts, Layout layout)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return new TensorShape(layout, [.. parts.SelectMany(Split).Select(ParseSize)]);
    }

    // 224x224x3 is three sizes; a name may hold an x (max_length), so an x only separates where a digit stands before it.
    private static IEnumerable<string> Split(string part)
    {
        foreach (string piece in part.Split(',', '×'))
        {
            int start = 0;
            for (int i = 1; i < piece.Length; i++)
            {
                if (piece[i] is 'x' or 'X' && (char.IsAsciiDigit(piece[i - 1]) || i - start == 1))
                {
                    yield return piece[start..i];
                    start = i + 1;
                }
            }

            yield return piece[start..];
        }
    }

    private static Quantity ParseSize(string text)
    {
        string size = text.Trim();
        if (long.TryParse(size, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value))
        {
            return value;
        }

        // None is what frameworks print for any unknown size; as a name it would make unlike sizes equal.
        return size.Length > 0 && char.IsLetter(size[0]) && size.All(c => char.IsLetterOrDigit(c) || c == '_')
                && !size.Equals("None", StringComparison.OrdinalIgnoreCase)
            ? Quantity.Unknown(size)
            : throw new DeepCalcException(
                ErrorCode.InvalidSetting,
                $"'{size}' is not a size: give a whole number from 1 up, or a name such as N for a size that is not known.");
    }
}
