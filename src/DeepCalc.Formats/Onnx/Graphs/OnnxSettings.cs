namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>The settings of a node that are shown, in one line.</summary>
internal static class OnnxSettings
{
    private const int MostShown = 8;

    /// <summary>The attributes that are shown: all but tensors and graphs.</summary>
    public static OnnxAttribute[] Of(OnnxNode node) => Array.TrueForAll(node.Attributes, IsShown) ? node.Attributes : Array.FindAll(node.Attributes, IsShown);

    /// <summary>These as text: <c>kernel_shape 3x3, strides 2x2</c>.</summary>
    public static string Describe(OnnxAttribute[] attributes) => string.Join(", ", attributes
        .Select(attribute => (attribute.Name, Value: ValueOf(attribute)))
        .Where(setting => setting.Value.Length > 0)
        .Select(setting => $"{setting.Name} {setting.Value}"));

    private static bool IsShown(OnnxAttribute attribute) => attribute is { Tensor: null, Graph: null };

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
