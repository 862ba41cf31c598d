namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>The graph around a node, as far as rules need it.</summary>
internal interface INodeScope
{
    /// <summary>The prefix of the names of layers and sizes.</summary>
    public string Prefix { get; }

    /// <summary>The import options.</summary>
    public ImportOptions Options { get; }

    /// <summary>Whether bodies have run so often that loops should no longer be unrolled.</summary>
    public bool IsBusy { get; }

    /// <summary>The operator with a name, or null.</summary>
    public OnnxOperator? Operator(string domain, string name);

    /// <summary>Runs a body of a node once.</summary>
    /// <param name="operation">The node. Its further operands are the captured values.</param>
    /// <param name="attribute">The attribute with the body.</param>
    /// <param name="inputs">The inputs of the body.</param>
    public BodyResult Run(Operation operation, string attribute, FileTensor[] inputs);
}
