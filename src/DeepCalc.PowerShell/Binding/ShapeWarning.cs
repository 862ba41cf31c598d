namespace DeepCalc.Commands;

/// <summary>Writes the warnings about a doubtful input shape, each with its remedy.</summary>
internal static class ShapeWarning
{
    /// <summary>The warning of New-InputLayer, or null.</summary>
    public static string? OfInput(TensorShape shape, Framework? framework)
    {
        if (ShapeDoubt.Of(shape) is not { } doubt)
        {
            return null;
        }

        string layout = doubt.Meant.Layout == shape.Layout
            ? framework is null ? shape.Layout == Layout.ChannelsFirst ? " -Layout ChannelsFirst" : "" : $" -Framework {framework}"
            : " -Framework PyTorch";
        return $"{Reading(doubt)} If {Cause(doubt, shape.Layout)}, give New-InputLayer {Typed(doubt.Meant)}{layout}.";
    }

    /// <summary>The warning of a measure's -InputShape, or null.</summary>
    public static string? OfShape(TensorShape shape) => ShapeDoubt.Of(shape) is { } doubt
        ? $"{Reading(doubt)} If {Cause(doubt, shape.Layout)}, give -InputShape {Typed(doubt.MeantIn(shape.Layout))}."
        : null;

    private static string Reading(ShapeDoubt doubt)
    {
        TensorShape read = doubt.Read;
        string positions = string.Join('x', Enumerable.Range(0, read.SpatialRank).Select(n => read[read.SpatialAxis(n)]));
        string channels = read.Channels == 1 ? "1 channel" : $"{read.Channels} channels";
        return $"{read} is read as {(read.SpatialRank == 3 ? "a volume" : "an input")} of {positions} positions with {channels}.";
    }

    private static string Cause(ShapeDoubt doubt, Layout layout)
    {
        string side = $"the channels stand {(layout == Layout.ChannelsLast ? "first" : "last")}";
        bool isOther = doubt.Meant.Layout != layout || (layout == Layout.ChannelsFirst && doubt.Meant[0] == doubt.Read.Last && doubt.Meant[0] != doubt.Read[1]);
        return !doubt.HasBatch ? side
            : isOther ? $"{doubt.Read[0]} is the batch and {side}"
            : $"{doubt.Read[0]} is the batch, which shapes leave out";
    }

    private static string Typed(TensorShape shape) => string.Join(',', shape.Sizes);
}
