namespace DeepCalc;

/// <summary>The last answer of a node's rule, shared by all of its outputs.</summary>
/// <param name="inputs">The number of layers that feed the node. Further outputs also have the node's first output as an input.</param>
internal sealed class AnswerCache(int inputs)
{
    /// <summary>The cache of a node whose rule is asked only once.</summary>
    public static AnswerCache None { get; } = new(0);

    private Known? _known;

    /// <summary>The answer, if it belongs to these inputs; else null.</summary>
    /// <remarks>
    /// A node gets other inputs only together with an empty cache (<see cref="Fresh"/>). So comparing the first and the last input
    /// suffices,
    /// and stays fast for nodes with thousands of inputs.
    /// </remarks>
    public Answer? Find(ReadOnlySpan<TensorShape> shapes) =>
        _known is { } known && ReferenceEquals(known.First, First(shapes)) && ReferenceEquals(known.Last, Last(shapes)) ? known.Answer : null;

    /// <summary>An empty cache for the same node.</summary>
    public AnswerCache Fresh() => new(inputs);

    /// <summary>Stores an answer.</summary>
    public void Keep(ReadOnlySpan<TensorShape> shapes, Answer answer) => _known = new Known(First(shapes), Last(shapes), answer);

    private TensorShape? First(ReadOnlySpan<TensorShape> shapes) => inputs == 0 ? null : shapes[0];

    private TensorShape? Last(ReadOnlySpan<TensorShape> shapes) => inputs == 0 ? null : shapes[inputs - 1];

    private sealed record Known(TensorShape? First, TensorShape? Last, Answer Answer);
}
