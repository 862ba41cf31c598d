using System.Globalization;

namespace DeepCalc;

/// <summary>Digits in the shapes that formulas use.</summary>
internal static class Digits
{
    /// <summary>A number below the line: <c>₁₂</c>.</summary>
    public static string Subscript(int number) => string.Concat(
        number.ToString(CultureInfo.InvariantCulture).Select(digit => (char)('₀' + (digit - '0'))));

    /// <summary>The digits of a number below the line, on it: <c>12</c>.</summary>
    public static string Plain(string subscript) => string.Concat(subscript.Select(digit => (char)('0' + (digit - '₀'))));
}
