using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace DeepCalc.Tests.Formats;

/// <summary>
/// Damages files: flips bits, sets bytes to extremes, truncates, inserts parts of other files, removes and duplicates parts; in JSON
/// anywhere in
/// the file, it also replaces values.
/// </summary>
internal static partial class Mutation
{
    private static readonly byte[] Extremes = [0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF];

    private static readonly byte[][] Values =
    [
        .. ((string[])
        [
            "0", "-1", "1", "2", "3", "65", "2147483648", "9223372036854775807", "-9223372036854775808", "1e300", "0.5", "null", "true", "false", "\"\"", "\"same\"",
            "[]", "{}", "[1, 2, 3]", "[null, 3]", "NaN", "{\"class_name\": \"Dense\", \"config\": {\"units\": 2}}",
        ]).Select(Encoding.Latin1.GetBytes),
    ];

    private static readonly ConditionalWeakTable<byte[], Token[]> TokensOf = [];

    /// <summary>A damaged copy of a file, sometimes with parts of another.</summary>
    public static byte[] Of(byte[] file, byte[] other, Random random)
    {
        Token[] tokens = TokensOf.GetValue(file, Tokens);
        if (tokens.Length > 1 && random.Next(2) == 0)
        {
            return Substitute(file, tokens, random);
        }

        byte[] damaged = (byte[])file.Clone();

        // Mostly a single byte, so that its surroundings stay valid.
        bool isRough = random.Next(3) == 0;
        int changes = isRough ? 1 + random.Next(4) : 1;
        for (int i = 0; i < changes && damaged.Length > 0; i++)
        {
            switch (isRough ? random.Next(6) : random.Next(2))
            {
                case 0:
                    damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    damaged[random.Next(damaged.Length)] = Extremes[random.Next(Extremes.Length)];
                    break;
                case 2:
                    damaged = damaged[..random.Next(damaged.Length)];
                    break;
                case 3:
                    damaged = Splice(damaged, other, random);
                    break;
                case 4:
                    int start = random.Next(damaged.Length);
                    int length = Math.Min(random.Next(64), damaged.Length - start);
                    damaged = [.. damaged[..start], .. damaged[(start + length)..]];
                    break;
                default:
                    int at = random.Next(damaged.Length);
                    int count = Math.Min(random.Next(64), damaged.Length - at);
                    damaged = [.. damaged[..at], .. damaged[at..(at + count)], .. damaged[at..]];
                    break;
            }
        }

        return damaged;
    }

    private static byte[] Splice(byte[] file, byte[] other, Random random)
    {
        int from = random.Next(other.Length);
        int length = Math.Min(random.Next(512), other.Length - from);
        int at = random.Next(file.Length);
        return [.. file[..at], .. other[from..(from + length)], .. file[Math.Min(at + length, file.Length)..]];
    }

    // Up to three values, from the last to the first, so that the positions of the others stay.
    private static byte[] Substitute(byte[] file, Token[] tokens, Random random)
    {
        byte[] damaged = file;
        int[] chosen = [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => random.Next(tokens.Length)).Distinct().OrderDescending()];
        foreach ((int start, int end) in chosen.Select(index => tokens[index]))
        {
            Token another = tokens[random.Next(tokens.Length)];
            ReadOnlySpan<byte> value = random.Next(3) == 0 ? file.AsSpan(another.Start..another.End) : Values[random.Next(Values.Length)];
            damaged = [.. damaged.AsSpan(0, start), .. value, .. damaged.AsSpan(end)];
        }

        return damaged;
    }

    // Values, not names of settings. In a binary file, only between the first and the last brace.
    private static Token[] Tokens(byte[] file)
    {
        int first = Array.IndexOf(file, (byte)'{');
        int last = Array.LastIndexOf(file, (byte)'}');
        string text = Encoding.Latin1.GetString(file);
        return first < 0 || last < first || text.IndexOf("\":", StringComparison.Ordinal) < 0 ? [] :
        [
            .. Json().Matches(text[first..last]).Where(match => !match.Groups["key"].Success).Select(match => new Token(first + match.Index, first + match.Index + match.Length)),
        ];
    }

    [GeneratedRegex("""
        "(?>(\\.|[^"\\])*)"(?<key>\s*:)?|-?\d+(\.\d+)?|null|true|false
        """)]
    private static partial Regex Json();

    private readonly record struct Token(int Start, int End);
}
