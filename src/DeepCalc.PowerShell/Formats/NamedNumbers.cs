using System.Globalization;

namespace DeepCalc.Commands;

/// <summary>Reads numbers and shapes by name from a hash table, ignoring case.</summary>
internal static class NamedNumbers
{
    private const int MostNames = 12;

    /// <summary>A size for each name.</summary>
    /// <exception cref="DeepCalcException">A value is not a size.</exception>
    public static Dictionary<string, long> Sizes(Hashtable? table) => Read(table, (name, value) => Number(value) is { } size and >= 0
        ? size
        : throw Unreadable("-Size", name, value, "one whole number from 0 up, such as @{ batch = 1; height = 640 }"));

    /// <summary>One or more numbers for each name: integers, decimals, or booleans as 1 and 0.</summary>
    /// <exception cref="DeepCalcException">A value is not a number.</exception>
    public static Dictionary<string, IReadOnlyList<Scalar>> Values(Hashtable? table) => Read(table, (name, value) =>
        (IReadOnlyList<Scalar>)[.. Flatten(value).Select(item => Scalar(item) ?? throw Unreadable("-Value", name, value, "numbers, such as @{ shape = 2, 3, -1 } or @{ scales = 1, 1, 0.8, 0.8 }"))]);

    /// <summary>A shape for each name, as typed: '64,64,3', or a list of sizes.</summary>
    /// <exception cref="DeepCalcException">A value is not a shape.</exception>
    public static Dictionary<string, TensorShape> Shapes(Hashtable? table) => Read(table, static (name, value) =>
    {
        string[] parts = [.. Flatten(value).Select(Argument.Text)];
        try
        {
            return ShapeText.Parse(parts, Layout.ChannelsLast);
        }
        catch (DeepCalcException e)
        {
            throw new DeepCalcException(e.Code, $"the value of '{name}' in -Shape: {e.Message}");
        }
    });

    /// <summary>The error of names that no layer of unknown shape has, or null where all are.</summary>
    /// <param name="shapes">The given shapes.</param>
    /// <param name="asked">The names of the layers of unknown shape.</param>
    /// <param name="whose">Whose layers they are: the file, or the files.</param>
    public static DeepCalcException? Unused(IReadOnlyDictionary<string, TensorShape> shapes, IEnumerable<string> asked, string whose) =>
        shapes.Keys.Except(asked, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).ToArray() is not { Length: > 0 } unused ? null : new DeepCalcException(
            ErrorCode.LayerNotFound,
            $"-Shape gives the output of a layer whose shape cannot be known, and {string.Join(" and ", unused.Select(name => $"'{name}'"))} {(unused.Length == 1 ? "is" : "are")} none; {whose} {(asked.Any() ? string.Join(", ", asked.Order(StringComparer.Ordinal).Take(MostNames)) : "none")}.");

    /// <summary>The error of names that are no open sizes, or null where all are.</summary>
    /// <param name="sizes">The given sizes.</param>
    /// <param name="open">The names of the open sizes.</param>
    /// <param name="has">The beginning of their list.</param>
    /// <param name="hasNone">The sentence in its place where nothing is open.</param>
    public static DeepCalcException? Unused(IReadOnlyDictionary<string, long> sizes, IEnumerable<string> open, string has, string hasNone) =>
        sizes.Keys.Except(open, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).ToArray() is not { Length: > 0 } unused ? null : new DeepCalcException(
            ErrorCode.LayerNotFound,
            $"no size is named {string.Join(" or ", unused.Select(name => $"'{name}'"))}; {(open.Any() ? $"{has} {string.Join(", ", open.Order(StringComparer.Ordinal))}" : hasNone)}.");

    private static Dictionary<string, T> Read<T>(Hashtable? table, Func<string, object?, T> read)
    {
        var numbers = new Dictionary<string, T>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in table ?? [])
        {
            string name = Argument.Text(entry.Key);
            DeepCalcException.ThrowIf(
                !numbers.TryAdd(name, read(name, entry.Value)), ErrorCode.InvalidSetting,
                $"the name '{name}' is given twice; names ignore case.");
        }

        return numbers;
    }

    // A matrix is flattened row by row.
    private static IEnumerable<object?> Flatten(object? value) =>
        Argument.Unwrap(value) is object[] items ? items.SelectMany(Flatten) : [value];

    private static long? Number(object? value) => Argument.Unwrap(value) is { } item and not object[]
        && long.TryParse(Argument.Text(item).Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static Scalar? Scalar(object? value) =>
        Number(value) is { } whole ? whole
        : Argument.Unwrap(value) is bool truth ? truth ? 1 : 0
        : Argument.Unwrap(value) is { } item and not object[]
            && double.TryParse(Argument.Text(item).Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && !double.IsNaN(number)
            ? DeepCalc.Scalar.Real(number)
        : null;

    private static DeepCalcException Unreadable(string parameter, string name, object? value, string valid) => new(
        ErrorCode.InvalidSetting, $"the value of '{name}' in {parameter} is '{string.Join(", ", Flatten(value).Select(Argument.Text))}'; it must be {valid}.");
}
