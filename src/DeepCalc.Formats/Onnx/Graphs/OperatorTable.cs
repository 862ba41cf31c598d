namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>All operators with a rule.</summary>
internal static class OperatorTable
{
    // By domain and name. Dictionaries keyed by text need no JIT compilation, which would delay the first import.
    private static readonly Dictionary<string, Dictionary<string, OnnxOperator>> ByDomain = Families()
        .GroupBy(op => op.Domain, StringComparer.Ordinal)
        .ToDictionary(domain => domain.Key, domain => domain.ToDictionary(op => op.Name, StringComparer.Ordinal), StringComparer.Ordinal);

    public static IEnumerable<OnnxOperator> All => ByDomain.Values.SelectMany(domain => domain.Values);

    public static OnnxOperator? Find(string domain, string name) => ByDomain.GetValueOrDefault(domain)?.GetValueOrDefault(name);

    private static IEnumerable<OnnxOperator> Families() =>
    [
        .. ElementwiseOperators.All,
        .. ActivationOperators.All,
        .. WindowOperators.All,
        .. NormalizationOperators.All,
        .. ProductOperators.All,
        .. ReshapingOperators.All,
        .. SelectionOperators.All,
        .. PaddingOperators.All,
        .. ResizeOperators.All,
        .. ReductionOperators.All,
        .. DetectionOperators.All,
        .. SignalOperators.All,
        .. TextOperators.All,
        .. LossOperators.All,
        .. ConstantOperators.All,
        .. ControlFlowOperators.All,
        .. SequenceOperators.All,
        .. QuantizationOperators.All,
        .. RecurrentOperators.All,
        .. AttentionOperators.All,
        .. ContribShapes.Legacy,
        .. OfRuntime().Select(op => op with { Domain = OnnxDomain.Microsoft }),
        .. QuantizationOperators.OfQonnx,
    ];

    // ONNX Runtime's own operators.
    private static IEnumerable<OnnxOperator> OfRuntime() =>
    [
        .. ActivationOperators.OfRuntime,
        .. NormalizationOperators.OfRuntime,
        .. ProductOperators.OfRuntime,
        .. ContribAttention.All.Select(op => op with { HasState = true }),
        .. QuantizationOperators.OfRuntime,
        .. ContribShapes.All,
    ];
}
