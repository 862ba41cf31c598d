namespace DeepCalc.Arithmetic;

/// <summary>Small digits: below the line for the symbols of formulas, above it for powers.</summary>
internal static class Digits
{
    /// <summary>A number as a subscript: <c>₁₂</c>.</summary>
    public static string Subscript(int number) => string.Concat(
        number.ToString(CultureInfo.InvariantCulture).Select(digit => (char)('₀' + (digit - '0'))));

    /// <summary>A number as a superscript: <c>¹²</c>.</summary>
    public static string Superscript(int number) => string.Concat(
        number.ToString(CultureInfo.InvariantCulture).Select(digit => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit - '0']));

    /// <summary>A subscript number in normal digits: <c>12</c>.</summary>
    public static string Plain(string subscript) => string.Concat(subscript.Select(digit => (char)('0' + (digit - '₀'))));
}
