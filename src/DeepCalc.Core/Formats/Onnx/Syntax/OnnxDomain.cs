namespace DeepCalc;

/// <summary>The domains of operators.</summary>
internal static class OnnxDomain
{
    /// <summary>ONNX's own operators.</summary>
    public const string Default = "";

    /// <summary>ONNX Runtime's.</summary>
    public const string Microsoft = "com.microsoft";

    /// <summary>The default domain has two names.</summary>
    public static string Plain(string domain) => domain == "ai.onnx" ? Default : domain;
}
