using System.Globalization;

namespace DeepCalc.Commands;

/// <summary>
/// Reads a setting from an argument or from a cell of a row: a number in the invariant culture, one name of an enumeration, True or False
/// for a switch; a kernel as <c>3</c>, <c>3,5</c> or <c>'3x5'</c>; a scale as <c>1.5</c>, <c>'3/2'</c> or <c>2,1.5</c>; a padding as
/// <c>Same</c>, <c>1</c>, <c>1,2</c>, <c>'0:1'</c> or pairs of numbers before and after each axis, <c>(0,1),(2,3)</c>; a number format as
/// <c>float16</c>. An empty cell stands for the default.
/// </summary>
/// <remarks>
/// PowerShell's own conversions round fractions and combine names joined by commas. For a property of a row, PowerShell silently skips them
/// if another property needs no conversion. A transformation always runs, and its errors are always reported.
/// </remarks>
/// <param name="type">The type of the setting, without a question mark.</param>
public sealed class SettingAttribute(Type type) : ArgumentTransformationAttribute
{
    // A switch has no third value, so an empty cell gives this object, which is recognised by reference.
    private static readonly object EmptySwitch = new SwitchParameter(false);

    /// <summary>The value of an empty cell; null for no value.</summary>
    public object? Default { get; init; }

    /// <summary>Whether an empty cell is an error.</summary>
    public bool IsNeeded { get; init; }

    /// <inheritdoc/>
    public override bool TransformNullOptionalParameters => true;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Argument.Unwrap(inputData) switch
    {
        null or "" => IsNeeded ? throw Unreadable("an empty value") : type == typeof(SwitchParameter) ? EmptySwitch : Default,
        var value when value.GetType() == type => value,
        int value when type == typeof(long) => (long)value,
        int value when type == typeof(AxisValues) => (AxisValues)value,
        int value when type == typeof(Padding) => Padding.Of(value),

        // A row that PowerShell tries by value first; it binds the properties next.
        PSCustomObject => inputData,
        bool value when type == typeof(SwitchParameter) => new SwitchParameter(value),
        object[] and [var single] => Transform(engineIntrinsics, single),
        object[] values when ParserOfList is { } parse => parse(string.Join(',', values.Select(Axis))),
        object[] values => throw new DeepCalcException(
            ErrorCode.InvalidSetting,
            $"{string.Join(',', values.Select(Argument.Text))} are {values.Length} values, and this setting takes one{(type == typeof(long) || type == typeof(int) ? " whole number" : "")}."),
        var value => Read(Argument.Text(value).Trim()),
    };

    /// <summary>Whether a bound value is a switch from an empty cell.</summary>
    public static bool IsEmptySwitch(object? bound) => ReferenceEquals(bound, EmptySwitch);

    // The types of which a list is one value.
    private Func<string, object>? ParserOfList => type == typeof(AxisValues) ? text => AxisValues.Parse(text)
        : type == typeof(AxisRatios) ? text => AxisRatios.Parse(text)
        : type == typeof(Padding) ? Padding.Parse
        : null;

    // A pair is the padding before and after an axis.
    private static string Axis(object? item) => Argument.Unwrap(item) is object[] pair
        ? string.Join(':', pair.Select(Argument.Text))
        : Argument.Text(item);

    private object Read(string text) => ParserOfList?.Invoke(text) ?? Parsed(text) ?? throw Unreadable($"'{text}'");

    private object? Parsed(string text)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        return type.IsEnum ? Spelling.Find(type, text)
            : type == typeof(SwitchParameter) ? bool.TryParse(text, out bool flag) ? new SwitchParameter(flag) : null
            : type == typeof(Ratio) ? Ratio.TryParse(text, out Ratio ratio) ? ratio : null
            : type == typeof(NumberFormat) ? NumberFormat.Parse(text)
            : type == typeof(double) ? double.TryParse(text, NumberStyles.Float, invariant, out double real) ? real : null
            : !long.TryParse(text, NumberStyles.Integer, invariant, out long whole) ? null
            : type == typeof(long) ? whole
            : (int)whole == whole ? (int)whole : null;
    }

    private DeepCalcException Unreadable(string what) => new(
        ErrorCode.InvalidSetting,
        $"{what} is not {(type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}" : type == typeof(SwitchParameter) ? "True or False" : type == typeof(double) ? "a number" : type == typeof(Ratio) ? "a number (3, 1.5) or a fraction ('3/2')" : "a whole number that fits")}.");
}
