using System.Text.Json;

namespace DeepCalc;

/// <summary>The settings of a layer as its file has them: read with their kinds checked, and errors that name the setting.</summary>
internal readonly struct KerasSettings(JsonElement config, string className)
{
    /// <summary>More axes than any tensor has.</summary>
    public const int MostAxes = 64;

    private const int MostQuoted = 60;

    public string ClassName => className;

    public JsonElement Json => config;

    /// <summary>A setting, or null where it is not there or null itself.</summary>
    public JsonElement? Element(string name) => Property(config, name);

    /// <summary>A property of an object, or null where there is none or it is null.</summary>
    public static JsonElement? Property(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    /// <summary>A text, or null.</summary>
    public string? Text(string name) => Element(name) is { } value
        ? value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(name, value, "a text")
        : null;

    /// <summary>A text of a few that are valid.</summary>
    public string Choice(string name, string otherwise, params ReadOnlySpan<string> valid)
    {
        string text = (Text(name) ?? otherwise).ToLowerInvariant();
        foreach (string choice in valid)
        {
            if (text == choice)
            {
                return text;
            }
        }

        throw new DeepCalcException(ErrorCode.InvalidSetting, $"{name} is '{Cut(text)}'; valid are {string.Join(", ", valid.ToArray())}.");
    }

    public bool Flag(string name, bool otherwise) =>
        Element(name) is { } value ? JsonFlag.Of(value) ?? throw Wrong(name, value, "true or false") : otherwise;

    /// <summary>A whole number that must be there.</summary>
    public long Number(string name) => OptionalNumber(name)
        ?? throw new DeepCalcException(ErrorCode.InvalidSetting, $"{name} is missing; it must be a whole number.");

    public long? OptionalNumber(string name) => Element(name) is { } value
        ? Whole(value) ?? throw Wrong(name, value, "a whole number")
        : null;

    public double Real(string name, double otherwise) => Element(name) is { } value
        ? value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double real) ? real : throw Wrong(name, value, "a number")
        : otherwise;

    /// <summary>One whole number or a list of them, or null.</summary>
    public AxisValues? Numbers(string name)
    {
        if (Element(name) is not { } value)
        {
            return null;
        }

        if (Whole(value) is { } one)
        {
            return one;
        }

        JsonElement list = Unwrapped(value);
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > MostAxes)
        {
            throw Wrong(name, value, "a whole number or a list of them");
        }

        var numbers = new long[list.GetArrayLength()];
        int index = 0;
        foreach (JsonElement item in list.EnumerateArray())
        {
            numbers[index++] = Whole(item) ?? throw Wrong(name, value, "a whole number or a list of them");
        }

        return new AxisValues(numbers);
    }

    /// <summary>An axis of Keras, which counts the batch, as one that does not; null where there is none.</summary>
    public int? Axis(string name) => OptionalNumber(name) is { } axis ? AxisWithoutBatch(name, axis) : null;

    /// <summary>An axis of Keras, which counts the batch, as one that does not.</summary>
    public static int AxisWithoutBatch(string name, long axis) => axis switch
    {
        0 => throw new DeepCalcException(ErrorCode.InvalidSetting, $"{name} is 0, the batch axis, which no layer but a custom one works on; give 1 or more, or −1 for the last."),
        < -MostAxes or > MostAxes => throw new DeepCalcException(ErrorCode.InvalidSetting, $"{name} is {axis}; a tensor has no such axis."),
        > 0 => (int)axis - 1,
        _ => (int)axis,
    };

    /// <summary>The whole number that a value is, or null.</summary>
    public static long? Whole(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number)
        {
            return null;
        }

        if (value.TryGetInt64(out long whole))
        {
            return whole;
        }

        // 3.0 is what some writers make of 3.
        return value.TryGetDouble(out double real) && Math.Abs(real) < 1L << 53 && Math.Floor(real) == real ? (long)real : null;
    }

    /// <summary>A list that Keras 3 wrote as a tuple object, as the list that it is.</summary>
    public static JsonElement Unwrapped(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && Property(value, "class_name") is { ValueKind: JsonValueKind.String } name
            && name.ValueEquals("__tuple__") && Property(value, "items") is { } items
            ? items
            : value;

    /// <summary>The error for a setting of the wrong kind.</summary>
    public static DeepCalcException Wrong(string name, JsonElement value, string valid) =>
        new(ErrorCode.InvalidSetting, $"{name} is {Cut(value.GetRawText())}; it must be {valid}.");

    /// <summary>The beginning of a text that may be long.</summary>
    public static string Cut(string text) => text.Length <= MostQuoted ? text : text[..MostQuoted] + "…";
}
