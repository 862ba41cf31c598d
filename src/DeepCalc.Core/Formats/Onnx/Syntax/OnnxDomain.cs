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

    /// <summary>The default domain has two names.</summary>
    public static string Plain(string domain) => domain == "ai.onnx" ? Default : domain;
}
