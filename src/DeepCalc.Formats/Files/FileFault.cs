using System.Runtime.CompilerServices;

namespace DeepCalc.Formats.Files;

/// <summary>Makes the errors of files.</summary>
internal static class FileFault
{
    /// <summary>Throws the error of a damaged file unless a condition holds. The message is formatted only for the error.</summary>
    public static void Unless(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] Text message) =>
        Unless(holds, ErrorCode.FileCorrupt, message);

    /// <summary>Throws an error unless a condition holds. The message is formatted only for the error.</summary>
    public static void Unless(bool holds, ErrorCode code, [InterpolatedStringHandlerArgument(nameof(holds))] Text message)
    {
        if (!holds)
        {
            throw new DeepCalcException(code, message.ToString());
        }
    }

    public static DeepCalcException Corrupt(InvariantText message) => new(ErrorCode.FileCorrupt, message);

    /// <summary>An interpolated message that is formatted only if the condition does not hold.</summary>
    [InterpolatedStringHandler]
    public ref struct Text
    {
        private DefaultInterpolatedStringHandler _text;

        public Text(int literalLength, int formattedCount, bool holds, out bool isNeeded)
        {
            isNeeded = !holds;
            _text = isNeeded ? new(literalLength, formattedCount, CultureInfo.InvariantCulture) : default;
        }

        public void AppendLiteral(string text) => _text.AppendLiteral(text);

        public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

        public override string ToString() => _text.ToString();
    }
}
