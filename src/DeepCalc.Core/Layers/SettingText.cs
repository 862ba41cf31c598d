namespace DeepCalc.Layers;

/// <summary>Settings as text, for <see cref="LayerDefinition.Describe"/>: only what differs from its default has one.</summary>
internal static class SettingText
{
    /// <summary>The parts that are there, separated by commas.</summary>
    public static string Join(params ReadOnlySpan<string?> parts)
    {
        string all = "";
        foreach (string? part in parts)
        {
            all = string.IsNullOrEmpty(part) ? all : all.Length == 0 ? part : $"{all}, {part}";
        }

        return all;
    }

    /// <summary>A name and a number: <c>epsilon 0.001</c>; null without a number, or with the usual one.</summary>
    public static string? Of(string name, double? number, double? usual = null) => number is { } given && given != usual ? $"{name} {Number(given)}" : null;

    /// <summary>The shortest text of a number: <c>0.001</c>, <c>1e-12</c>.</summary>
    public static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();

    /// <summary>The number with the shortest decimal text among those that single precision cannot tell from this one, if it is of single precision.</summary>
    public static double Shortest(double number) => (float)number == number
        ? double.Parse(((float)number).ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
        : number;

    /// <summary>The name of a value of an enumeration in lower case.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
