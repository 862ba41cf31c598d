namespace DeepCalc;

/// <summary>
/// A shape that was probably meant differently: it has a batch axis, or its channels are on the other side. Both are valid as other shapes
/// and give plausible but wrong numbers. docs/conventions.md lists the rules; no common input shape is doubted.
/// </summary>
/// <param name="Read">The shape as it is read.</param>
/// <param name="Meant">The shape that was probably meant, in its own layout.</param>
/// <param name="HasBatch">Whether the first size is probably a batch.</param>
public sealed record ShapeDoubt(TensorShape Read, TensorShape Meant, bool HasBatch)
{
    // Smaller sizes are as likely something else than images: 3x3x512 is a feature map.
    private const long LeastSide = 16;
    private const long LeastUnequalSide = 96;
    private const long MostRatio = 3;

    // Video clips are smaller than images, and volumes mostly have one channel.
    private const long LeastSideOfPhotograph = 160;

    // A smaller map can be the end of a network for volumes: 1x4x4x512.
    private const long LeastSideOfMap = 7;
    private const long LeastSideOfVolume = 32;

    private static readonly HashSet<string> BatchNames = new(["batch", "batch_size", "batchsize", "bs"], StringComparer.OrdinalIgnoreCase);
    private static readonly HashSet<string> BatchNamesOfImages = new(["N", "B"], StringComparer.Ordinal);

    // Frameworks print a batch as None in front of an image: None,224,224,3. It gets the letter of the depth.
    private static readonly string NameOfOpenDepth = AxisNotation.For(0, 3).Letter;

    /// <summary>The doubt about a shape without a batch axis, or null.</summary>
    public static ShapeDoubt? Of(TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape is FileTensor || shape.HasBatch)
        {
            // The axes of a file are given by the file.
            return null;
        }

        if (shape.Rank > 1 && BatchNames.Contains(shape[0].ToString()))
        {
            return new ShapeDoubt(shape, new TensorShape(shape.Layout, [.. shape.Sizes.Skip(1)]), true);
        }

        return (shape.Rank, shape.Layout) switch
        {
            (3, Layout.ChannelsLast) => IsImage(shape[0], shape[1], shape[2]) ? Side(shape) : null,
            (3, _) => IsImage(shape[2], shape[0], shape[1]) ? Side(shape) : null,
            (4, Layout.ChannelsLast) => OfFourLast(shape),
            (4, _) => OfFourFirst(shape),
            _ => null,
        };
    }

    /// <summary>The shape that was probably meant, with its channels where the layout has them.</summary>
    public TensorShape MeantIn(Layout layout) => Meant.Layout == layout ? Meant : OnOtherSide([.. Meant], layout);

    private static ShapeDoubt? OfFourLast(TensorShape shape)
    {
        (Quantity first, Quantity second, Quantity third, Quantity last) = (shape[0], shape[1], shape[2], shape[3]);
        if (IsImage(second, third, last))
        {
            return new ShapeDoubt(shape, new TensorShape(Layout.ChannelsFirst, second, third, last), true);
        }

        bool isBatchOfImages = IsImage(last, second, third) && IsBatch(first, second, last);
        bool isBatchOfOne = first == 1 && second == third && IsAtLeast(second, LeastSideOfMap);
        if (isBatchOfImages || isBatchOfOne)
        {
            return new ShapeDoubt(shape, new TensorShape(Layout.ChannelsLast, second, third, last), true);
        }

        bool isVolume = (first == 1 || first == 3) && third == last && IsAtLeast(third, LeastSideOfVolume) && IsAtLeast(second, 4);
        return isVolume ? Side(shape) : null;
    }

    private static ShapeDoubt? OfFourFirst(TensorShape shape)
    {
        (Quantity first, Quantity second, Quantity third, Quantity last) = (shape[0], shape[1], shape[2], shape[3]);
        if (IsImage(second, third, last))
        {
            return new ShapeDoubt(shape, new TensorShape(Layout.ChannelsFirst, second, third, last), true);
        }

        return !IsImage(last, second, third) ? null
            : IsBatch(first, second, last) ? new ShapeDoubt(shape, new TensorShape(Layout.ChannelsFirst, last, second, third), true)
            : Side(shape);
    }

    // The same sizes in the other layout, where they look like an image with the channels on the other side.
    private static ShapeDoubt Side(TensorShape shape) => new(
        shape,
        shape.Layout == Layout.ChannelsLast ? new TensorShape(Layout.ChannelsFirst, [.. shape]) : OnOtherSide([.. shape], Layout.ChannelsFirst),
        false);

    private static TensorShape OnOtherSide(Quantity[] sizes, Layout layout) => layout == Layout.ChannelsFirst
        ? new TensorShape(layout, [sizes[^1], .. sizes[..^1]])
        : new TensorShape(layout, [.. sizes[1..], sizes[0]]);

    // One or three channels, and two sides of a picture: equal, both large, or unknown.
    private static bool IsImage(Quantity channels, Quantity height, Quantity width)
    {
        if (channels != 1 && channels != 3)
        {
            return false;
        }

        if (!height.IsKnown || !width.IsKnown)
        {
            return channels == 3 && !height.IsKnown && !width.IsKnown;
        }

        (long less, long more) = (Math.Min(height.Value, width.Value), Math.Max(height.Value, width.Value));
        return less == more ? less >= LeastSide : channels == 3 && less >= LeastUnequalSide && more - less <= (MostRatio - 1) * less;
    }

    private static bool IsBatch(Quantity first, Quantity side, Quantity channels) =>
        first == 1
        || BatchNamesOfImages.Contains(first.ToString())
        || (side.IsKnown && first.ToString() == NameOfOpenDepth)
        || (first.IsKnown && side.IsKnown && first.Value / 2 >= side.Value)
        || (channels == 3 && first.IsKnown && IsAtLeast(side, LeastSideOfPhotograph) && first != side);

    private static bool IsAtLeast(Quantity size, long least) => size.IsKnown && size.Value >= least;
}
