using System.Collections.Frozen;

namespace DeepCalc;

/// <summary>All operators that have a rule.</summary>
internal static class OperatorTable
{
    private static readonly FrozenDictionary<(string Domain, string Name), OnnxOperator> ByName = Families()
        .SelectMany(family => family)
        .ToFrozenDictionary(entry => (entry.Domain, entry.Name));

    /// <summary>All of them.</summary>
    public static IEnumerable<OnnxOperator> All => ByName.Values;

    /// <summary>The operator of that name, or null.</summary>
    public static OnnxOperator? Find(string domain, string name) => ByName.GetValueOrDefault((domain, name));

    private static IEnumerable<IEnumerable<OnnxOperator>> Families() =>
    [
        ElementwiseOperators.All,
        ActivationOperators.All,
        WindowOperators.All,
        NormalizationOperators.All,
        ProductOperators.All,
        ReshapingOperators.All,
        IndexingOperators.All,
        SelectionOperators.All,
        PaddingOperators.All,
        ResizeOperators.All,
        ReductionOperators.All,
        DetectionOperators.All,
        SignalOperators.All,
        RandomOperators.All,
        TextOperators.All,
        LossOperators.All,
        ConstantOperators.All,
    ];
}
