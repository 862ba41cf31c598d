using System.Reflection;
using System.Text.Json;

namespace DeepCalc.Tests.Oracles;

/// <summary>
/// Makes a definition from the settings of a fixture by reflection, so that a new layer needs no edit here. The fixture names the
/// definition, and a setting has the name of a constructor parameter or a property, with or without Use and Is in front:
/// <c>bias</c> is UseBias. An enumeration may be called <c>kind</c>. A window's settings stand among those of its layer.
/// </summary>
internal sealed class SpecifiedDefinition(JsonElement settings)
{
    // Keras's and PyTorch's names, where the fixtures have them.
    private static readonly Dictionary<string, Type> Others = new()
    {
        ["Conv"] = typeof(Convolution),
        ["DepthwiseConv"] = typeof(DepthwiseConvolution),
        ["SeparableConv"] = typeof(SeparableConvolution),
        ["ConvTranspose"] = typeof(TransposedConvolution),
        ["Pool"] = typeof(Pooling),
        ["Add"] = typeof(Merge),
        ["MatMul"] = typeof(MatrixProduct),
        ["Padding"] = typeof(BorderPadding),
        ["Expand"] = typeof(ExpandDims),
        ["LocalResponse"] = typeof(LocalResponseNormalization),
        ["Attention"] = typeof(MultiHeadAttention),
    };

    private static readonly Dictionary<string, string> OtherSettings = new(StringComparer.OrdinalIgnoreCase) { ["Sizes"] = "target", ["Shift"] = "shifts", ["UseZeroKeyValue"] = "zeroAttention", ["Axes"] = "axis" };

    // A pool that is global has another definition, so no definition has this setting.
    private readonly HashSet<string> _unread = [.. settings.EnumerateObject().Select(setting => setting.Name).Where(name => name != "global")];

    /// <summary>The definition of a kind of layer.</summary>
    public static LayerDefinition Of(string kind, JsonElement settings)
    {
        Type type = Others.GetValueOrDefault(kind) ?? typeof(LayerDefinition).Assembly.GetType("DeepCalc." + kind) ?? throw new InvalidDataException($"There is no definition {kind}.");
        var specified = new SpecifiedDefinition(settings);
        var definition = (LayerDefinition)specified.Make(type);
        return specified._unread.Count == 0 ? definition : throw new InvalidDataException($"{kind} has no settings {string.Join(", ", specified._unread)}.");
    }

    /// <summary>The value of a setting of a type.</summary>
    public static object Read(JsonElement value, Type type) =>
        type == typeof(AxisValues) ? value.ValueKind == JsonValueKind.Number ? (AxisValues)value.GetInt64() : new AxisValues([.. value.EnumerateArray().Select(item => item.GetInt64())])
        : type == typeof(AxisRatios) ? new AxisRatios([.. value.EnumerateArray().Select(item => (Ratio)Read(item, typeof(Ratio)))])
        : type == typeof(Ratio) ? Ratio.TryParse(value.GetRawText(), out Ratio ratio) ? ratio : throw new InvalidDataException(value.GetRawText())
        : type == typeof(Padding) ? value.ValueKind == JsonValueKind.String ? Padding.Parse(value.GetString()!) : Padding.Of([.. value.EnumerateArray().Select(pair => (pair[0].GetInt64(), pair[1].GetInt64()))])
        : type == typeof(Rounding) ? value.GetBoolean() ? Rounding.Ceiling : Rounding.Floor
        : type == typeof(Quantity) ? (Quantity)value.GetInt64()
        : type.IsEnum ? Enum.Parse(type, value.GetString()!)
        : value.Deserialize(type) ?? throw new InvalidDataException(value.GetRawText());

    private object Make(Type type)
    {
        // Of two constructors, one is for sizes that are unknown.
        ConstructorInfo constructor = type.GetConstructors().Single(constructor => constructor.GetParameters().All(parameter => parameter.ParameterType != typeof(TensorShape)));
        object made = constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, [.. constructor.GetParameters().Select(Argument)], null);
        foreach (PropertyInfo property in type.GetProperties().Where(property => property.CanWrite && !constructor.GetParameters().Any(parameter => string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase))))
        {
            if (Find(property.Name, property.PropertyType) is { } value)
            {
                property.SetValue(made, value);
            }
        }

        return made;
    }

    private object? Argument(ParameterInfo parameter) =>
        Find(parameter.Name!, parameter.ParameterType) ?? (parameter.IsOptional ? parameter.DefaultValue : throw new InvalidDataException($"{parameter.Name} is missing."));

    private object? Find(string name, Type type)
    {
        if (type == typeof(WindowSettings))
        {
            return Make(type);
        }

        Type value = Nullable.GetUnderlyingType(type) ?? type;
        foreach (string possible in Names(name, value))
        {
            if (settings.TryGetProperty(possible, out JsonElement setting))
            {
                _unread.Remove(possible);
                return setting.ValueKind == JsonValueKind.Null ? null : Read(setting, value);
            }
        }

        // The rank is the number of values for each axis.
        return name == "Rank" && (Has("kernel") ?? Has("amounts") ?? Has("scale")) is { } axes ? axes.GetArrayLength() : null;
    }

    private JsonElement? Has(string name) => settings.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Array ? value : null;

    private static IEnumerable<string> Names(string name, Type type)
    {
        yield return Camel(name);
        foreach (string prefix in (string[])["Use", "Is"])
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                yield return Camel(name[prefix.Length..]);
            }
        }

        if (OtherSettings.TryGetValue(name, out string? other))
        {
            yield return other;
        }
        else if (type == typeof(Rounding))
        {
            yield return "ceiling";
        }
        else if (type == typeof(BorderMode))
        {
            yield return "paddingMode";
        }
        else if (type.IsEnum)
        {
            yield return "kind";
        }
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
