namespace DeepCalc.Benchmarks;

/// <summary>ResNet-50 as in torchvision, the network of examples/zoo/resnet.ps1.</summary>
internal static class ResNet50
{
    public static Layer Compose()
    {
        Layer layer = new(new Input(new TensorShape(Layout.ChannelsFirst, 3, 224, 224)), null);
        layer = Relu(ConvNorm(layer, 64, 7, 2, 3));
        layer = new Layer(new Pooling(PoolKind.Max, new WindowSettings { Kernel = 3, Stride = 2, Padding = Padding.Of(1) }), null, layer);
        layer = Stage(layer, 64, 3, 1);
        layer = Stage(layer, 128, 4, 2);
        layer = Stage(layer, 256, 6, 2);
        layer = Stage(layer, 512, 3, 2);
        return new Layer(new Dense(1000), null, new Layer(new GlobalPooling(PoolKind.Average), null, layer));
    }

    private static Layer Stage(Layer layer, long filters, int blocks, long stride)
    {
        layer = Bottleneck(layer, filters, stride, ConvNorm(layer, 4 * filters, 1, stride, 0));
        for (int i = 1; i < blocks; i++)
        {
            layer = Bottleneck(layer, filters, 1, layer);
        }

        return layer;
    }

    private static Layer Bottleneck(Layer input, long filters, long stride, Layer skip)
    {
        Layer layer = Relu(ConvNorm(input, filters, 1, 1, 0));
        layer = Relu(ConvNorm(layer, filters, 3, stride, 1));
        layer = ConvNorm(layer, 4 * filters, 1, 1, 0);
        return Relu(new Layer(new Merge(), null, layer, skip));
    }

    private static Layer ConvNorm(Layer layer, long filters, long kernel, long stride, long padding)
    {
        var window = new WindowSettings { Kernel = kernel, Stride = stride, Padding = Padding.Of(padding) };
        return new Layer(new Normalization(NormalizationKind.Batch, TrackStatistics: true), null, new Layer(new Convolution(filters, window, UseBias: false), null, layer));
    }

    private static Layer Relu(Layer layer) => new(new Activation(ActivationFunction.Relu), null, layer);
}
