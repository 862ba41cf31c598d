namespace DeepCalc.Commands;

/// <summary>
/// Reads names of enumerations as people type them: in any case, with or without underscores and hyphens (<c>channels_first</c>), and in the
/// spellings of the frameworks (<c>swish</c>).
/// </summary>
internal static class Spelling
{
    private static readonly Dictionary<Type, Dictionary<string, Enum>> Others = new()
    {
        [typeof(ActivationFunction)] = Table(
            ("swish", ActivationFunction.Silu),
            ("exp", ActivationFunction.Exponential),
            ("logistic", ActivationFunction.Sigmoid),
            ("identity", ActivationFunction.Linear)),
        [typeof(PoolKind)] = Table(("avg", PoolKind.Average), ("mean", PoolKind.Average), ("maximum", PoolKind.Max), ("lp", PoolKind.L2)),
        [typeof(NormalizationKind)] = Table(
            ("batchnorm", NormalizationKind.Batch),
            ("layernorm", NormalizationKind.Layer),
            ("groupnorm", NormalizationKind.Group),
            ("instancenorm", NormalizationKind.Instance),
            ("rmsnorm", NormalizationKind.Rms)),
        [typeof(RecurrentKind)] = Table(("rnn", RecurrentKind.SimpleRnn)),
        [typeof(MergeKind)] = Table(
            ("sum", MergeKind.Add),
            ("sub", MergeKind.Subtract),
            ("mul", MergeKind.Multiply),
            ("avg", MergeKind.Average),
            ("max", MergeKind.Maximum),
            ("min", MergeKind.Minimum),
            ("div", MergeKind.Divide)),
        [typeof(DirectionMerge)] = Table(("concat", DirectionMerge.Concatenate), ("mul", DirectionMerge.Multiply), ("avg", DirectionMerge.Average), ("ave", DirectionMerge.Average)),
        [typeof(Interpolation)] = Table(("bilinear", Interpolation.Linear), ("trilinear", Interpolation.Linear), ("bicubic", Interpolation.Cubic)),
        [typeof(Rounding)] = Table(("ceil", Rounding.Ceiling)),
        [typeof(Framework)] = Table(("torch", Framework.PyTorch), ("tensorflow", Framework.Keras), ("tf", Framework.Keras)),
    };

    /// <summary>The value of a name, or null if the type has no such name.</summary>
    public static object? Find(Type type, string text)
    {
        // Enum.TryParse would also accept a number or several names.
        string name = text.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        if (name.Length == 0 || !char.IsLetter(name[0]) || name.Contains(',', StringComparison.Ordinal))
        {
            return null;
        }

        return Enum.TryParse(type, name, ignoreCase: true, out object? known) ? known : Others.GetValueOrDefault(type)?.GetValueOrDefault(name);
    }

    /// <summary>The value of a name, or null if the type has no such name.</summary>
    public static T? Find<T>(string text)
        where T : struct, Enum => (T?)Find(typeof(T), text);

    private static Dictionary<string, Enum> Table(params ReadOnlySpan<(string Name, Enum Value)> names)
    {
        var table = new Dictionary<string, Enum>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, Enum value) in names)
        {
            table.Add(name, value);
        }

        return table;
    }
}
