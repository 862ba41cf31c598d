namespace DeepCalc;

/// <summary>A body that runs again and again on what it gave before.</summary>
internal static class Turns
{
    // What changes from turn to turn becomes unknown step by step; what takes longer than this is taken to be unknown whole.
    private const int MostSteps = 8;

    /// <summary>What is known of the states in every turn, and what the body makes of that.</summary>
    /// <param name="op">The node.</param>
    /// <param name="initial">The states at first.</param>
    /// <param name="run">A turn.</param>
    /// <param name="states">The states that come out of a turn, which the next one takes.</param>
    public static (FileTensor[] States, BodyResult Result, bool HasChanged) Settle(
        Operation op, FileTensor[] initial, Func<FileTensor[], BodyResult> run, Func<BodyResult, IEnumerable<FileTensor>> states)
    {
        FileTensor[] now = initial;
        for (int step = 0; ; step++)
        {
            BodyResult result = run(now);
            FileTensor[] next =
            [
                .. now.Zip(states(result), (state, later) => (state, later)).Select((pair, i) =>
                    TensorUnion.Of(pair.state, pair.later, axis => Quantity.Unknown($"{op.Scope.Prefix}{op.Label}.turn.{i}.{axis}"))),
            ];
            bool isSettled = true;
            for (int i = 0; i < next.Length; i++)
            {
                bool isSame = TensorUnion.AreSame(now[i], next[i]);
                isSettled &= isSame;
                next[i] = step > 2 * MostSteps ? FileTensor.Unranked() : step > MostSteps && !isSame ? FileTensor.Unranked(next[i].Type) : next[i];
            }

            if (isSettled)
            {
                return (now, result, step > 0);
            }

            now = next;
        }
    }

    /// <summary>So many of a tensor, one after another along a new axis.</summary>
    public static FileTensor Stacked(Operation op, FileTensor tensor, Quantity count, long axis = 0)
    {
        if (!tensor.IsRanked)
        {
            return FileTensor.Unranked(tensor.Item is null ? tensor.Type : ElementType.Undefined);
        }

        int at = op.Axis(axis, tensor.Rank + 1);
        return new FileTensor(tensor.Type, [.. tensor.Take(at), count, .. tensor.Skip(at)]);
    }
}
