using System.Collections.Immutable;

namespace DeepCalc;

/// <summary>The padding of a window: a name such as Same, or numbers before and after each axis.</summary>
public sealed class Padding
{
    private Padding(PaddingMode mode, ImmutableArray<(long Before, long After)> pairs)
    {
        Mode = mode;
        Pairs = pairs;
    }

    /// <summary>Padding that makes the output ⌈W/S⌉; of an odd total, the extra position is after.</summary>
    public static Padding Same { get; } = new(PaddingMode.Same, [(0, 0)]);

    /// <summary>The same, but of an odd total the extra position is before.</summary>
    public static Padding SameLower { get; } = new(PaddingMode.SameLower, [(0, 0)]);

    /// <summary>F′ − 1 positions, all before.</summary>
    public static Padding Causal { get; } = new(PaddingMode.Causal, [(0, 0)]);

    /// <summary>No padding, as the number 0.</summary>
    public static Padding None { get; } = new(PaddingMode.Explicit, [(0, 0)]);

    /// <summary>No padding, by TensorFlow's rule: only whole windows count.</summary>
    public static Padding Valid { get; } = new(PaddingMode.Valid, [(0, 0)]);

    /// <summary>The named paddings.</summary>
    public static IReadOnlyList<Padding> Named { get; } = [Same, SameLower, Valid, Causal];

    /// <summary>How the padding is chosen.</summary>
    public PaddingMode Mode { get; }

    /// <summary>The explicit padding: one pair for all axes, or one for each.</summary>
    public ImmutableArray<(long Before, long After)> Pairs { get; }

    /// <summary>The explicit padding of an axis.</summary>
    public (long Before, long After) this[int axis] => Pairs.Length == 1 ? Pairs[0] : Pairs[axis];

    /// <summary>The same number before and after: one for all axes, or one for each.</summary>
    public static Padding Of(AxisValues values)
    {
        var pairs = new (long Before, long After)[values.Count];
        for (int i = 0; i < pairs.Length; i++)
        {
            pairs[i] = (values[i], values[i]);
        }

        return Of(pairs);
    }

    /// <summary>Numbers before and after: one pair for all axes, or one for each.</summary>
    public static Padding Of(params ReadOnlySpan<(long Before, long After)> pairs) => new(PaddingMode.Explicit, [.. pairs]);

    /// <summary>Whether there is one value for all, or one for each of <paramref name="rank"/> axes.</summary>
    public bool Fits(int rank) => Pairs.Length == 1 || Pairs.Length == rank;

    /// <summary>Whether there is no padding: the number 0 on all axes.</summary>
    public bool IsNone => Mode == PaddingMode.Explicit && Pairs.All(pair => pair is (0, 0));

    /// <summary>Whether a number is below 0, which no layer takes.</summary>
    internal bool IsNegative => Pairs.Any(pair => pair.Before < 0 || pair.After < 0);

    /// <summary>Reads <c>Same</c> or another name, <c>1</c>, <c>1x2</c>, or before and after as <c>0:1</c>, <c>0:1x0:1</c>.</summary>
    /// <exception cref="DeepCalcException">The text is not of that form.</exception>
    public static Padding Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string trimmed = text.Trim();
        if (Named.FirstOrDefault(named => named.Mode.ToString().Equals(trimmed, StringComparison.OrdinalIgnoreCase)) is { } padding)
        {
            return padding;
        }

        try
        {
            return Of([.. trimmed.Split(AxisValues.Separators).Select(ParsePair)]);
        }
        catch (DeepCalcException)
        {
            throw new DeepCalcException(
                ErrorCode.InvalidSetting,
                $"'{text}' is not a padding: give Same, SameLower, Valid, Causal, a number for all axes (1), one for each (1,2), or before:after ('0:1', '0:1x0:1').");
        }
    }

    /// <summary>The padding of all axes where they have the same, otherwise that of each.</summary>
    internal string Short => Mode == PaddingMode.Explicit && Pairs.AsSpan().IndexOfAnyExcept(Pairs[0]) < 0 ? Text(Pairs[0]) : ToString();

    /// <summary>The padding as <see cref="Parse"/> reads it.</summary>
    public override string ToString() => Mode == PaddingMode.Explicit ? string.Join('x', Pairs.Select(Text)) : Mode.ToString();

    private static string Text((long Before, long After) pair) => pair.Before == pair.After
        ? pair.Before.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{pair.Before}:{pair.After}");

    private static (long Before, long After) ParsePair(string text)
    {
        string[] ends = text.Split(':');
        DeepCalcException.ThrowIf(ends.Length > 2, ErrorCode.InvalidSetting, text);

        return (AxisValues.Parse(ends[0])[0], AxisValues.Parse(ends[^1])[0]);
    }
}
