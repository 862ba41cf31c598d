using System.Globalization;
using System.Text;
using DeepCalc.Formats.Onnx.Syntax;

namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>Writes the settings of a node in one line.</summary>
internal static class OnnxSettings
{
    private const int MostShown = 8;

    /// <summary>The attributes: <c>kernel_shape 3x3, strides 2x2</c>.</summary>
    public static string Describe(OnnxNode node)
    {
        var text = new StringBuilder();
        foreach (OnnxAttribute attribute in node.Attributes)
        {
            if (Value(attribute) is { } value)
            {
                text.Append(text.Length == 0 ? "" : ", ").Append(attribute.Name).Append(' ').Append(value);
            }
        }

        return text.ToString();
    }

    private static string? Value(OnnxAttribute attribute) =>
        attribute.Int is { } number ? number.ToString(CultureInfo.InvariantCulture)
        : attribute.Float is { } real ? real.ToString(CultureInfo.InvariantCulture)
        : attribute.Text is { Length: > 0 } text ? text
        : attribute.Ints is { Count: > 0 } numbers ? Few(numbers.Select(value => value.ToString(CultureInfo.InvariantCulture)))
        : attribute.Floats is { Count: > 0 } reals ? Few(reals.Select(value => value.ToString(CultureInfo.InvariantCulture)))
        : null;

    private static string Few(IEnumerable<string> values)
    {
        string[] shown = [.. values.Take(MostShown + 1)];
        return shown.Length > MostShown ? string.Join('x', shown[..MostShown]) + "…" : string.Join('x', shown);
    }
}
