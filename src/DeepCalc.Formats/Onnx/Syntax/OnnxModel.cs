namespace DeepCalc.Formats.Onnx.Syntax;

/// <summary>The contents of an ONNX file, without the values of weights.</summary>
internal sealed class OnnxModel
{
    /// <summary>The version of the format; before 4, initializers are listed with the inputs.</summary>
    public long IrVersion { get; set; }

    /// <summary>The program that wrote the file; empty if the file does not name it.</summary>
    public string Producer { get; set; } = "";

    public string ProducerVersion { get; set; } = "";

    public Dictionary<string, long> Opsets { get; } = new(StringComparer.Ordinal);

    public OnnxGraph? Graph { get; set; }

    public List<OnnxFunction> Functions { get; } = [];
}
