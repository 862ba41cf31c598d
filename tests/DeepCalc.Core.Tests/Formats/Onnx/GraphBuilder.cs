namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>A graph of a file: the main one, or the body of a node.</summary>
internal sealed class GraphBuilder(string name)
{
    public WireWriter Message { get; } = new WireWriter().Text(2, name);

    /// <summary>An input of 32-bit floating-point numbers.</summary>
    public GraphBuilder Input(string name, params OnnxSize[] sizes) => Input(name, TypeBuilder.Tensor(ElementType.Float32, sizes));

    /// <summary>An input; the type is optional in a body.</summary>
    public GraphBuilder Input(string name, TypeBuilder? type) => Info(11, name, type);

    public GraphBuilder Output(string name, TypeBuilder? type = null) => Info(12, name, type);

    /// <summary>The declared type of an intermediate value.</summary>
    public GraphBuilder Declare(string name, TypeBuilder type) => Info(13, name, type);

    /// <summary>An initializer of 32-bit floating-point numbers, without values.</summary>
    public GraphBuilder Weight(string name, params long[] sizes) => Constant(name, TensorBuilder.Weight(sizes));

    /// <summary>An initializer.</summary>
    public GraphBuilder Constant(string name, TensorBuilder tensor)
    {
        Message.Message(5, tensor.Message(name));
        return this;
    }

    public GraphBuilder Node(string op, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes) =>
        Add(new NodeBuilder(op, inputs, outputs, attributes));

    public GraphBuilder Add(NodeBuilder node)
    {
        Message.Message(1, node.Message);
        return this;
    }

    private GraphBuilder Info(int field, string name, TypeBuilder? type)
    {
        WireWriter info = new WireWriter().Text(1, name);
        Message.Message(field, type is null ? info : info.Message(2, type.Message));
        return this;
    }
}
