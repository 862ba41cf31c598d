namespace DeepCalc.Tests.Networks;

/// <summary>
/// The networks of TF-Slim, as google-research/receptive_field measures them: its layers, its end points as names, no classifier.
/// </summary>
public static class SlimNetworks
{
    private static readonly Padding Same = Padding.Same;
    private static readonly Padding Valid = Padding.Valid;

    /// <summary>slim/nets/alexnet.py, alexnet_v2.</summary>
    public static Layer AlexNetV2(Quantity size)
    {
        Layer net = Conv(Image(size), 11, 4, Valid, "conv1");
        net = Pool(net, 3, 2, Valid, "pool1");
        net = Conv(net, 5, 1, Same, "conv2");
        net = Pool(net, 3, 2, Valid, "pool2");
        net = Conv(net, 3, 1, Same, "conv3");
        net = Conv(net, 3, 1, Same, "conv4");
        net = Conv(net, 3, 1, Same, "conv5");
        return Pool(net, 3, 2, Valid, "pool5");
    }

    /// <summary>slim/nets/vgg.py: the number of convolutions in each of five blocks.</summary>
    public static Layer Vgg(Quantity size, params int[] convolutions)
    {
        Layer net = Image(size);
        for (int block = 1; block <= convolutions.Length; block++)
        {
            for (int i = 1; i <= convolutions[block - 1]; i++)
            {
                net = Conv(net, 3, 1, Same, $"conv{block}/conv{block}_{i}");
            }

            net = Pool(net, 2, 2, Valid, $"pool{block}");
        }

        return net;
    }

    /// <summary>slim/nets/resnet_v1.py: the stride is in the last unit of a block, and a strided convolution pads by a fixed number.</summary>
    public static Layer ResNetV1(Quantity size, params int[] units)
    {
        Layer net = Pool(FixedConv(Image(size), 7, 2, "conv1"), 3, 2, Same, "pool1");
        for (int block = 1; block <= units.Length; block++)
        {
            for (int unit = 1; unit <= units[block - 1]; unit++)
            {
                int stride = unit == units[block - 1] && block < units.Length ? 2 : 1;
                Layer shortcut = unit == 1 ? Conv(net, 1, stride, Same) : stride == 1 ? net : Pool(net, 1, stride, Same);
                Layer residual = Conv(FixedConv(Conv(net, 1, 1, Same), 3, stride), 1, 1, Same);
                net = new Layer(new Merge(), unit == units[block - 1] ? $"block{block}" : $"block{block}/unit_{unit}", residual, shortcut);
            }
        }

        return net;
    }

    /// <summary>slim/nets/mobilenet_v1.py.</summary>
    public static Layer MobileNetV1(Quantity size)
    {
        Layer net = Conv(Image(size), 3, 2, Same, "Conv2d_0");
        int[] strides = [1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1];
        for (int i = 0; i < strides.Length; i++)
        {
            net = new Layer(new DepthwiseConvolution(1, Window(3, strides[i], Same)), $"Conv2d_{i + 1}_depthwise", net);
            net = Conv(net, 1, 1, Same, $"Conv2d_{i + 1}_pointwise");
        }

        return net;
    }

    /// <summary>slim/nets/inception_v3.py.</summary>
    public static Layer InceptionV3(Quantity size)
    {
        Layer net = Conv(Image(size), 3, 2, Valid, "Conv2d_1a_3x3");
        net = Conv(net, 3, 1, Valid, "Conv2d_2a_3x3");
        net = Conv(net, 3, 1, Same, "Conv2d_2b_3x3");
        net = Pool(net, 3, 2, Valid, "MaxPool_3a_3x3");
        net = Conv(net, 1, 1, Valid, "Conv2d_3b_1x1");
        net = Conv(net, 3, 1, Valid, "Conv2d_4a_3x3");
        net = Pool(net, 3, 2, Valid, "MaxPool_5a_3x3");
        foreach (string name in new[] { "Mixed_5b", "Mixed_5c", "Mixed_5d" })
        {
            net = Join(name, Chain(net, 1), Chain(net, 1, 5), Chain(net, 1, 3, 3), Chain(Pool(net, 3, 1, Same), 1));
        }

        net = Join("Mixed_6a", Conv(net, 3, 2, Valid), Conv(Chain(net, 1, 3), 3, 2, Valid), Pool(net, 3, 2, Valid));
        AxisValues wide = new(1, 7);
        AxisValues high = new(7, 1);
        foreach (string name in new[] { "Mixed_6b", "Mixed_6c", "Mixed_6d", "Mixed_6e" })
        {
            net = Join(name, Chain(net, 1), Chain(net, 1, wide, high), Chain(net, 1, high, wide, high, wide), Chain(Pool(net, 3, 1, Same), 1));
        }

        net = Join("Mixed_7a", Conv(Chain(net, 1), 3, 2, Valid), Conv(Chain(net, 1, wide, high), 3, 2, Valid), Pool(net, 3, 2, Valid));
        foreach (string name in new[] { "Mixed_7b", "Mixed_7c" })
        {
            Layer second = Chain(net, 1);
            Layer third = Chain(net, 1, 3);
            net = Join(
                name,
                Chain(net, 1),
                Conv(second, new AxisValues(1, 3), 1, Same),
                Conv(second, new AxisValues(3, 1), 1, Same),
                Conv(third, new AxisValues(1, 3), 1, Same),
                Conv(third, new AxisValues(3, 1), 1, Same),
                Chain(Pool(net, 3, 1, Same), 1));
        }

        return net;
    }

    private static Layer Image(Quantity size) => Build.Input(size, size, 3);

    private static WindowSettings Window(AxisValues kernel, long stride, Padding padding) => new() { Kernel = kernel, Stride = stride, Padding = padding };

    private static Layer Conv(Layer net, AxisValues kernel, long stride, Padding padding, string? name = null) =>
        new(new Convolution(8, Window(kernel, stride, padding)), name, net);

    private static Layer Pool(Layer net, long kernel, long stride, Padding padding, string? name = null) =>
        new(new Pooling(PoolKind.Max, Window(kernel, stride, padding)), name, net);

    // conv2d_same of resnet_utils.py.
    private static Layer FixedConv(Layer net, long kernel, long stride, string? name = null) =>
        Conv(net, kernel, stride, stride == 1 ? Same : Padding.Of(((kernel - 1) / 2, kernel - 1 - ((kernel - 1) / 2))), name);

    private static Layer Chain(Layer net, params AxisValues[] kernels) => kernels.Aggregate(net, (layer, kernel) => Conv(layer, kernel, 1, Same));

    private static Layer Join(string name, params Layer[] branches) => new(new Concatenate(), name, branches);
}
