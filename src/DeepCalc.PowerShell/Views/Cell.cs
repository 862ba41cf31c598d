using System.Globalization;

namespace DeepCalc.Commands;

/// <summary>
/// The texts of table cells, none wider than its column. A number has all its digits or is shortened to its magnitude; a text is never cut
/// inside a number. The properties of the rows are not changed.
/// </summary>
public static class Cell
{
    private const string Unknown = "?";
    private const string LowerBound = "≥ ";
    private const int MostLines = 3;

    // Thousands, millions and so on; 64 bits hold up to nine E.
    private const string Magnitudes = "KMGTPE";

    /// <summary>A name. A long one keeps its end, since names in files are paths, whose end says most.</summary>
    public static string Name(string? name, int width)
    {
        if (name is null || name.Length <= width)
        {
            return name ?? "";
        }

        int start = name.Length - width + 1;
        while (start < name.Length && (char.IsLowSurrogate(name[start]) || IsWithinNumber(name, start)))
        {
            start++;
        }

        return "…" + name[start..];
    }

    /// <summary>A shape or settings. A long text keeps its beginning, which never ends in a number, since the number would look cut.</summary>
    public static string Text(string? text, int width)
    {
        if (text is null || text.Length <= width)
        {
            return text ?? "";
        }

        int end = width - 1;
        while (end > 0 && (char.IsHighSurrogate(text[end - 1]) || IsOfNumber(text, end - 1)))
        {
            end--;
        }

        return text[..end] + "…";
    }

    /// <summary>
    /// A text that is shown whole, in lines that fit: broken at spaces, a longer word where its parts meet, as in <c>GlobalAverage</c> and
    /// <c>Pooling2D</c>. PowerShell itself breaks by character in most cultures, and so within numbers.
    /// </summary>
    public static string Lines(string? text, int width)
    {
        if (text is null || text.Length <= width)
        {
            return text ?? "";
        }

        var lines = new List<string>();
        while (text.Length > width)
        {
            int end = text.LastIndexOf(' ', width);
            if (end <= 0)
            {
                end = EndOfPart(text, width);
            }

            if (end <= 0)
            {
                lines.Add(Text(text, width));
                return string.Join('\n', lines);
            }

            lines.Add(text[..end].TrimEnd());
            text = text[end..].TrimStart();
        }

        lines.Add(text);
        return string.Join('\n', lines);
    }

    /// <summary>
    /// A count: with separators where it fits, else with four digits and its magnitude (<c>1.753 T</c>); <c>?</c> where it is unknown.
    /// </summary>
    public static string Count(long? count, int width) => Count(count, null, width);

    /// <summary>A count that is a lower bound if layers are uncounted; a lower bound is never rounded up.</summary>
    public static string Count(long? count, string? uncounted, int width)
    {
        if (count is not { } number)
        {
            return Unknown;
        }

        string mark = string.IsNullOrEmpty(uncounted) ? "" : LowerBound;
        string whole = mark + number.ToString("N0", CultureInfo.CurrentCulture);
        return whole.Length <= width ? whole : mark + Shortened(number, mark.Length > 0);
    }

    /// <summary>
    /// A count that can depend on open sizes: its formula, broken at spaces, where that takes no more than a few lines; <c>?</c> for another one.
    /// </summary>
    public static string Total(long? count, string? formula, string? uncounted, int width)
    {
        // PowerShell passes an empty text for none.
        if (count is null && !string.IsNullOrEmpty(formula))
        {
            string lines = Lines((string.IsNullOrEmpty(uncounted) ? "" : LowerBound) + formula, width);
            string[] each = lines.Split('\n');
            if (each.Length <= MostLines && Array.TrueForAll(each, line => line.Length <= width && !line.Contains('…', StringComparison.Ordinal)))
            {
                return lines;
            }
        }

        return Count(count, uncounted, width);
    }

    /// <summary>The same for a count that is no lower bound.</summary>
    public static string Total(long? count, string? formula, int width) => Total(count, formula, null, width);

    /// <summary>A count, or an empty text where there is none.</summary>
    public static string Given(long? count, int width) => count is null ? "" : Count(count, width);

    /// <summary>A number that may have decimals, as its exact fraction where it has one that fits.</summary>
    public static string Number(double? number, string? fraction, int width)
    {
        if (number is not { } value)
        {
            return "";
        }

        string text = value.ToString("#,0.####", CultureInfo.CurrentCulture);
        return fraction is { Length: > 0 } && fraction.Length <= width && fraction.Contains('/', StringComparison.Ordinal) ? fraction
            : text.Length <= width ? text
            : Shortened((decimal)value, false);
    }

    /// <summary>A receptive field: one size if all axes have the same, else the size of each axis if they fit, else the largest.</summary>
    public static string Field(long? largest, string? perAxis, int width)
    {
        string[] axes = perAxis?.Split('x') ?? [];
        return axes.Length == 0 || axes is [""] ? Unknown
            : largest is not null && Array.TrueForAll(axes, axis => axis == axes[0]) ? Count(largest, width)
            : perAxis!.Length <= width ? perAxis
            : Count(largest, width);
    }

    /// <summary>The size of a field on one axis, with its share of the axis, or with the size without gates where that size differs.</summary>
    public static string Size(long? size, long? local, double? share, bool seesEverything, int width)
    {
        if (size is null)
        {
            return seesEverything ? "all" : Unknown;
        }

        string more = local is not null && local != size ? ", local " + Count(local, width)
            : share is { } part ? string.Create(CultureInfo.CurrentCulture, $" ({part:P0})")
            : "";
        string whole = Count(size, width);
        return whole.Length + more.Length <= width ? whole + more
            : local is not null && local != size ? $"{Shortened(size.Value, false)}, local {Shortened(local.Value, false)}"
            : whole;
    }

    /// <summary>The settings of a layer; for the outputs of a file with several, their names.</summary>
    public static string Settings(Layer layer, int width)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return Lines(
            layer.Definition is not OutputSet ? layer.Settings
                : layer.Inputs.Count <= 3 ? string.Join(", ", layer.Inputs.Select(output => output.Name))
                : string.Join(", ", layer.Inputs.Take(2).Select(output => output.Name)) + $" and {layer.Inputs.Count - 2} more",
            width);
    }

    /// <summary>The output shape of a layer; for the outputs of a file with several, the shapes of all.</summary>
    public static string Shape(Layer layer, int width)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return Lines(
            layer.Definition is not OutputSet ? layer.OutputShape.ToString()
                : layer.Inputs.Count <= 3 ? string.Join(", ", layer.Inputs.Select(output => output.OutputShape))
                : "",
            width);
    }

    /// <summary>An object that the rows of one network share. Rows of another network with the same name have another.</summary>
    /// <param name="row">The row.</param>
    /// <param name="title">The heading of the rows.</param>
    public static object Group(object row, string title) => new RowGroup(title, row as MeasurementRow);

    // Before a capital, or behind a sign that is no letter; otherwise anywhere but within a number or a character.
    private static int EndOfPart(string text, int width)
    {
        int any = 0;
        for (int end = width; end > 0; end--)
        {
            if (char.IsLowSurrogate(text[end]) || IsWithinNumber(text, end))
            {
                continue;
            }

            if ((char.IsUpper(text[end]) && char.IsLower(text[end - 1])) || text[end - 1] is 'x' or '/' or '_' or '-' or '·' or '+')
            {
                return end;
            }

            any = Math.Max(any, end);
        }

        return any;
    }

    private static bool IsWithinNumber(string text, int place) => IsOfNumber(text, place) && (IsOfNumber(text, place - 1) || text[place - 1] is '-' or '−');

    private static bool IsOfNumber(string text, int place) => char.IsAsciiDigit(text[place])
        || (text[place] is '.' or ',' && place > 0 && place + 1 < text.Length && char.IsAsciiDigit(text[place - 1]) && char.IsAsciiDigit(text[place + 1]));

    private static string Shortened(decimal number, bool roundsDown)
    {
        decimal size = Math.Abs(number);
        if (size < 1000)
        {
            return number.ToString("0.###", CultureInfo.CurrentCulture);
        }

        int magnitude = -1;
        decimal scaled = size;
        while (scaled >= 1000 && magnitude < Magnitudes.Length - 1)
        {
            scaled /= 1000;
            magnitude++;
        }

        decimal digits = FourDigits(scaled);
        if (digits >= 1000 && magnitude < Magnitudes.Length - 1)
        {
            digits = FourDigits(digits / 1000);
            magnitude++;
        }

        string format = digits < 10 ? "0.000" : digits < 100 ? "0.00" : "0.0";
        return (number < 0 ? "-" : "") + digits.ToString(format, CultureInfo.CurrentCulture) + " " + Magnitudes[magnitude];

        decimal FourDigits(decimal value)
        {
            int decimals = value < 10 ? 3 : value < 100 ? 2 : 1;
            return Math.Round(value, decimals, roundsDown ? MidpointRounding.ToZero : MidpointRounding.AwayFromZero);
        }
    }
}
