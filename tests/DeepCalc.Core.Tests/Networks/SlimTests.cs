namespace DeepCalc.Tests.Networks;

/// <summary>The table of google-research/receptive_field: receptive field, effective stride and effective padding of TF-Slim's networks.</summary>
public class SlimTests
{
    public static TheoryData<string, long, long, double, long> Published => new()
    {
        { "alexnet_v2", 224, 195, 32, 64 },
        { "vgg_a", 224, 150, 32, 59 },
        { "vgg_16", 224, 212, 32, 90 },
        { "resnet_v1_50", 224, 483, 32, 239 },
        { "resnet_v1_101", 224, 1027, 32, 511 },
        { "resnet_v1_152", 224, 1507, 32, 751 },
        { "resnet_v1_50", 321, 483, 32, 241 },
        { "resnet_v1_101", 321, 1027, 32, 513 },
        { "resnet_v1_152", 321, 1507, 32, 753 },
        { "inception_v3", 299, 1311, 32, 618 },
        { "mobilenet_v1", 224, 315, 32, 126 },
        { "mobilenet_v1", 321, 315, 32, 157 },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void The_last_end_point_is_as_published(string name, long size, long field, double stride, long padding)
    {
        foreach (ReceptiveFieldMeasurement row in ReceptiveFieldMeasurement.Of(new Network(Make(name, size))))
        {
            Assert.Equal((field, stride, padding), (row.Size, row.Jump, row.EffectivePadding));
        }
    }

    [Fact]
    public void Padding_that_depends_on_the_size_is_not_known_without_it()
    {
        ReceptiveFieldMeasurement row = ReceptiveFieldMeasurement.Of(new Network(Make("mobilenet_v1", Quantity.Unknown("N")))).First();

        Assert.Equal((315L, 32.0, null), (row.Size, row.Jump, row.EffectivePadding));
    }

    internal static Layer Make(string name, Quantity size) => name switch
    {
        "alexnet_v2" => SlimNetworks.AlexNetV2(size),
        "vgg_a" => SlimNetworks.Vgg(size, 1, 1, 2, 2, 2),
        "vgg_16" => SlimNetworks.Vgg(size, 2, 2, 3, 3, 3),
        "resnet_v1_50" => SlimNetworks.ResNetV1(size, 3, 4, 6, 3),
        "resnet_v1_101" => SlimNetworks.ResNetV1(size, 3, 4, 23, 3),
        "resnet_v1_152" => SlimNetworks.ResNetV1(size, 3, 8, 36, 3),
        "mobilenet_v1" => SlimNetworks.MobileNetV1(size),
        _ => SlimNetworks.InceptionV3(size),
    };
}
