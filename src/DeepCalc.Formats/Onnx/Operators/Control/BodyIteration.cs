using DeepCalc.Formats.Onnx.Values;

namespace DeepCalc.Formats.Onnx.Operators.Control;

/// <summary>Runs a body repeatedly on its own results, until its states no longer change.</summary>
internal static class BodyIteration
{
    // Sizes that change between iterations become unknown. States that are still changing after this number of steps become wholly unknown.
    private const int MostSteps = 8;

    /// <summary>The states as they are in every iteration, and the body's result for them.</summary>
    /// <param name="op">The node.</param>
    /// <param name="initial">The initial states.</param>
    /// <param name="run">Runs one iteration.</param>
    /// <param name="states">The states in the result of an iteration.</param>
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

    /// <summary>Copies of a tensor, stacked along a new axis.</summary>
    public static FileTensor Stacked(Operation op, FileTensor tensor, Quantity count, long axis = 0)
    {
        if (!tensor.IsRanked)
        {
            return FileTensor.Unranked(tensor.Item is null ? tensor.Type : ElementType.Undefined);
        }

        int at = op.Axis(axis, tensor.Rank + 1);
        return new FileTensor(tensor.Type, [.. tensor.Sizes[..at], count, .. tensor.Sizes[at..]]);
    }
}
