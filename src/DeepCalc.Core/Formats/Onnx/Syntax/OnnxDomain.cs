namespace DeepCalc;

/// <summary>The domains of operators.</summary>
internal static class OnnxDomain
{
    /// <summary>ONNX's own operators.</summary>
    public const string Default = "";

    /// <summary>ONNX Runtime's.</summary>
    public const string Microsoft = "com.microsoft";

    /// <summary>Gradients and optimisers.</summary>
    public const string Training = "ai.onnx.preview.training";

    /// <summary>What may come into ONNX's own.</summary>
    public const string Preview = "ai.onnx.preview";

    /// <summary>QONNX's, of numbers of any width.</summary>
    public const string Qonnx = "qonnx.custom_op.general";

    /// <summary>The default domain has two names; QONNX's operators also stand in the domains that Brevitas and FINN had for them first.</summary>
    public static string Plain(string domain) => domain switch
    {
        "ai.onnx" => Default,
        "onnx.brevitas" or "finn.custom_op.general" => Qonnx,
        _ => domain,
    };
}
