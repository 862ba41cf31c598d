namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>A function of a file.</summary>
internal sealed class FunctionBuilder
{
    public FunctionBuilder(string domain, string name, string[] inputs, string[] outputs, string overload = "")
    {
        Message = new WireWriter().Text(1, name).Text(10, domain).Text(13, overload);
        foreach (string input in inputs)
        {
            Message.Text(4, input);
        }

        foreach (string output in outputs)
        {
            Message.Text(5, output);
        }
    }

    public WireWriter Message { get; }

    public FunctionBuilder Opset(long version, string domain = "")
    {
        Message.Message(9, new WireWriter().Text(1, domain).Number(2, version));
        return this;
    }

    /// <summary>The default value of an attribute.</summary>
    public FunctionBuilder Default(string attribute, object value)
    {
        Message.Message(11, NodeBuilder.Attribute(attribute, value));
        return this;
    }

    public FunctionBuilder Node(string op, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes) =>
        Add(new NodeBuilder(op, inputs, outputs, attributes));

    public FunctionBuilder Call(string domain, string op, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes) =>
        Add(new NodeBuilder(op, inputs, outputs, attributes) { Domain = domain });

    public FunctionBuilder Add(NodeBuilder node)
    {
        Message.Message(7, node.Message);
        return this;
    }
}
