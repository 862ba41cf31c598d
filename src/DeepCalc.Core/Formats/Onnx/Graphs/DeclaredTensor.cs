using System.Diagnostics.CodeAnalysis;

namespace DeepCalc;

/// <summary>Turns what a file declares of a value into a tensor.</summary>
internal static class DeclaredTensor
{
    // What exporters and people write where a size has no name. It would make sizes equal that nobody says are.
    private static readonly HashSet<string> Placeholders = new(StringComparer.OrdinalIgnoreCase)
    {
        "?", "*", "-", "_", "-1", "none", "null", "nil", "any", "dim", "dyn", "dynamic", "undefined", "unk", "unknown", "symbolic",
    };

    /// <summary>The tensor; sizes that have a name are bound to what is given for them.</summary>
    public static FileTensor Of(string name, OnnxType type, ImportOptions options) => Of(name, type, options, "_");

    private static FileTensor Of(string name, OnnxType type, ImportOptions options, string mark)
    {
        if (type.OptionalOf is { } optional)
        {
            return Of(name, optional, options, mark);
        }

        if (type.SequenceOf is { } item)
        {
            // What has no name can be another size in each tensor of a sequence.
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
