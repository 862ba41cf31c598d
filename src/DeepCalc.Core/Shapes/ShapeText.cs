namespace DeepCalc;

/// <summary>Reads shapes as people type them.</summary>
public static class ShapeText
{
    /// <summary>
    /// Reads sizes: whole numbers, or names such as <c>N</c> for unknown sizes.
    /// <c>224x224x3</c>, <c>224,224,3</c> and <c>H,W,3</c> are shapes. <c>None</c> and <c>?</c> are open sizes without a name; each is
    /// named after the letter of its axis. <c>scalar</c>, or no size, is the shape without axes.
    /// </summary>
    /// <exception cref="DeepCalcException">A size is neither a number nor a name.</exception>
    public static TensorShape Parse(IEnumerable<string> parts, Layout layout) => Parse(parts, layout, out _);

    /// <summary>Reads sizes, and returns the names of those that were open without a name.</summary>
    /// <param name="parts">The typed text, in one piece or several.</param>
    /// <param name="layout">Where the channel axis stands.</param>
    /// <param name="open">The names given to open sizes.</param>
    /// <exception cref="DeepCalcException">A size is neither a number nor a name.</exception>
    public static TensorShape Parse(IEnumerable<string> parts, Layout layout, out IReadOnlyList<string> open)
    {
        ArgumentNullException.ThrowIfNull(parts);
        string[] sizes = [.. parts.SelectMany(Split).Select(size => size.Trim())];
        if (sizes is [var only] && only.Equals("scalar", StringComparison.OrdinalIgnoreCase))
        {
            // The text of a shape without axes; no size has this name.
            sizes = [];
        }

        var names = new List<string>();
        var shape = new Quantity[sizes.Length];
        for (int i = 0; i < sizes.Length; i++)
        {
            if (!IsOpen(sizes[i]))
            {
                shape[i] = ParseSize(sizes[i]);
                continue;
            }

            // A letter that another axis already has would make different sizes equal.
            string letter = LetterOf(i, sizes.Length, layout);
            string name = letter;
            for (int n = 0; sizes.Contains(name, StringComparer.Ordinal) || names.Contains(name); n++)
            {
                name = string.Create(CultureInfo.InvariantCulture, $"{letter}{n}");
            }

            names.Add(name);
            shape[i] = Quantity.Unknown(name);
        }

        open = names;
        return new TensorShape(layout, shape);
    }

    // Frameworks and viewers print these for unknown sizes.
    private static bool IsOpen(string size) => size is "?" || size.Equals("None", StringComparison.OrdinalIgnoreCase);

    private static string LetterOf(int axis, int rank, Layout layout)
    {
        int channelAxis = layout == Layout.ChannelsLast ? rank - 1 : 0;
        return axis == channelAxis ? "C"
            : rank > 4 ? string.Create(CultureInfo.InvariantCulture, $"N{axis}")
            : AxisNotation.For(layout == Layout.ChannelsLast ? axis : axis - 1, rank - 1).Letter;
    }

    // 224x224x3 and HxWx3 are three sizes. Longer names may contain an x (max_length), so such a piece is one name;
    // batchx3 is ambiguous.
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

    private static Quantity ParseSize(string size)
    {
        if (long.TryParse(size, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value))
        {
            return value;
        }

        return size.Length > 0 && char.IsLetter(size[0]) && size.All(c => char.IsLetterOrDigit(c) || c == '_')
            ? Quantity.Unknown(size)
            : throw new DeepCalcException(
                ErrorCode.InvalidSetting,
                $"'{size}' is not a size: give a whole number from 1 up, or for an unknown size a name such as N, or None.");
    }
}
