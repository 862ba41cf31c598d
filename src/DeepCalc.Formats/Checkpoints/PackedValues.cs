namespace DeepCalc.Formats.Checkpoints;

/// <summary>
/// The tensors whose values are read, because they hold no weights and say how others are packed: the shape of a packed matrix, and the
/// state of bitsandbytes.
/// </summary>
/// <param name="WantsShapes">Whether shapes are read; there can be many, and the settings beside the checkpoint may make them needless.</param>
internal sealed record PackedValues(bool WantsShapes)
{
    private const long MostBytes = 4096;
    private const long MostSizes = 8;

    /// <summary>The tensors that the files beside a checkpoint leave unsaid.</summary>
    public static PackedValues Wanted(ImportOptions options) => new(QuantizationSettings.Beside(options.Place) is null);

    public bool Includes(ListedTensor tensor) =>
        tensor.Bytes is > 0 and <= MostBytes
        && ((tensor.Type == ElementType.UInt8 && tensor.OwnName.Contains(".quant_state.bitsandbytes__", StringComparison.Ordinal))
            || (WantsShapes && tensor.Type is ElementType.Int64 or ElementType.Int32 && tensor.OwnName is "weight_shape" or "shape" && tensor.Sizes is [<= MostSizes]));
}
