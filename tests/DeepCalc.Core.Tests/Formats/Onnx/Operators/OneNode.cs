namespace DeepCalc.Tests.Formats.Onnx.Operators;

/// <summary>A layer of one node, built by the importer.</summary>
internal sealed class OneNode(string op, string domain = OnnxDomain.Microsoft, long opset = 1)
{
    private readonly OnnxNode _node = new() { Name = "node", Operator = op, Domain = domain, Outputs = ["y0", "y1", "y2", "y3"] };

    public OneNode With(string name, long value) => Add(new OnnxAttribute { Name = name, Int = value });

    public OneNode With(string name, float value) => Add(new OnnxAttribute { Name = name, Float = value });

    public OneNode With(string name, string value) => Add(new OnnxAttribute { Name = name, Text = value });

    public OneNode With(string name, params long[] values) => Add(new OnnxAttribute { Name = name, Ints = [.. values] });

    public OneNode With(string name, params float[] values) => Add(new OnnxAttribute { Name = name, Floats = [.. values] });

    public OneNode With(string name, params string[] values) => Add(new OnnxAttribute { Name = name, Texts = [.. values] });

    /// <summary>Data of given sizes.</summary>
    public static FileTensor Data(params long[] sizes) => Data(ElementType.Float32, sizes);

    /// <summary>Data of a type.</summary>
    public static FileTensor Data(ElementType type, params long[] sizes) => new(type, [.. sizes.Select(size => (Quantity)size)]);

    /// <summary>A stored tensor.</summary>
    public static OnnxTensor Stored(params long[] sizes) => Stored(ElementType.Float32, sizes);

    /// <summary>A stored tensor of a type.</summary>
    public static OnnxTensor Stored(ElementType type, params long[] sizes) => new("w", Data(type, sizes));

    /// <summary>Stored integers.</summary>
    public static OnnxTensor Values(params long[] values) =>
        new("v", FileTensor.Of(ElementType.Int64, TensorValues.Of(values), values.Length));

    /// <summary>An output of the node for data, stored tensors and omitted operands.</summary>
    public Layer On(int output, params object?[] operands)
    {
        var model = new OnnxModel();
        model.Opsets[domain] = opset;
        var scope = new OnnxScope(new GraphImporter(model, new ImportOptions()), model.Opsets, []);
        _node.Inputs = [.. operands.Select((operand, i) => operand is null ? string.Empty : $"x{i}")];
        List<Layer> inputs = [];
        var given = new OnnxOperand[operands.Length];
        for (int i = 0; i < operands.Length; i++)
        {
            if (operands[i] is FileTensor data)
            {
                given[i] = new OnnxOperand(inputs.Count, null, []);
                inputs.Add(new Layer(new Input(data), $"x{i}"));
            }
            else
            {
                given[i] = operands[i] is OnnxTensor tensor ? new OnnxOperand(-1, tensor.Tensor, [new StoredTensor(tensor)]) : OnnxOperand.None;
            }
        }

        return new Layer(new OnnxLayer(new GraphNode(_node, OperatorTable.Find(domain, op), given, scope)), output, "node", [.. inputs]);
    }

    /// <summary>The first output.</summary>
    public Layer On(params object?[] operands) => On(0, operands);

    private OneNode Add(OnnxAttribute attribute)
    {
        _node.Attributes = [.. _node.Attributes, attribute];
        return this;
    }
}
