namespace DeepCalc;

/// <summary>What a node has answered last, for all of its outputs.</summary>
/// <param name="inputs">How many layers feed the node; further outputs have its first one for an input as well.</param>
internal sealed class AnswerCache(int inputs)
{
    /// <summary>That of a node which is asked once only.</summary>
    public static AnswerCache None { get; } = new(0);

    private Known? _known;

    /// <summary>The answer, if it is about these inputs.</summary>
    public Answer? Find(ReadOnlySpan<TensorShape> shapes)
    {
        if (_known is not { } known)
        {
            return null;
        }

        for (int i = 0; i < inputs; i++)
        {
            if (!ReferenceEquals(shapes[i], known.Inputs[i]))
            {
                return null;
            }
        }

        return known.Answer;
    }

    /// <summary>An empty one for the same node.</summary>
    public AnswerCache Fresh() => new(inputs);

    /// <summary>Keeps an answer.</summary>
    public void Keep(ReadOnlySpan<TensorShape> shapes, Answer answer) => _known = new Known(shapes[..inputs].ToArray(), answer);

    private sealed record Known(TensorShape[] Inputs, Answer Answer);
}
