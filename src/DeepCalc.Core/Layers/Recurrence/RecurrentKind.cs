namespace DeepCalc;

/// <summary>What a recurrent layer computes in a step.</summary>
public enum RecurrentKind
{
    /// <summary>One tanh of the input and the hidden state: Keras's SimpleRNN, PyTorch's RNN.</summary>
    SimpleRnn,

    /// <summary>A gated recurrent unit, of three gates.</summary>
    Gru,

    /// <summary>A long short-term memory, of four gates and a cell state.</summary>
    Lstm,
}
