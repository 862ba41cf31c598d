namespace DeepCalc.Measures.Memory;

/// <summary>The memory of a value and of all values that are views of it.</summary>
/// <param name="Value">The value that the memory is made for.</param>
/// <param name="Bytes">Its size in bytes, rounded up to the alignment.</param>
internal sealed record TensorBuffer(Layer Value, Quantity Bytes)
{
    /// <summary>The number of layers that read any of these values.</summary>
    public int Readers { get; set; }

    /// <summary>Whether any of these values is an output of the network, so that the memory is needed to the end.</summary>
    public bool IsOutput { get; set; }
}
