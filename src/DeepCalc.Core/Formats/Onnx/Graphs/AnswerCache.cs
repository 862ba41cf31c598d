namespace DeepCalc;

/// <summary>What a node has answered last, for all of its outputs.</summary>
/// <param name="inputs">How many layers feed the node; further outputs have its first one for an input as well.</param>
internal sealed class AnswerCache(int inputs)
{
    /// <summary>That of a node which is asked once only.</summary>
    public static AnswerCache None { get; } = new(0);

    private Known? _known;

    /// <summary>The answer, if it is about these inputs.</summary>
    /// <remarks>
    /// A node stands on other inputs only once it has been given an empty cache (<see cref="Fresh"/>), so the first and the last tell
    /// as much as all of them, which would take long where there are thousands.
    /// </remarks>
    public Answer? Find(ReadOnlySpan<TensorShape> shapes) =>
        _known is { } known && ReferenceEquals(known.First, First(shapes)) && ReferenceEquals(known.Last, Last(shapes)) ? known.Answer : null;

    /// <summary>An empty one for the same node.</summary>
    public AnswerCache Fresh() => new(inputs);

    /// <summary>Keeps an answer.</summary>
    public void Keep(ReadOnlySpan<TensorShape> shapes, Answer answer) => _known = new Known(First(shapes), Last(shapes), answer);

    private TensorShape? First(ReadOnlySpan<TensorShape> shapes) => inputs == 0 ? null : shapes[0];

    private TensorShape? Last(ReadOnlySpan<TensorShape> shapes) => inputs == 0 ? null : shapes[inputs - 1];

    private sealed record Known(TensorShape? First, TensorShape? Last, Answer Answer);
}
