using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DeepCalc.Formats.Onnx.Syntax;

/// <summary>Reads the structure of an ONNX file.</summary>
/// <remarks>Source of the field numbers: onnx.proto of the ONNX project, IR version 11.</remarks>
internal sealed class OnnxReader(Stream stream, CancellationToken cancellation) : WireReader(stream, cancellation)
{
    // Text settings of operators are short; a longer text is data.
    private const int MostText = 1 << 12;

    // Longer attributes seldom stand in a file twice.
    private const int MostShared = 128;

    private static readonly WireMessage<OnnxReader, StrongBox<(long? Size, string? Name)>> Size = new()
    {
        [1] = (wire, size) => size.Value.Size = wire.ReadNumber(),
        [2] = (wire, size) => size.Value.Name = wire.ReadText(),
    };

    private static readonly WireMessage<OnnxReader, List<(long? Size, string? Name)>> Sizes = new()
    {
        [1] = (wire, sizes) => sizes.Add(Size.Read(wire, new()).Value),
    };

    private static readonly WireMessage<OnnxReader, OnnxType> TensorType = new()
    {
        [1] = (wire, type) => type.Element = TensorReader.TypeOf(wire.ReadNumber()),
        [2] = (wire, type) => Sizes.Read(wire, type.Sizes = []),
    };

    private static readonly WireMessage<OnnxReader, OnnxType> Item = new()
    {
        [1] = (wire, type) => Type!.Read(wire, type),
    };

    private static readonly WireMessage<OnnxReader, OnnxType> Type = new()
    {
        [1] = (wire, type) => TensorType.Read(wire, type),
        [4] = (wire, type) => type.SequenceOf = Item.Read(wire, new()),
        [8] = (wire, type) => TensorType.Read(wire, type),
        [9] = (wire, type) => type.OptionalOf = Item.Read(wire, new()),
    };

    private static readonly WireMessage<OnnxReader, OnnxValueInfo> ValueInfo = new()
    {
        [1] = (wire, info) => info.Name = wire.ReadText(),
        [2] = (wire, info) => info.Type = Type.Read(wire, new()),
    };

    private static readonly WireMessage<OnnxReader, OnnxGraph> Graph = new()
    {
        [1] = (wire, graph) => graph.Nodes.Add(wire.ReadNode()),
        [2] = (wire, graph) => graph.Name = wire.ReadText(),
        [5] = (wire, graph) => graph.Initializers.Add(wire._tensors.Read(wire)),
        [11] = (wire, graph) => graph.Inputs.Add(ValueInfo.Read(wire, new())),
        [12] = (wire, graph) => graph.Outputs.Add(ValueInfo.Read(wire, new())),
        [13] = (wire, graph) => graph.Values.Add(ValueInfo.Read(wire, new())),
        [15] = (wire, graph) => graph.Initializers.Add(wire._tensors.ReadSparse(wire)),
    };

    private static readonly WireMessage<OnnxReader, OnnxAttribute> Attribute = new()
    {
        [1] = (wire, attribute) => attribute.Name = wire.ReadText(),
        [2] = (wire, attribute) => attribute.Float = wire.ReadFloat(),
        [3] = (wire, attribute) => attribute.Int = wire.ReadNumber(),
        [4] = (wire, attribute) => attribute.Text = wire.ReadShortText(),
        [5] = (wire, attribute) => attribute.Tensor = wire._tensors.Read(wire),
        [6] = (wire, attribute) => attribute.Graph = Graph.Read(wire, new()),
        [7] = (wire, attribute) => wire.ReadFloats(attribute.Floats ??= []),
        [8] = (wire, attribute) => wire.ReadNumbers(attribute.Ints ??= []),
        [9] = (wire, attribute) => (attribute.Texts ??= []).Add(wire.ReadShortText()),
        [14] = (wire, attribute) => attribute.Type = Type.Read(wire, new()),
        [21] = (wire, attribute) => attribute.Reference = wire.ReadText(),
        [22] = (wire, attribute) => attribute.Tensor = wire._tensors.ReadSparse(wire),
    };

    private static readonly WireMessage<OnnxReader, OnnxNode> Node = new()
    {
        [1] = (wire, _) => wire._inputs.Add(wire.ReadText()),
        [2] = (wire, _) => wire._outputs.Add(wire.ReadText()),
        [3] = (wire, node) => node.Name = wire.ReadText(),
        [4] = (wire, node) => node.Operator = wire.ReadText(),
        [5] = (wire, node) => wire._attributes.Add(wire.ReadAttribute(node)),
        [7] = (wire, node) => node.Domain = OnnxDomain.Plain(wire.ReadText()),
        [8] = (wire, node) => node.Overload = wire.ReadText(),
    };

    private static readonly WireMessage<OnnxReader, StrongBox<(string Domain, long Version)>> Opset = new()
    {
        [1] = (wire, opset) => opset.Value.Domain = wire.ReadText(),
        [2] = (wire, opset) => opset.Value.Version = wire.ReadNumber(),
    };

    private static readonly WireMessage<OnnxReader, OnnxFunction> Function = new()
    {
        [1] = (wire, function) => function.Name = wire.ReadText(),
        [4] = (wire, function) => function.Inputs.Add(new() { Name = wire.ReadText() }),
        [5] = (wire, function) => function.Outputs.Add(new() { Name = wire.ReadText() }),
        [7] = (wire, function) => function.Nodes.Add(wire.ReadNode()),
        [9] = (wire, function) => wire.ReadOpset(function.Opsets),
        [10] = (wire, function) => function.Domain = OnnxDomain.Plain(wire.ReadText()),
        [11] = (wire, function) => function.Defaults.Add(Attribute.Read(wire, new())),
        [12] = (wire, function) => function.Values.Add(ValueInfo.Read(wire, new())),
        [13] = (wire, function) => function.Overload = wire.ReadText(),
    };

    private static readonly WireMessage<OnnxReader, OnnxModel> Model = new()
    {
        [1] = (wire, model) => model.IrVersion = wire.ReadNumber(),
        [2] = (wire, model) => model.Producer = wire.ReadText(),
        [3] = (wire, model) => model.ProducerVersion = wire.ReadText(),
        [7] = (wire, model) => model.Graph = Graph.Read(wire, new()),
        [8] = (wire, model) => wire.ReadOpset(model.Opsets),
        [25] = (wire, model) => model.Functions.Add(Function.Read(wire, new())),
    };

    private readonly TensorReader _tensors = new();

    // The nodes that are being read. A body is read into its own entry while its node waits.
    private readonly List<string> _inputs = [];
    private readonly List<string> _outputs = [];
    private readonly List<OnnxAttribute> _attributes = [];

    private readonly ByteTable<Tuple<byte[], OnnxAttribute>> _shared = new(static (shared, bytes) => bytes.SequenceEqual(shared.Item1));

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="DeepCalcException">The file is damaged or not an ONNX file.</exception>
    public OnnxModel Read() => Model.Read(this, new());

    private void ReadOpset(Dictionary<string, long> opsets)
    {
        (string domain, long version) = Opset.Read(this, new(("", 0))).Value;
        opsets[OnnxDomain.Plain(domain)] = version;
    }

    private OnnxNode ReadNode()
    {
        (int inputs, int outputs, int attributes) = (_inputs.Count, _outputs.Count, _attributes.Count);
        OnnxNode node = Node.Read(this, new());
        node.Inputs = Take(_inputs, inputs);
        node.Outputs = Take(_outputs, outputs);
        node.Attributes = Take(_attributes, attributes);
        return node;
    }

    // Nodes have the attributes of other nodes. A tensor is that of one node, even if its numbers are equal, and so are the numbers of a constant.
    private OnnxAttribute ReadAttribute(OnnxNode node)
    {
        long length = FieldEnd - Position;
        if (length > MostShared || node.Operator == "Constant")
        {
            return Attribute.Read(this, new());
        }

        ReadOnlySpan<byte> bytes = Peek((int)length);
        if (_shared.Find(bytes, out int hash) is { } shared)
        {
            Skip();
            return shared.Item2;
        }

        byte[] key = bytes.ToArray();
        OnnxAttribute attribute = Attribute.Read(this, new());
        return attribute is { Tensor: null, Graph: null, Floats: null } ? _shared.Add(new(key, attribute), hash).Item2 : attribute;
    }

    private static T[] Take<T>(List<T> list, int from)
    {
        T[] taken = [.. CollectionsMarshal.AsSpan(list)[from..]];
        list.RemoveRange(from, taken.Length);
        return taken;
    }

    private void ReadFloats(List<float> floats)
    {
        List<long> bits = [];
        ReadNumbers(bits, WireType.Fixed32);
        floats.AddRange(bits.Select(each => BitConverter.UInt32BitsToSingle((uint)each)));
    }

    private string ReadShortText()
    {
        if (FieldEnd - Position <= MostText)
        {
            return ReadText();
        }

        Skip();
        return "";
    }
}
