namespace DeepCalc.Formats.Keras;

/// <summary>The settings of a layer in its file. Reading checks their types, and errors name the setting.</summary>
internal readonly struct KerasSettings(JsonElement config, string className)
{
    /// <summary>A limit above the axes of any tensor.</summary>
    public const int MostAxes = 64;

    /// <summary>A limit above the nested levels of any description; a nested model takes about eight.</summary>
    public const int MostDepth = 256;

    public string ClassName => className;

    public JsonElement Json => config;

    /// <summary>A setting, or null if it is missing or null.</summary>
    public JsonElement? Element(string name) => Property(config, name);

    /// <summary>A property of an object, or null if it is missing or null.</summary>
    public static JsonElement? Property(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    /// <summary>A property of an object that is a text, or null.</summary>
    public static string? TextOf(JsonElement json, string name) =>
        Property(json, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>A type of whole numbers, truth values or texts; null for another, which is the network's own floating-point type.</summary>
    public static ElementType? Type(JsonElement? dtype) => dtype is not { ValueKind: JsonValueKind.String } named ? null
        : named.ValueEquals("bool") ? ElementType.Boolean
        : Enum.TryParse(named.GetString(), ignoreCase: true, out ElementType type) && (type.IsInteger() || type == ElementType.String) && !char.IsDigit(named.GetString()![0]) ? type
        : null;

    public string? Text(string name) => Element(name) is { } value
        ? value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(name, value, "a text")
        : null;

    /// <summary>A text out of a list of valid ones.</summary>
    public string Choice(string name, string otherwise, params ReadOnlySpan<string> valid)
    {
        string text = (Text(name) ?? otherwise).ToLowerInvariant();
        return valid.Contains(text) ? text : throw new DeepCalcException(
            ErrorCode.InvalidSetting, $"{name} is '{Quoted.Cut(text)}'; valid are {string.Join(", ", valid.ToArray())}.");
    }

    public bool Flag(string name, bool otherwise) =>
        Element(name) is { } value ? JsonFlag.Of(value) ?? throw Wrong(name, value, "true or false") : otherwise;

    public long Number(string name) => OptionalNumber(name)
        ?? throw new DeepCalcException(ErrorCode.InvalidSetting, $"{name} is missing; it must be an integer.");

    public long? OptionalNumber(string name) => Element(name) is { } value
        ? Whole(value) ?? throw Wrong(name, value, "an integer")
        : null;

    /// <summary>A number. Keras 2 rounded some to single precision, and wrote some as an array of one number.</summary>
    public double Real(string name, double otherwise) => Element(name) is { } value
        ? (Property(value, "value") ?? value) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out double real)
            ? SettingText.Shortest(real)
            : throw Wrong(name, value, "a number")
        : otherwise;

    /// <summary>A number that differs from Keras's default for the layer; null for the default.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="usual">The default.</param>
    /// <param name="missing">The number if the file has none; null is the default.</param>
    public double? Unusual(string name, double usual, double? missing = null) => Real(name, missing ?? usual) is var real && real != usual ? real : null;

    /// <summary>The settings with these names that are a number or a list of numbers, except 0, which is the default; null if there are none.</summary>
    public Constants? Constants(params ReadOnlySpan<string> names)
    {
        Constants? all = null;
        foreach (string name in names)
        {
            double[] numbers = Element(name) is { } value ? [.. Leaves(value).Select(number => number.GetDouble())] : [];
            all = numbers is [] or [0] ? all : DeepCalc.Constants.With(all, name, numbers);
        }

        return all;

        // Lists for broadcasting are nested.
        static IEnumerable<JsonElement> Leaves(JsonElement value) =>
            Unwrapped(value) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().SelectMany(Leaves) : value.ValueKind == JsonValueKind.Number ? [value] : [];
    }

    /// <summary>One integer or a list of integers, or null.</summary>
    public AxisValues? Numbers(string name) => Element(name) is { } value
        ? Sizes(value, open: null) is { Length: > 0 } numbers ? new AxisValues(numbers)
            : throw Wrong(name, value, "an integer or a list of integers")
        : null;

    /// <summary>A required list of sizes, with −1 for an open one.</summary>
    public long[] Sizes(string name, string valid) => Element(name) is { } value
        ? Sizes(value) ?? throw Wrong(name, value, valid)
        : throw new DeepCalcException(ErrorCode.InvalidSetting, $"{name} is missing; it must be a list of sizes.");

    /// <summary>An integer or a list of integers; null for anything else.</summary>
    /// <param name="value">The value.</param>
    /// <param name="open">The number for null in the list, an open size; null if it must have none.</param>
    public static long[]? Sizes(JsonElement value, long? open = -1)
    {
        JsonElement list = Unwrapped(value);
        long?[] sizes = list.ValueKind == JsonValueKind.Array && list.GetArrayLength() <= MostAxes
            ? [.. list.EnumerateArray().Select(size => size.ValueKind == JsonValueKind.Null ? open : Whole(size))]
            : [Whole(list)];
        return sizes.Contains(null) ? null : [.. sizes.Select(size => size!.Value)];
    }

    /// <summary>An axis that Keras counts with the batch, converted to one without; null if missing.</summary>
    public int? Axis(string name) => OptionalNumber(name) is { } axis ? AxisWithoutBatch(name, axis) : null;

    /// <summary>An axis that Keras counts with the batch, converted to one without.</summary>
    public static int AxisWithoutBatch(string name, long axis) => axis switch
    {
        0 => throw new DeepCalcException(ErrorCode.InvalidSetting, $"{name} is 0, the batch axis; valid are axes from 1, or negative axes counted from the end."),
        < -MostAxes or > MostAxes => throw new DeepCalcException(ErrorCode.InvalidSetting, $"{name} is {axis}; an axis must be from −{MostAxes} to {MostAxes}."),
        > 0 => (int)axis - 1,
        _ => (int)axis,
    };

    /// <summary>The integer in a value, or null. Some writers write 3 as 3.0.</summary>
    public static long? Whole(JsonElement value) => value.ValueKind != JsonValueKind.Number ? null
        : value.TryGetInt64(out long whole) ? whole
        : value.TryGetDouble(out double real) && Math.Abs(real) < 1L << 53 && Math.Floor(real) == real ? (long)real
        : null;

    /// <summary>A list, also if Keras 3 wrote it as a tuple object.</summary>
    public static JsonElement Unwrapped(JsonElement value) =>
        TextOf(value, "class_name") == "__tuple__" && Property(value, "items") is { } items ? items : value;

    /// <summary>The settings of a layer, given its description.</summary>
    public static KerasSettings Of(JsonElement layer) => new(Property(layer, "config") ?? default, KerasModel.ClassOf(layer));

    public static DeepCalcException Wrong(string name, JsonElement value, string valid) =>
        new(ErrorCode.InvalidSetting, $"{name} is {Quoted.Cut(value.GetRawText())}; it must be {valid}.");
}
