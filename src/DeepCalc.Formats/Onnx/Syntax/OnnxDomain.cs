namespace DeepCalc.Formats.Onnx.Syntax;

/// <summary>
/// The domains of operators: ONNX's own, ONNX Runtime's, gradients and optimisers, operators that may later join ONNX's own, and QONNX's for
/// numbers of any bit width.
/// </summary>
internal static class OnnxDomain
{
    public const string Default = "";
    public const string Microsoft = "com.microsoft";
    public const string Training = "ai.onnx.preview.training";
    public const string Preview = "ai.onnx.preview";
    public const string Qonnx = "qonnx.custom_op.general";

    /// <summary>The canonical name of a domain; QONNX's operators also appear in earlier domains of Brevitas and FINN.</summary>
    public static string Plain(string domain) => domain switch
    {
        "ai.onnx" => Default,
        "onnx.brevitas" or "finn.custom_op.general" => Qonnx,
        _ => domain,
    };
}
