using System.Text.RegularExpressions;

namespace DeepCalc.Tests.Measures;

/// <summary>
/// The rule of docs/conventions.md: in the steps of a layer and a topic, each symbol of a formula is the result of an earlier step, or
/// stands with its number and its meaning in the Where of this step or an earlier one; and no symbol stands for two numbers.
/// </summary>
internal static partial class StepSymbols
{
    /// <summary>The steps of a network that break the rule, in words.</summary>
    public static IEnumerable<string> Faults(Network network, IEnumerable<CalculationStep> steps)
    {
        HashSet<string> sizes = [.. network.Values.SelectMany(value => value.OutputShape.Sizes).SelectMany(size => size.UnknownNames), "max", "min"];
        string[] paths = [.. sizes.Where(name => !Identifier().Replace(name, "").All(char.IsDigit)).OrderByDescending(name => name.Length)];
        foreach (IGrouping<(string? Layer, string Topic, string Section, string Axis), CalculationStep> part in steps
            .Where(step => step.Section != "Totals").GroupBy(step => (step.Layer, step.Topic, step.Section, AxisOf(step))))
        {
            var known = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (CalculationStep step in part)
            {
                foreach (Match match in WhereSymbol().Matches(step.Where))
                {
                    if (!known.TryAdd(match.Groups[1].Value, match.Groups[2].Value))
                    {
                        yield return $"{match.Groups[1].Value} is introduced again: {Text(step)}";
                    }
                }

                foreach (string symbol in SymbolsOf(step, paths, known.Keys).Where(symbol => !known.ContainsKey(symbol) && !sizes.Contains(symbol)))
                {
                    yield return $"{symbol} is not introduced: {Text(step)}";
                }

                if (known.TryGetValue(step.Symbol, out string? before) && before != step.Result)
                {
                    yield return $"{step.Symbol} was {before} before: {Text(step)}";
                }

                known[step.Symbol] = step.Result;
            }
        }
    }

    /// <summary>The symbols that a step explains, with their values as text.</summary>
    public static IEnumerable<(string Symbol, string Value)> Explained(CalculationStep step) =>
        WhereSymbol().Matches(step.Where).Select(match => (match.Groups[1].Value, match.Groups[2].Value));

    /// <summary>The formulas of a shape's sizes: those of <c>(N₀, max(N₁, N₂))</c>.</summary>
    public static IEnumerable<string> Parts(string formula)
    {
        int depth = 0;
        int begin = 1;
        for (int i = 1; i < formula.Length; i++)
        {
            if ((formula[i] == ',' || i == formula.Length - 1) && depth == 0)
            {
                if (i > begin)
                {
                    yield return formula[begin..i].Trim();
                }

                begin = i + 1;
            }

            depth += formula[i] is '(' or '‹' ? 1 : formula[i] is ')' or '›' ? -1 : 0;
        }
    }

    private static string Text(CalculationStep step) => $"{step.Layer}, {step.Section}, {step.Quantity}: {step.Working} | {step.Where}";

    // The axes of a field are worked out one by one.
    private static string AxisOf(CalculationStep step) =>
        step.Topic == nameof(CalculationTopic.ReceptiveField) ? Axis().Match(step.Quantity).Value : "";

    // The names of a file's tensors, and of sizes that depend on its data, are no identifiers; those of tensors stand in sums and products alone. Work that is unknown is called by whose it is.
    private static IEnumerable<string> SymbolsOf(CalculationStep step, string[] paths, IEnumerable<string> known) => step.Formula.Contains("work of", StringComparison.Ordinal) ? []
        : step.Source == Sources.File
        ? step.Formula.Split([" + ", "·"], StringSplitOptions.None).Where(part => part != "…" && !known.Contains(part) && part.Any(char.IsLetter))
        : Identifier().Matches(ShortName().Replace(paths.Aggregate(step.Formula, (text, path) => text.Replace(path, "", StringComparison.Ordinal)), "")).Select(match => match.Value);

    [GeneratedRegex(@"(?:^|, )(\S+) = (.+?) \([^()]*\)(?=, |$)")]
    private static partial Regex WhereSymbol();

    [GeneratedRegex(@"\p{L}[\p{L}\p{Nd}_₊₀-₉′]*")]
    private static partial Regex Identifier();

    [GeneratedRegex(@", (height|width|depth|length|axis \d+)$")]
    private static partial Regex Axis();

    [GeneratedRegex("‹[^›]*›")]
    private static partial Regex ShortName();
}
