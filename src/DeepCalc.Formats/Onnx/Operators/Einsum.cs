using DeepCalc.Formulas;

namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>Sums of products over named axes, given by an equation such as <c>bij,bjk-&gt;bik</c>.</summary>
internal static class Einsum
{
    public static Answer Answer(Operation op)
    {
        string equation = op.Text("equation", "").Replace(" ", "", StringComparison.Ordinal);
        string[] sides = equation.Split("->");
        string[] terms = sides[0].Split(',');
        if (equation.Length == 0 || terms.Length != op.Count || sides.Length > 2)
        {
            throw op.Fail($"the equation '{equation}' must have one term for each of the {op.Count} inputs");
        }

        FileTensor[] inputs = [.. Enumerable.Range(0, op.Count).Select(i => op[i])];
        int broadcastRank = terms.Select((term, i) => term.Contains("...", StringComparison.Ordinal) ? inputs[i].Rank - term.Replace("...", "", StringComparison.Ordinal).Length : 0).DefaultIfEmpty(0).Max();
        char[][] labels = [.. terms.Select((term, i) => Labels(op, term, inputs[i].Rank))];
        Dictionary<char, Quantity> sizes = [];
        for (int i = 0; i < inputs.Length; i++)
        {
            for (int axis = 0; axis < labels[i].Length; axis++)
            {
                Quantity size = inputs[i][axis];
                char label = labels[i][axis];
                sizes[label] = !sizes.TryGetValue(label, out Quantity known) ? size
                    : Broadcasting.Size(known, size) ?? throw op.Fail($"the axis '{label}' of '{equation}' has the sizes {known} and {size}; they must be equal, or one of them 1");
            }
        }

        char[] output = sides.Length == 2 ? Labels(op, sides[1], broadcastRank + sides[1].Replace("...", "", StringComparison.Ordinal).Length) : Implicit(labels);
        if (Array.Find(output, label => !sizes.ContainsKey(label)) is not '\0' and var unknown)
        {
            throw op.Fail($"the axis '{unknown}' of the result of '{equation}' must be an axis of an input");
        }

        var result = new FileTensor(op.TypeOf(0), [.. output.Select(label => sizes[label])]);
        Quantity summed = 1;
        foreach ((char label, Quantity size) in sizes)
        {
            summed = output.Contains(label) ? summed : summed * size;
        }

        Answer answer = Operators.Answer.Of(result).Seeing((operand, axis) =>
            Broadcasting.View(inputs[operand][axis], Array.IndexOf(output, labels[operand][axis]), result));

        // With one input nothing is multiplied, only summed. With n inputs each product has n − 1 multiplications.
        return inputs.Length == 1
            ? summed == 1 ? answer : answer.Doing(working => WorkFormula.Elementwise(working.OutputElements(result), summed - 1, working))
            : answer.Doing(working =>
            {
                Quantity outputs = working.OutputElements(result);
                Work work = WorkFormula.Contraction(outputs, summed, 0, working);
                return inputs.Length == 2 ? work : WorkFormula.Factors(work, inputs.Length, working);
            });
    }

    // The axes of an ellipsis get digits as labels, counted from the last.
    private static char[] Labels(Operation op, string term, int rank)
    {
        int dots = term.IndexOf("...", StringComparison.Ordinal);
        string named = dots < 0 ? term : term.Remove(dots, 3);
        int more = rank - named.Length;
        if (more < 0 || (dots < 0 && more > 0) || named.Any(label => !char.IsAsciiLetter(label)))
        {
            throw op.Fail($"the term '{term}' must name {rank} axes");
        }

        IEnumerable<char> stretched = Enumerable.Range(0, more).Select(i => (char)('0' + more - 1 - i));
        return dots < 0 ? [.. named] : [.. named[..dots], .. stretched, .. named[dots..]];
    }

    // Without a right-hand side, the result has the axes of the ellipsis, then the labels that occur once, in alphabetical order.
    private static char[] Implicit(char[][] labels)
    {
        IGrouping<char, char>[] all = [.. labels.SelectMany(term => term).GroupBy(label => label)];
        return
        [
            .. all.Where(group => char.IsAsciiDigit(group.Key)).Select(group => group.Key).OrderDescending(),
            .. all.Where(group => char.IsAsciiLetter(group.Key) && group.Count() == 1).Select(group => group.Key).Order(),
        ];
    }
}
