using System.Text;

namespace DeepCalc.Formats.Keras;

/// <summary>
/// An operation in a <c>TensorFlowOpLayer</c> of TF 2.0 to 2.3: a graph node, and its constant inputs. The arguments get the names of
/// the corresponding Keras functions.
/// </summary>
/// <remarks>
/// Source: TensorFlowOpLayer of tensorflow/python/keras/engine/base_layer.py, node_def.proto and attr_value.proto. The node is JSON, or, in
/// the first versions, a serialised message as text.
/// </remarks>
internal sealed class KerasNodeDef
{
    private static readonly WireMessage<WireReader, List<long>> Lists = new()
    {
        [3] = (wire, numbers) => wire.ReadNumbers(numbers),
    };

    private static readonly WireMessage<WireReader, KerasNodeDef> Values = new()
    {
        [1] = (wire, node) => node.Add(node._attribute, Lists.Read(wire, [])),
        [5] = (wire, node) => node.Add(node._attribute, wire.ReadNumber() != 0 ? "true" : "false"),
    };

    private static readonly WireMessage<WireReader, KerasNodeDef> Attributes = new()
    {
        [1] = (wire, node) => node._attribute = wire.ReadText(),
        [2] = (wire, node) => Values.Read(wire, node),
    };

    private static readonly WireMessage<WireReader, KerasNodeDef> Node = new()
    {
        [2] = (wire, node) => node.Operation = wire.ReadText(),
        [5] = (wire, node) =>
        {
            node._attribute = "";
            Attributes.Read(wire, node);
        },
    };

    private readonly Dictionary<string, JsonElement> _attributes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, JsonElement> _constants = [];

    // The name of the attribute that is being read from a message.
    private string _attribute = "";

    private KerasNodeDef()
    {
    }

    /// <summary>The name of the operation, such as <c>AddV2</c>; empty if the file has none.</summary>
    public string Operation { get; private set; } = "";

    /// <summary>The constant inputs, in order.</summary>
    public IEnumerable<JsonElement> Constants => _constants.Values;

    /// <summary>The operation of a layer.</summary>
    /// <exception cref="DeepCalcException">The node cannot be read.</exception>
    public static KerasNodeDef Of(KerasSettings settings)
    {
        var node = new KerasNodeDef();
        if (settings.Element("constants") is { ValueKind: JsonValueKind.Object } constants)
        {
            foreach (JsonProperty constant in constants.EnumerateObject())
            {
                if (long.TryParse(constant.Name, NumberStyles.None, CultureInfo.InvariantCulture, out long index))
                {
                    node._constants[index] = constant.Value;
                }
            }
        }

        switch (settings.Element("node_def"))
        {
            case { ValueKind: JsonValueKind.Object } json:
                node.ReadJson(json);
                break;
            case { ValueKind: JsonValueKind.String } value when value.GetString() is { Length: > 0 } text:
                node.ReadText(text);
                break;
        }

        return node;
    }

    /// <summary>An argument, by the name in the Keras function, or null.</summary>
    public JsonElement? Argument(string name) => (name, Operation) switch
    {
        ("axis", "ConcatV2") => Constants.Select(value => (JsonElement?)value).LastOrDefault(),
        ("axis", "Concat") => Constant(0),
        ("axis", "Squeeze") => Attribute("squeeze_dims"),
        ("axis", "ExpandDims" or "Mean") or ("shape", "Reshape") or ("perm", "Transpose") => Constant(1),
        ("keepdims", "Mean") => Attribute("keep_dims"),
        ("transpose_a", "MatMul") or ("transpose_b", "MatMul") => Attribute(name),
        ("transpose_a", "BatchMatMul" or "BatchMatMulV2") => Attribute("adj_x"),
        ("transpose_b", "BatchMatMul" or "BatchMatMulV2") => Attribute("adj_y"),
        _ => null,
    };

    private JsonElement? Constant(long index) => _constants.TryGetValue(index, out JsonElement value) ? value : null;

    private JsonElement? Attribute(string name) => _attributes.TryGetValue(name, out JsonElement value) ? value : null;

    private void ReadText(string text)
    {
        if (text[0] == '{')
        {
            using JsonDocument document = PythonJson.Parse(Encoding.UTF8.GetBytes(text), "node_def", KerasSettings.MostDepth);
            ReadJson(document.RootElement.Clone());
            return;
        }

        Node.Read(new WireReader(new MemoryStream(Encoding.UTF8.GetBytes(text))), this);
    }

    // JSON messages have 64-bit integers as texts.
    private void ReadJson(JsonElement json)
    {
        Operation = KerasSettings.TextOf(json, "op") ?? "";
        if (KerasSettings.Property(json, "attr") is not { ValueKind: JsonValueKind.Object } attributes)
        {
            return;
        }

        foreach (JsonProperty attribute in attributes.EnumerateObject())
        {
            if (KerasSettings.Property(attribute.Value, "b") is { } flag)
            {
                _attributes[attribute.Name] = flag;
            }
            else if (KerasSettings.Property(attribute.Value, "list") is { } list && KerasSettings.Property(list, "i") is { ValueKind: JsonValueKind.Array } numbers)
            {
                Add(attribute.Name, numbers.EnumerateArray().Select(number =>
                    number.ValueKind == JsonValueKind.String && long.TryParse(number.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) ? whole
                    : KerasSettings.Whole(number) ?? throw KerasSettings.Wrong(attribute.Name, numbers, "a list of integers")));
            }
        }
    }

    private void Add(string name, IEnumerable<long> numbers) =>
        Add(name, $"[{string.Join(',', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)))}]");

    private void Add(string name, string json)
    {
        using var document = JsonDocument.Parse(json);
        _attributes[name] = document.RootElement.Clone();
    }
}
