namespace DeepCalc.Tests.Formats.Onnx;

/// <summary>A node: the application of an operator. The kind of an attribute follows from its value.</summary>
internal sealed class NodeBuilder(string op, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
{
    public string Name { get; init; } = "";

    public string Domain { get; init; } = "";

    public string Overload { get; init; } = "";

    public WireWriter Message
    {
        get
        {
            var node = new WireWriter();
            foreach (string input in inputs)
            {
                node.Text(1, input);
            }

            foreach (string output in outputs)
            {
                node.Text(2, output);
            }

            node.Text(3, Name).Text(4, op);
            foreach ((string name, object value) in attributes)
            {
                node.Message(5, Attribute(name, value));
            }

            return node.Text(7, Domain).Text(8, Overload);
        }
    }

    /// <summary>In a function: the value of that attribute of the call.</summary>
    public sealed record Reference(string Name);

    internal static WireWriter Attribute(string name, object value)
    {
        WireWriter attribute = new WireWriter().Text(1, name);
        switch (value)
        {
            case int number:
                return attribute.Number(3, number);
            case long number:
                return attribute.Number(3, number);
            case bool flag:
                return attribute.Number(3, flag ? 1 : 0);
            case ElementType type:
                return attribute.Number(3, (int)type);
            case float number:
                return attribute.Real(2, number);
            case string text:
                return attribute.Text(4, text);
            case long[] numbers:
                return numbers.Aggregate(attribute, (message, number) => message.Number(8, number));
            case float[] numbers:
                return numbers.Aggregate(attribute, (message, number) => message.Real(7, number));
            case string[] texts:
                return texts.Aggregate(attribute, (message, text) => message.Text(9, text));
            case GraphBuilder graph:
                return attribute.Message(6, graph.Message);
            case TensorBuilder tensor:
                return attribute.Message(5, tensor.Message());
            case TypeBuilder type:
                return attribute.Message(14, type.Message);
            case Reference reference:
                return attribute.Text(21, reference.Name);
            default:
                throw new ArgumentException($"no attribute has a value such as {value}");
        }
    }
}
