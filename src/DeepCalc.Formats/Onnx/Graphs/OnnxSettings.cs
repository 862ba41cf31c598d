using System.Globalization;
using System.Text;

namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>Writes the settings of a node in one line.</summary>
internal static class OnnxSettings
{
    private const int MostShown = 8;

    /// <summary>The attributes: <c>kernel_shape 3x3, strides 2x2</c>.</summary>
    public static string Describe(OnnxNode node)
    {
        if (node.Attributes.Length == 0)
        {
            return "";
        }

        var text = new StringBuilder();
        foreach (OnnxAttribute attribute in node.Attributes)
        {
            int before = text.Length;
            text.Append(before == 0 ? "" : ", ").Append(attribute.Name).Append(' ');
            int named = text.Length;
            AppendValue(text, attribute);

            // An attribute that is a tensor or a graph is left out.
            text.Length = text.Length == named ? before : text.Length;
        }

        return text.ToString();
    }

    private static void AppendValue(StringBuilder text, OnnxAttribute attribute)
    {
        if (attribute.Int is { } number)
        {
            text.Append(CultureInfo.InvariantCulture, $"{number}");
        }
        else if (attribute.Float is { } real)
        {
            text.Append(CultureInfo.InvariantCulture, $"{real}");
        }
        else if (attribute.Text is { Length: > 0 } own)
        {
            text.Append(own);
        }
        else if (attribute.Ints is { Count: > 0 } numbers)
        {
            AppendFew(text, numbers);
        }
        else if (attribute.Floats is { Count: > 0 } reals)
        {
            AppendFew(text, reals);
        }
    }

    private static void AppendFew<T>(StringBuilder text, List<T> values)
    {
        for (int i = 0; i < Math.Min(values.Count, MostShown); i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : "x")}{values[i]}");
        }

        text.Append(values.Count > MostShown ? "…" : "");
    }
}
