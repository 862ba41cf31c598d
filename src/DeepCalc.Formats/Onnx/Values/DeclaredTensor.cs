using System.Diagnostics.CodeAnalysis;
using DeepCalc.Formats.Onnx.Syntax;

namespace DeepCalc.Formats.Onnx.Values;

/// <summary>Converts the declared type of a value into a tensor.</summary>
internal static class DeclaredTensor
{
    // Placeholders that exporters and people write for an unnamed size. Read as names, they would make unrelated sizes equal.
    private static readonly HashSet<string> Placeholders = new(StringComparer.OrdinalIgnoreCase)
    {
        "?", "*", "-", "_", "-1", "none", "null", "nil", "any", "dim", "dyn", "dynamic", "undefined", "unk", "unknown", "symbolic",
    };

    /// <summary>The tensor; named sizes take the given numbers.</summary>
    public static FileTensor Of(string name, OnnxType type, ImportOptions options) => Of(name, type, options, "_");

    private static FileTensor Of(string name, OnnxType type, ImportOptions options, string mark)
    {
        if (type.OptionalOf is { } optional)
        {
            return Of(name, optional, options, mark);
        }

        if (type.SequenceOf is { } item)
        {
            // An unnamed size may differ between the tensors of a sequence.
            return FileTensor.Sequence(Of(name, item, options, SequenceItems.Mark));
        }

        if (type.Sizes is null)
        {
            return FileTensor.Unranked(type.Element);
        }

        var sizes = new Quantity[type.Sizes.Count];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            (long? size, string? sizeName) = type.Sizes[axis];
            sizes[axis] = size is >= 0 ? size.Value : SizeExpression.Parse(IsName(sizeName) ? sizeName : $"{name}{mark}{axis}", options.Sizes);
        }

        return new FileTensor(type.Element, sizes);
    }

    private static bool IsName([NotNullWhen(true)] string? text) => !string.IsNullOrWhiteSpace(text) && !Placeholders.Contains(text.Trim());
}
