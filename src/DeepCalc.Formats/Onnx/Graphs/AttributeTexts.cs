using System.Runtime.InteropServices;
using DeepCalc.Formats.Onnx.Syntax;

namespace DeepCalc.Formats.Onnx.Graphs;

/// <summary>The texts of attributes. Most nodes have the attributes of another one, and share its text.</summary>
internal sealed class AttributeTexts : IEqualityComparer<OnnxAttribute[]>
{
    private readonly Dictionary<OnnxAttribute[], string> _texts;

    /// <summary>No texts yet.</summary>
    public AttributeTexts() => _texts = new(this);

    /// <summary>The text of a node's attributes.</summary>
    public string Of(OnnxNode node)
    {
        if (node.Attributes.Length == 0)
        {
            return "";
        }

        ref string? text = ref CollectionsMarshal.GetValueRefOrAddDefault(_texts, node.Attributes, out _);
        return text ??= OnnxSettings.Describe(node);
    }

    public bool Equals(OnnxAttribute[]? x, OnnxAttribute[]? y)
    {
        for (int i = 0; x!.Length == y!.Length && i < x.Length; i++)
        {
            (OnnxAttribute a, OnnxAttribute b) = (x[i], y[i]);
            bool isSame = a.Name == b.Name && a.Int == b.Int && a.Float.Equals(b.Float) && a.Text == b.Text
                && CollectionsMarshal.AsSpan(a.Ints).SequenceEqual(CollectionsMarshal.AsSpan(b.Ints))
                && CollectionsMarshal.AsSpan(a.Floats).SequenceEqual(CollectionsMarshal.AsSpan(b.Floats));
            if (!isSame)
            {
                return false;
            }
        }

        return x.Length == y.Length;
    }

    public int GetHashCode(OnnxAttribute[] obj)
    {
        var hash = new HashCode();
        foreach (OnnxAttribute attribute in obj)
        {
            hash.Add(attribute.Name);
            hash.Add(attribute.Int);
            hash.Add(attribute.Float);
            foreach (long number in CollectionsMarshal.AsSpan(attribute.Ints))
            {
                hash.Add(number);
            }
        }

        return hash.ToHashCode();
    }
}
