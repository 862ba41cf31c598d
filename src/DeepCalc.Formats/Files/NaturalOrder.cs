namespace DeepCalc.Formats.Files;

/// <summary>Orders names with numbers by value: <c>layers.2</c> comes before <c>layers.10</c>.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    public static readonly NaturalOrder Instance = new();

    private NaturalOrder()
    {
    }

    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> a = x;
        ReadOnlySpan<char> b = y;

        // Names of tensors have long beginnings in common. A number is compared as a whole.
        int common = a.CommonPrefixLength(b);
        while (common > 0 && char.IsAsciiDigit(a[common - 1]))
        {
            common--;
        }

        a = a[common..];
        b = b[common..];
        while (!a.IsEmpty && !b.IsEmpty)
        {
            int digitsOfA = Digits(a);
            int digitsOfB = Digits(b);
            bool areNumbers = digitsOfA > 0 && digitsOfB > 0;
            int order = areNumbers ? CompareNumbers(a[..digitsOfA], b[..digitsOfB]) : a[0].CompareTo(b[0]);
            if (order != 0)
            {
                return order;
            }

            a = a[(areNumbers ? digitsOfA : 1)..];
            b = b[(areNumbers ? digitsOfB : 1)..];
        }

        // Numbers that differ only in leading zeros are ordered as text, so that different names never compare equal.
        return a.IsEmpty && b.IsEmpty ? string.CompareOrdinal(x, y) : a.Length - b.Length;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        int end = 0;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end;
    }

    // Compared as text, because a number can have any length.
    private static int CompareNumbers(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        a = a.TrimStart('0');
        b = b.TrimStart('0');
        return a.Length != b.Length ? a.Length - b.Length : a.SequenceCompareTo(b);
    }
}
