namespace DeepCalc.Formats.Onnx.Syntax;

/// <summary>A setting of a node. The operator decides which of the values counts; files before 2016 do not store the kind.</summary>
internal sealed record OnnxAttribute
{
    public string Name { get; set; } = "";

    public long? Int { get; set; }

    public float? Float { get; set; }

    public string? Text { get; set; }

    public List<long>? Ints { get; set; }

    public List<float>? Floats { get; set; }

    public List<string>? Texts { get; set; }

    public OnnxTensor? Tensor { get; set; }

    public OnnxGraph? Graph { get; set; }

    public OnnxType? Type { get; set; }

    /// <summary>In a function: the attribute of the call that gives the value.</summary>
    public string? Reference { get; set; }
}
