using System.Diagnostics.CodeAnalysis;

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
    public static FileTensor Of(string name, OnnxType type, ImportOptions options, string mark = "_") => type switch
    {
        { OptionalOf: { } optional } => Of(name, optional, options, mark),

        // An unnamed size may differ between the tensors of a sequence.
        { SequenceOf: { } item } => FileTensor.Sequence(Of(name, item, options, SequenceItems.Mark)),
        { Sizes: { } sizes } => new FileTensor(type.Element, [.. sizes.Select((size, axis) =>
            size.Size is >= 0 and var known ? known : SizeExpression.Parse(IsName(size.Name) ? size.Name : $"{name}{mark}{axis}", options.Sizes))]),
        _ => FileTensor.Unranked(type.Element),
    };

    private static bool IsName([NotNullWhen(true)] string? text) => !string.IsNullOrWhiteSpace(text) && !Placeholders.Contains(text.Trim());
}
