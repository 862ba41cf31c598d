namespace DeepCalc;

/// <summary>A node: an operator, applied.</summary>
internal sealed class OnnxNode
{
    public string Name { get; set; } = "";

    public string Operator { get; set; } = "";

    public string Domain { get; set; } = "";

    /// <summary>Which of several functions of one name.</summary>
    public string Overload { get; set; } = "";

    /// <summary>The names of the values that go in; empty for one that is left out.</summary>
    public string[] Inputs { get; set; } = [];

    /// <summary>The names of the values that come out; empty for one that nobody wants.</summary>
    public string[] Outputs { get; set; } = [];

    public OnnxAttribute[] Attributes { get; set; } = [];

    /// <summary>Whether it holds graphs of its own.</summary>
    public bool HasBodies => Array.Exists(Attributes, static attribute => attribute.Graph is not null);

    /// <summary>The attribute of that name, or null.</summary>
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
