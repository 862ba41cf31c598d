using System.Runtime.CompilerServices;

namespace DeepCalc;

/// <summary>An interpolated text with numbers in the invariant culture. Where it is not wanted, neither the text nor its parts are computed.</summary>
[InterpolatedStringHandler]
public ref struct InvariantText
{
    private string? _text;

    /// <summary>An empty text.</summary>
    /// <param name="literalLength">The length of the fixed parts.</param>
    /// <param name="formattedCount">The number of variable parts.</param>
    public InvariantText(int literalLength, int formattedCount)
    {
    }

    /// <summary>An empty text that may not be wanted.</summary>
    /// <param name="literalLength">The length of the fixed parts.</param>
    /// <param name="formattedCount">The number of variable parts.</param>
    /// <param name="condition">Whether it is wanted.</param>
    /// <param name="isWanted">The same.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public InvariantText(int literalLength, int formattedCount, bool condition, out bool isWanted) => isWanted = condition;

    /// <summary>Adds text.</summary>
    public void AppendLiteral(string text) => _text += text;

    /// <summary>Adds a value.</summary>
    public void AppendFormatted<T>(T value) => _text += string.Create(CultureInfo.InvariantCulture, $"{value}");

    /// <summary>The text.</summary>
    public override readonly string ToString() => _text ?? "";
}
