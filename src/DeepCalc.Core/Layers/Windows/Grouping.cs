namespace DeepCalc.Layers.Windows;

/// <summary>Checks that filters and input channels divide into groups.</summary>
internal static class Grouping
{
    /// <summary>An error unless the input channels, where they are known, divide into the groups.</summary>
    public static void Require(TensorShape input, long groups) => DeepCalcException.ThrowIf(
        input.Channels.KnownValue % groups > 0, ErrorCode.GroupsMismatch,
        $"{input.Channels} channels (input {input}) do not divide into {groups} groups; the number of groups must divide {input.Channels}.");

    /// <summary>An error unless the filters divide into the groups.</summary>
    public static void Require(long filters, long groups) => DeepCalcException.ThrowIf(
        filters % groups != 0, ErrorCode.GroupsMismatch,
        $"{filters} filters do not divide into {groups} groups; the number of filters must be a multiple of {groups}.");

    /// <summary>An error unless the input channels, where they are known, divide into the groups that the filters have.</summary>
    public static void Require(TensorShape input, long filters, long groups) => DeepCalcException.ThrowIf(
        input.Channels.KnownValue % groups > 0, ErrorCode.GroupsMismatch,
        $"{input.Channels} input channels (input {input}) do not divide into {groups} groups; the number of groups must divide both {input.Channels} channels and {filters} filters.");
}
