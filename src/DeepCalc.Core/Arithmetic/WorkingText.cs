using System.Runtime.CompilerServices;

namespace DeepCalc;

/// <summary>
/// A text for a <see cref="Working"/>. Without a working, neither the text nor its parts are computed:
/// formulas can name their symbols at no cost where no working is shown.
/// </summary>
[InterpolatedStringHandler]
public ref struct WorkingText
{
    private string? _text;

    /// <summary>An empty text.</summary>
    /// <param name="literalLength">The length of the fixed parts.</param>
    /// <param name="formattedCount">The number of variable parts.</param>
    /// <param name="working">The working, or null.</param>
    /// <param name="isWanted">Whether the text is needed.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WorkingText(int literalLength, int formattedCount, Working? working, out bool isWanted) => isWanted = working is not null;

    /// <summary>A fixed text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator WorkingText(string text) => new() { _text = text };

    /// <summary>Appends a fixed part.</summary>
    public void AppendLiteral(string text) => _text += text;

    /// <summary>Appends a variable part.</summary>
    public void AppendFormatted(string? text) => _text += text;

    /// <summary>Appends a number.</summary>
    public void AppendFormatted(int number) => _text += number.ToString(CultureInfo.InvariantCulture);

    public override readonly string ToString() => _text ?? "";
}
