namespace DeepCalc.Layers.Windows;

/// <summary>Checks that filters and input channels divide into groups.</summary>
internal static class Grouping
{
    /// <summary>An error unless the filters divide into the groups.</summary>
    public static void Require(long filters, long groups)
    {
        if (filters % groups != 0)
        {
            throw new DeepCalcException(
                ErrorCode.GroupsMismatch, $"{filters} filters do not divide into {groups} groups; the number of filters must be a multiple of {groups}.");
        }
    }

    /// <summary>An error unless the input channels, where they are known, divide into the groups.</summary>
    public static void Require(TensorShape input, long filters, long groups)
    {
        if (input.Channels is { IsKnown: true } channels && channels.Value % groups != 0)
        {
            throw new DeepCalcException(
                ErrorCode.GroupsMismatch,
                $"{channels} input channels (input {input}) do not divide into {groups} groups; the number of groups must divide both {channels} channels and {filters} filters.");
        }
    }
}
