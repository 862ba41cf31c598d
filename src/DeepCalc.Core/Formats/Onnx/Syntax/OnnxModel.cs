namespace DeepCalc;

/// <summary>What stands in an ONNX file, payloads of weights left out.</summary>
internal sealed class OnnxModel
{
    /// <summary>The version of the format; before 4, initializers are listed with the inputs.</summary>
    public long IrVersion { get; set; }

    /// <summary>The program that wrote the file; empty where the file does not say.</summary>
    public string Producer { get; set; } = "";

    /// <summary>The version of that program.</summary>
    public string ProducerVersion { get; set; } = "";

    /// <summary>The version of each domain's operators.</summary>
    public Dictionary<string, long> Opsets { get; } = new(StringComparer.Ordinal);

    /// <summary>The main graph.</summary>
    public OnnxGraph? Graph { get; set; }

    /// <summary>The functions that nodes may call.</summary>
    public List<OnnxFunction> Functions { get; } = [];
}
