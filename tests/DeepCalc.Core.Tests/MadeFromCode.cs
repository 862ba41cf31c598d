namespace DeepCalc.Tests;

/// <summary>
/// Files, and parts of files, that are made from the code. A test compares each with the code; <c>./build.ps1 -Task Update</c> runs these
/// tests so that they write the files instead.
/// </summary>
internal static class MadeFromCode
{
    /// <summary>The trait of the tests that <c>./build.ps1 -Task Update</c> runs.</summary>
    public const string Category = "MadeFromCode";

    /// <summary>Whether the files are to be written.</summary>
    public static bool IsRenewed { get; } = Environment.GetEnvironmentVariable("DEEPCALC_UPDATE_DOCS") == "1";

    // Tests of several classes write parts of one file.
    private static readonly Lock Writing = new();

    /// <summary>Compares a whole file, or writes it.</summary>
    public static void Whole(string file, string expected)
    {
        string path = Path.Combine(Repository.Root, file);
        lock (Writing)
        {
            if (IsRenewed)
            {
                File.WriteAllText(path, expected);
            }
        }

        Assert.True(File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == expected, Fault(file));
    }

    /// <summary>Compares the part of a file between two marks, or writes it. In Markdown, the marks are comments.</summary>
    public static void Part(string file, string name, string expected) =>
        Between(file, $"<!-- {name}: made from the code by ./build.ps1 -Task Update -->\n", $"<!-- end of {name} -->", $"\n{expected}\n");

    /// <summary>Compares the part of a file after one text and before the next other one, or writes it.</summary>
    public static void Between(string file, string begin, string end, string expected)
    {
        string path = Path.Combine(Repository.Root, file);
        lock (Writing)
        {
            string text = File.ReadAllText(path).ReplaceLineEndings("\n");
            int first = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
            int last = first < begin.Length ? -1 : text.IndexOf(end, first, StringComparison.Ordinal);
            Assert.True(last >= 0, $"{file} has no place between \"{begin.Trim()}\" and \"{end.Trim()}\".");
            if (IsRenewed)
            {
                File.WriteAllText(path, text[..first] + expected + text[last..]);
                return;
            }

            Assert.True(text[first..last] == expected, Fault(file));
        }
    }

    /// <summary>A table in Markdown.</summary>
    public static string Table(string[] header, IEnumerable<string[]> rows) =>
        $"{Row(header)}|{string.Concat(header.Select(_ => "---|"))}\n{string.Concat(rows.Select(Row))}";

    private static string Row(string[] cells) => $"| {string.Join(" | ", cells)} |\n";

    private static string Fault(string file) => $"{file} is not what the code makes; ./build.ps1 -Task Update renews it. A breaking change of the API belongs in CHANGELOG.md.";
}
