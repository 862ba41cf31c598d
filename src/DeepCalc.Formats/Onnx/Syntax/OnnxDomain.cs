namespace DeepCalc.Formats.Onnx.Syntax;

/// <summary>The domains of operators.</summary>
internal static class OnnxDomain
{
    /// <summary>ONNX's own operators.</summary>
    public const string Default = "";

    /// <summary>ONNX Runtime's operators.</summary>
    public const string Microsoft = "com.microsoft";

    /// <summary>Gradients and optimisers.</summary>
    public const string Training = "ai.onnx.preview.training";

    /// <summary>Operators that may later join ONNX's own.</summary>
    public const string Preview = "ai.onnx.preview";

    /// <summary>QONNX's operators, for numbers of any bit width.</summary>
    public const string Qonnx = "qonnx.custom_op.general";

    /// <summary>The canonical name of a domain; QONNX's operators also appear in earlier domains of Brevitas and FINN.</summary>
    public static string Plain(string domain) => domain switch
    {
        "ai.onnx" => Default,
        "onnx.brevitas" or "finn.custom_op.general" => Qonnx,
        _ => domain,
    };
}
