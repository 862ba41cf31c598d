namespace DeepCalc;

/// <summary>
/// Windows of a map of positions, channels last, within which an attention works: the map is padded to whole windows, rolled if the windows
/// are shifted, and put together again.
/// </summary>
/// <remarks>Source: Liu et al., Swin Transformer, arXiv:2103.14030. The mask of shifted windows changes no count but one addition a score.</remarks>
public sealed record WindowPartition
{
    /// <summary>The rows and columns of a window.</summary>
    public required AxisValues Size { get; init; }

    /// <summary>The rows and columns by which the windows are shifted; 0 is none.</summary>
    public long Shift { get; init; }

    /// <summary>Adds an attention that works within the windows of a layer's output, and returns the last layer.</summary>
    /// <param name="input">The layer, whose output has rows, columns and features.</param>
    /// <param name="scope">The common settings of the layers.</param>
    /// <param name="attention">Adds the attention to sequences of positions, one for each window.</param>
    /// <exception cref="DeepCalcException">The output is no map, or its size is unknown.</exception>
    public Layer On(Layer input, BlockScope scope, Func<Layer, Layer> attention)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(attention);
        TensorShape shape = input.OutputShape;
        DeepCalcException.ThrowIf(
            shape.Rank != 3 || shape.Sizes.Any(size => !size.IsKnown), ErrorCode.RankMismatch,
            $"windows divide a map of rows, columns and features, such as 56x56x96, all known; the input is {shape}.");

        (long rows, long columns, long features) = (shape[0].Value, shape[1].Value, shape[2].Value);
        (long height, long width) = (Size.Values[0], Size.Values[^1]);
        (long down, long across) = (Missing(rows, height), Missing(columns, width));
        Layer layer = down + across == 0 ? input
            : scope.Add("window_padding", new BorderPadding(Padding.Of((0, down), (0, across))), input);
        layer = Shift == 0 ? layer : scope.Add("shift", new Roll(new AxisValues(-Shift, -Shift), new AxisValues(0, 1)), layer);
        (long down2, long across2) = ((rows + down) / height, (columns + across) / width);
        layer = scope.Add("window_rows", new Reshape(new AxisValues(down2, height, across2, width, features)), layer);
        layer = scope.Add("window_order", new Permute(new AxisValues(0, 2, 1, 3, 4)), layer);
        layer = attention(scope.Add("windows", new Reshape(new AxisValues(down2 * across2, height * width, features)), layer));
        layer = scope.Add("map_rows", new Reshape(new AxisValues(down2, across2, height, width, features)), layer);
        layer = scope.Add("map_order", new Permute(new AxisValues(0, 2, 1, 3, 4)), layer);
        layer = scope.Add("map", new Reshape(new AxisValues(rows + down, columns + across, features)), layer);
        layer = Shift == 0 ? layer : scope.Add("shift_back", new Roll(new AxisValues(Shift, Shift), new AxisValues(0, 1)), layer);
        return down + across == 0 ? layer : scope.Add("window_cropping", new Cropping(Padding.Of((0, down), (0, across))), layer);
    }

    // The positions that a whole number of windows needs more.
    private static long Missing(long size, long window) => (window - (size % window)) % window;
}
