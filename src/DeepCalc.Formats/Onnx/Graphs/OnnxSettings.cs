namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>Writes the settings of a node in one line.</summary>
internal static class OnnxSettings
{
    private const int MostShown = 8;

    /// <summary>The attributes: <c>kernel_shape 3x3, strides 2x2</c>.</summary>
    public static string Describe(OnnxNode node) => string.Join(", ", node.Attributes
        .Select(attribute => (attribute.Name, Value: ValueOf(attribute)))
        .Where(setting => setting.Value.Length > 0)
        .Select(setting => $"{setting.Name} {setting.Value}"));

    // An attribute that is a tensor or a graph is left out.
    private static string ValueOf(OnnxAttribute attribute) => attribute switch
    {
        { Int: { } number } => FormattableString.Invariant($"{number}"),
        { Float: { } real } => FormattableString.Invariant($"{real}"),
        { Text: { Length: > 0 } text } => text,
        { Ints: { Count: > 0 } numbers } => Few(numbers),
        { Floats: { Count: > 0 } reals } => Few(reals),
        _ => "",
    };

    private static string Few<T>(List<T> values) =>
        string.Join('x', values.Take(MostShown).Select(value => FormattableString.Invariant($"{value}"))) + (values.Count > MostShown ? "…" : "");
}
