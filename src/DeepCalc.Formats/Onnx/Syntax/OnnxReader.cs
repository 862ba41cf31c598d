using System.Runtime.InteropServices;
using DeepCalc.Formats.Protobuf;

namespace DeepCalc.Formats.Onnx.Syntax;

/// <summary>Reads the structure of an ONNX file.</summary>
/// <remarks>Source of the field numbers: onnx.proto of the ONNX project, IR version 11.</remarks>
internal sealed class OnnxReader(WireReader wire, CancellationToken cancellation)
{
    // A limit far above any network, and low enough for any machine.
    private const int MostNodes = 1_000_000;
    private const int DeepestBody = 64;

    private readonly TensorReader _tensors = new(wire);
    private readonly TypeReader _types = new(wire);

    // The nodes that are being read. A body is read into its own entry while its node waits.
    private readonly List<string> _inputs = [];
    private readonly List<string> _outputs = [];
    private readonly List<OnnxAttribute> _attributes = [];
    private int _nodes;
    private int _depth;

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="DeepCalcException">The file is damaged or not an ONNX file.</exception>
    public OnnxModel Read()
    {
        var model = new OnnxModel();
        long end = wire.Length;
        while (wire.TryReadTag(end, out int field, out WireType type))
        {
            switch (field)
            {
                case 1 when type == WireType.Varint:
                    model.IrVersion = wire.ReadInt64();
                    break;
                case 2 when type == WireType.Length:
                    model.Producer = wire.ReadText(type, end);
                    break;
                case 3 when type == WireType.Length:
                    model.ProducerVersion = wire.ReadText(type, end);
                    break;
                case 7:
                    model.Graph = ReadGraph(wire.ReadEnd(type, end));
                    break;
                case 8:
                    ReadOpset(model.Opsets, wire.ReadEnd(type, end));
                    break;
                case 25:
                    model.Functions.Add(ReadFunction(wire.ReadEnd(type, end)));
                    break;
                default:
                    wire.Skip(type, end);
                    break;
            }
        }

        return model;
    }

    private void ReadOpset(Dictionary<string, long> opsets, long end)
    {
        string domain = "";
        long version = 0;
        while (wire.TryReadTag(end, out int field, out WireType type))
        {
            switch (field)
            {
                case 1:
                    domain = wire.ReadText(type, end);
                    break;
                case 2 when type == WireType.Varint:
                    version = wire.ReadInt64();
                    break;
                default:
                    wire.Skip(type, end);
                    break;
            }
        }

        opsets[OnnxDomain.Plain(domain)] = version;
    }

    private OnnxGraph ReadGraph(long end)
    {
        if (++_depth > DeepestBody)
        {
            throw new DeepCalcException(ErrorCode.FileTooLarge, $"graphs are nested deeper than {DeepestBody} levels, the most that is read.");
        }

        var graph = new OnnxGraph();
        while (wire.TryReadTag(end, out int field, out WireType type))
        {
            switch (field)
            {
                case 1:
                    graph.Nodes.Add(ReadNode(wire.ReadEnd(type, end)));
                    break;
                case 2:
                    graph.Name = wire.ReadText(type, end);
                    break;
                case 5:
                    graph.Initializers.Add(_tensors.Read(wire.ReadEnd(type, end)));
                    break;
                case 11:
                    graph.Inputs.Add(_types.ReadValueInfo(wire.ReadEnd(type, end)));
                    break;
                case 12:
                    graph.Outputs.Add(_types.ReadValueInfo(wire.ReadEnd(type, end)));
                    break;
                case 13:
                    graph.Values.Add(_types.ReadValueInfo(wire.ReadEnd(type, end)));
                    break;
                case 15:
                    graph.Initializers.Add(_tensors.ReadSparse(wire.ReadEnd(type, end)));
                    break;
                default:
                    wire.Skip(type, end);
                    break;
            }
        }

        _depth--;
        return graph;
    }

    private OnnxNode ReadNode(long end)
    {
        cancellation.ThrowIfCancellationRequested();
        if (++_nodes > MostNodes)
        {
            throw new DeepCalcException(ErrorCode.FileTooLarge, $"the file has more than {MostNodes} nodes, the most that is read.");
        }

        var node = new OnnxNode();
        (int inputs, int outputs, int attributes) = (_inputs.Count, _outputs.Count, _attributes.Count);
        while (wire.TryReadTag(end, out int field, out WireType type))
        {
            switch (field)
            {
                case 1:
                    _inputs.Add(wire.ReadText(type, end));
                    break;
                case 2:
                    _outputs.Add(wire.ReadText(type, end));
                    break;
                case 3:
                    node.Name = wire.ReadText(type, end);
                    break;
                case 4:
                    node.Operator = wire.ReadText(type, end);
                    break;
                case 5:
                    _attributes.Add(ReadAttribute(wire.ReadEnd(type, end)));
                    break;
                case 7:
                    node.Domain = OnnxDomain.Plain(wire.ReadText(type, end));
                    break;
                case 8:
                    node.Overload = wire.ReadText(type, end);
                    break;
                default:
                    wire.Skip(type, end);
                    break;
            }
        }

        node.Inputs = Take(_inputs, inputs);
        node.Outputs = Take(_outputs, outputs);
        node.Attributes = Take(_attributes, attributes);

        // A tensor inside a node has no name.
        if (node is { Operator: "Constant", Outputs: [{ Length: > 0 } output, ..] })
        {
            foreach (OnnxAttribute attribute in node.Attributes)
            {
                if (attribute.Tensor is { } tensor)
                {
                    tensor.Name = output;
                }
            }
        }

        return node;
    }

    private static T[] Take<T>(List<T> list, int from)
    {
        T[] taken = [.. CollectionsMarshal.AsSpan(list)[from..]];
        list.RemoveRange(from, taken.Length);
        return taken;
    }

    private OnnxAttribute ReadAttribute(long end)
    {
        var attribute = new OnnxAttribute();
        while (wire.TryReadTag(end, out int field, out WireType type))
        {
            switch (field)
            {
                case 1:
                    attribute.Name = wire.ReadText(type, end);
                    break;
                case 2 when type == WireType.Fixed32:
                    attribute.Float = BitConverter.UInt32BitsToSingle(wire.ReadFixed32());
                    break;
                case 3 when type == WireType.Varint:
                    attribute.Int = wire.ReadInt64();
                    break;
                case 4:
                    attribute.Text = ReadShortText(type, end);
                    break;
                case 5:
                    attribute.Tensor = _tensors.Read(wire.ReadEnd(type, end));
                    break;
                case 6:
                    attribute.Graph = ReadGraph(wire.ReadEnd(type, end));
                    break;
                case 7:
                    _tensors.ReadFloats(attribute.Floats ??= [], type, end);
                    break;
                case 8:
                    _tensors.ReadInts(attribute.Ints ??= [], type, end);
                    break;
                case 9:
                    (attribute.Texts ??= []).Add(ReadShortText(type, end));
                    break;
                case 14:
                    attribute.Type = _types.Read(wire.ReadEnd(type, end));
                    break;
                case 21:
                    attribute.Reference = wire.ReadText(type, end);
                    break;
                case 22:
                    attribute.Tensor = _tensors.ReadSparse(wire.ReadEnd(type, end));
                    break;
                default:
                    wire.Skip(type, end);
                    break;
            }
        }

        return attribute;
    }

    // Text settings of operators are short; a longer text is data.
    private string ReadShortText(WireType type, long end)
    {
        long textEnd = wire.ReadEnd(type, end);
        if (textEnd - wire.Position > 1 << 12)
        {
            wire.JumpTo(textEnd, end);
            return "";
        }

        return System.Text.Encoding.UTF8.GetString(wire.ReadBytes((int)(textEnd - wire.Position)));
    }

    private OnnxFunction ReadFunction(long end)
    {
        var function = new OnnxFunction();
        while (wire.TryReadTag(end, out int field, out WireType type))
        {
            switch (field)
            {
                case 1:
                    function.Name = wire.ReadText(type, end);
                    break;
                case 4:
                    function.Inputs.Add(wire.ReadText(type, end));
                    break;
                case 5:
                    function.Outputs.Add(wire.ReadText(type, end));
                    break;
                case 7:
                    function.Nodes.Add(ReadNode(wire.ReadEnd(type, end)));
                    break;
                case 9:
                    ReadOpset(function.Opsets, wire.ReadEnd(type, end));
                    break;
                case 10:
                    function.Domain = OnnxDomain.Plain(wire.ReadText(type, end));
                    break;
                case 11:
                    function.Defaults.Add(ReadAttribute(wire.ReadEnd(type, end)));
                    break;
                case 12:
                    function.Values.Add(_types.ReadValueInfo(wire.ReadEnd(type, end)));
                    break;
                case 13:
                    function.Overload = wire.ReadText(type, end);
                    break;
                default:
                    wire.Skip(type, end);
                    break;
            }
        }

        return function;
    }
}
