namespace DeepCalc;

/// <summary>The kind of cell of a recurrent layer.</summary>
public enum RecurrentKind
{
    /// <summary>One tanh of the input and the hidden state: Keras's SimpleRNN, PyTorch's RNN.</summary>
    SimpleRnn,

    /// <summary>A gated recurrent unit (GRU): three gates.</summary>
    Gru,

    /// <summary>A long short-term memory (LSTM): four gates and a cell state.</summary>
    Lstm,
}
