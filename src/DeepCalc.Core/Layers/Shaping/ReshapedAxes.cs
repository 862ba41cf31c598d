namespace DeepCalc.Layers.Shaping;

/// <summary>
/// Maps the axes of a shape to those of a reshape, which keeps the elements in order: the axes fall into groups of equal
/// products, and positions move only within a group.
/// </summary>
internal static class ReshapedAxes
{
    /// <summary>The positions of an input axis that a unit of the output sees.</summary>
    public static AxisView View(int axis, TensorShape input, TensorShape output)
    {
        // Axes of size 1 belong to no group: they can stand anywhere.
        int[] inputAxes = LongAxes(input);
        int[] outputAxes = LongAxes(output);
        List<(int Input, int Output)> ends = GroupEnds(input, inputAxes, output, outputAxes);
        int index = inputAxes.Count(before => before < axis);
        if (input[axis] == 1)
        {
            return UnitView(axis, index, input, output, ends);
        }

        (int Input, int Output) begin = ends.Last(end => end.Input <= index);
        (int Input, int Output) next = ends.First(end => end.Input > index);
        if (next.Output == begin.Output)
        {
            // An unknown size that must be 1.
            return AxisView.Broadcast(0);
        }

        // A split axis continues on several axes; a window on any of them would see more of it.
        return (next.Input - begin.Input, next.Output - begin.Output) switch
        {
            (1, 1) => AxisView.Same(outputAxes[begin.Output]),
            (_, 1) => AxisView.Merged(outputAxes[begin.Output]),
            _ when output.Rank <= 64 => AxisView.Parted(outputAxes[begin.Output..next.Output].Aggregate(0UL, (parts, part) => parts | (1UL << part))),
            _ => AxisView.Everything,
        };
    }

    private static int[] LongAxes(TensorShape shape) => [.. Enumerable.Range(0, shape.Rank).Where(axis => shape[axis] != 1)];

    // The numbers of axes of both shapes with equal products, counted from the front or from the back; unknown sizes cancel in one
    // of the two at best.
    private static List<(int Input, int Output)> GroupEnds(TensorShape input, int[] inputAxes, TensorShape output, int[] outputAxes)
    {
        Quantity[] inputFront = Products(inputAxes.Select(axis => input[axis]));
        Quantity[] outputFront = Products(outputAxes.Select(axis => output[axis]));
        Quantity[] inputBack = Products(Enumerable.Reverse(inputAxes).Select(axis => input[axis]));
        Quantity[] outputBack = Products(Enumerable.Reverse(outputAxes).Select(axis => output[axis]));
        var ends = new List<(int Input, int Output)>();
        for (int i = 0; i <= inputAxes.Length; i++)
        {
            for (int o = 0; o <= outputAxes.Length; o++)
            {
                bool areEqual = inputFront[i] == outputFront[o] || inputBack[inputAxes.Length - i] == outputBack[outputAxes.Length - o];
                if (areEqual && (ends.Count == 0 || ends[^1].Output <= o))
                {
                    ends.Add((i, o));
                }
            }
        }

        return ends;
    }

    private static Quantity[] Products(IEnumerable<Quantity> sizes)
    {
        var products = new List<Quantity> { 1 };
        foreach (Quantity size in sizes)
        {
            products.Add(products[^1] * size);
        }

        return [.. products];
    }

    // The corresponding axis of size 1 in the output, if there is one between the same groups.
    private static AxisView UnitView(int axis, int index, TensorShape input, TensorShape output, List<(int Input, int Output)> ends)
    {
        int nth = UnitAxes(input, index).TakeWhile(unit => unit != axis).Count();
        foreach ((int _, int after) in ends.Where(end => end.Input == index))
        {
            int[] units = [.. UnitAxes(output, after)];
            if (nth < units.Length)
            {
                return AxisView.Same(units[nth]);
            }
        }

        return AxisView.Broadcast(0);
    }

    // The axes of size 1 after a given number of longer axes.
    private static IEnumerable<int> UnitAxes(TensorShape shape, int longer)
    {
        int before = 0;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (shape[axis] != 1)
            {
                before++;
            }
            else if (before == longer)
            {
                yield return axis;
            }
        }
    }
}
