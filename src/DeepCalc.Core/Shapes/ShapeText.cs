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

    // 224x224x3 and HxWx3 are three sizes. Other names may hold an x (max_length), so that such a piece is one name;
    // batchx3 could be meant either way.
    private static IEnumerable<string> Split(string part)
    {
        foreach (string piece in part.Split(','))
        {
            string[] sizes = [.. piece.Split('x', 'X', '×').Select(size => size.Trim())];
            if (sizes.Length == 1)
            {
                yield return piece;
            }
            else if (sizes.All(size => (size.Length == 1 && char.IsUpper(size[0])) || size.All(char.IsAsciiDigit) || size.StartsWith('-')) && !sizes.Contains(""))
            {
                foreach (string size in sizes)
                {
                    yield return size;
                }
            }
            else if (sizes.Length > 1 && sizes.Any(size => size.Length > 0 && size.All(char.IsAsciiDigit)))
            {
                throw new DeepCalcException(
                    ErrorCode.InvalidSetting,
                    $"'{piece}' can be read as one size or as several; separate the sizes by commas, such as batch,3.");
            }
            else
            {
                yield return piece;
            }
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
