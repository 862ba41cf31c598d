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

    /// <summary>The tensor; named sizes take the given numbers, and others the value's name, a mark and their axis as their name.</summary>
    public static FileTensor Of(string name, OnnxType type, ImportOptions options, string mark = "_")
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

        return new FileTensor(type.Element, [.. type.Sizes.Select((size, axis) =>
            size.Size is >= 0 and var known ? known : SizeExpression.Parse(IsName(size.Name) ? size.Name : $"{name}{mark}{axis}", options.Sizes))]);
    }

    private static bool IsName([NotNullWhen(true)] string? text) => !string.IsNullOrWhiteSpace(text) && !Placeholders.Contains(text.Trim());
}
