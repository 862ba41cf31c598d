namespace DeepCalc.Formats.Keras;

/// <summary>Layers that move elements.</summary>
internal static class KerasShaping
{
    public static KerasClass[] Classes { get; } =
    [
        new("Flatten", call => call.Add(call.Shape.Rank == 0 ? new Reshape(1) : new Flatten())),
        new("Reshape", Reshape),
        new("Permute", Permute),
        new("RepeatVector", call => call.Add(new RepeatVector(call.Settings.Number("n")))),
        .. KerasWindows.OfRanks(["Cropping{0}D"], 1, 3, (call, rank) => call.Add(KerasWindows.LaidOut(call, new Cropping(Amounts(call, "cropping", rank, rank == 2 ? 0 : 1), rank))), holdsWeights: false),
        .. KerasWindows.OfRanks(["ZeroPadding{0}D"], 1, 3, (call, rank) => call.Add(KerasWindows.LaidOut(call, new BorderPadding(Amounts(call, "padding", rank, 1), Rank: rank))), holdsWeights: false),
        .. KerasWindows.OfRanks(["UpSampling{0}D"], 1, 3, Upsampling, holdsWeights: false),
    ];

    /// <summary>The interpolation, or null for an unsupported one.</summary>
    public static Interpolation? InterpolationOf(KerasSettings settings, string otherwise) => (settings.Text("interpolation") ?? otherwise).ToLowerInvariant() switch
    {
        "nearest" => Interpolation.Nearest,
        "bilinear" or "linear" => Interpolation.Linear,
        "bicubic" => Interpolation.Cubic,
        _ => null,
    };

    private static KerasOutputs Reshape(KerasCall call)
    {
        long[] sizes = call.Settings.Sizes("target_shape", "a list of sizes, with −1 for one size that follows from the others");

        // A scalar for each sample is a target that DeepCalc's Reshape does not have.
        return sizes.Length > 0
            ? call.Add(new Reshape(new AxisValues(sizes)))
            : call.Unknown(holdsWeights: false, shape: new FileTensor(ElementType.Undefined));
    }

    private static KerasOutputs Permute(KerasCall call) => call.Add(new Permute(new AxisValues(
        [.. (call.Settings.Numbers("dims") ?? throw new DeepCalcException(ErrorCode.InvalidSetting, "dims is missing; it must be a list of the axes in their new order, counted from 1 without the batch."))
            .Values.Select(axis => axis >= 1 && axis <= KerasSettings.MostAxes ? axis - 1 : throw new DeepCalcException(ErrorCode.InvalidSetting, $"dims has the axis {axis}; axes are counted from 1, without the batch."))])));

    private static KerasOutputs Upsampling(KerasCall call, int rank)
    {
        AxisValues size = call.Settings.Numbers("size") ?? 2;
        var scale = new AxisRatios([.. size.Values.Select(factor => new Ratio(factor))]);
        Interpolation? method = InterpolationOf(call.Settings, "nearest");
        var definition = new Upsampling(scale, Method: method ?? Interpolation.Nearest, Rank: rank);
        return call.Add(KerasWindows.LaidOut(call, method is null ? call.InPart(definition, "its interpolation is not supported") : definition));
    }

    // Valid are a number, a number for each axis, and a pair for each axis; for one axis, also a pair.
    private static Padding Amounts(KerasCall call, string name, int rank, long otherwise)
    {
        if (call.Settings.Element(name) is not { } json)
        {
            return Padding.Of((otherwise, otherwise));
        }

        JsonElement value = KerasSettings.Unwrapped(json);
        JsonElement[] items = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(KerasSettings.Unwrapped)] : [];
        return items.Length == 0 || (rank == 1 && items.Length == 2) ? Padding.Of(Pair(value))
            : items.Length == rank ? Padding.Of([.. items.Select(Pair)])
            : throw Wrong();

        (long Before, long After) Pair(JsonElement item) =>
            KerasSettings.Whole(item) is { } both ? (both, both)
            : item.ValueKind == JsonValueKind.Array && item.GetArrayLength() == 2 && KerasSettings.Whole(item[0]) is { } first && KerasSettings.Whole(item[1]) is { } second ? (first, second)
            : throw Wrong();

        DeepCalcException Wrong() => KerasSettings.Wrong(name, json, $"a number, or a list of {rank} numbers or pairs");
    }
}
