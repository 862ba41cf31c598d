namespace DeepCalc.Formats.Onnx.Syntax;

/// <summary>A node: the application of an operator.</summary>
internal sealed record OnnxNode
{
    public string Name { get; set; } = "";

    public string Operator { get; set; } = "";

    public string Domain { get; set; } = "";

    /// <summary>The overload, for functions of the same name.</summary>
    public string Overload { get; set; } = "";

    /// <summary>The names of the inputs; empty for an omitted one.</summary>
    public string[] Inputs { get; set; } = [];

    /// <summary>The names of the outputs; empty for an unused one.</summary>
    public string[] Outputs { get; set; } = [];

    public OnnxAttribute[] Attributes { get; set; } = [];

    /// <summary>Its name in messages and prefixes: its own, or that of its first output or operator.</summary>
    public string Label => Name.Length > 0 ? Name : Outputs.FirstOrDefault(Operator);

    public bool HasBodies => Array.Exists(Attributes, static attribute => attribute.Graph is not null);

    /// <summary>The names of the outer values that its graphs use, each once.</summary>
    public IReadOnlyList<string> Captured =>
        HasBodies ? [.. Attributes.SelectMany(attribute => attribute.Graph?.Captured ?? []).Distinct(StringComparer.Ordinal)] : [];

    /// <summary>Whether both have the same attributes, which are the same objects in nodes of one file.</summary>
    public bool HasAttributesOf(OnnxNode other) =>
        ((ReadOnlySpan<OnnxAttribute>)Attributes).SequenceEqual<OnnxAttribute>(other.Attributes, ReferenceEqualityComparer.Instance);

    public OnnxAttribute? Attribute(string name)
    {
        foreach (OnnxAttribute attribute in Attributes)
        {
            if (attribute.Name == name)
            {
                return attribute;
            }
        }

        return null;
    }
}
