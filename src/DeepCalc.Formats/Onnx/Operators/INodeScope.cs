namespace DeepCalc.Formats.Onnx.Operators;

/// <summary>The graph around a node, as far as rules need it.</summary>
internal interface INodeScope
{
    /// <summary>The prefix of the names of layers and sizes.</summary>
    public string Prefix { get; }

    public ImportOptions Options { get; }

    /// <summary>Whether bodies have run so often that loops should no longer be unrolled.</summary>
    public bool IsBusy { get; }

    /// <summary>The operator with a name, or null.</summary>
    public OnnxOperator? Operator(string domain, string name);

    /// <summary>Runs the body in an attribute of a node once on given inputs. The further operands of the node are the captured values.</summary>
    public BodyResult Run(Operation operation, string attribute, FileTensor[] inputs);
}
