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

    public static TheoryData<string, string, long, double> EndPoints => new()
    {
        { "alexnet_v2", "conv1", 11, 4 },
        { "alexnet_v2", "pool1", 19, 8 },
        { "alexnet_v2", "conv2", 51, 8 },
        { "alexnet_v2", "pool2", 67, 16 },
        { "alexnet_v2", "conv3", 99, 16 },
        { "alexnet_v2", "conv4", 131, 16 },
        { "alexnet_v2", "conv5", 163, 16 },
        { "vgg_16", "conv1/conv1_2", 5, 1 },
        { "vgg_16", "pool1", 6, 2 },
        { "vgg_16", "pool2", 16, 4 },
        { "vgg_16", "pool3", 44, 8 },
        { "vgg_16", "pool4", 100, 16 },
        { "vgg_16", "conv5/conv5_3", 196, 16 },
        { "resnet_v1_50", "conv1", 7, 2 },
        { "resnet_v1_50", "pool1", 11, 4 },
        { "resnet_v1_50", "block1", 35, 8 },
        { "resnet_v1_50", "block2", 99, 16 },
        { "resnet_v1_50", "block3", 291, 32 },
        { "resnet_v1_50", "block4", 483, 32 },
    };

    /// <summary>With the size known and not: the field and the stride do not depend on it, the padding may.</summary>
    [Theory]
    [MemberData(nameof(EndPoints))]
    public void End_points_are_as_published(string name, string endPoint, long field, double stride)
    {
        foreach (Quantity size in new[] { 224, 321, Quantity.Unknown("N") })
        {
            var network = new Network(Make(name, size));
            ReceptiveFieldMeasurement[] rows = [.. ReceptiveFieldMeasurement.Of(network, perLayer: true).Where(row => row.Layer == endPoint)];

            Assert.Equal(2, rows.Length);
            Assert.All(rows, row => Assert.Equal((field, stride), (row.Size, row.Jump)));
        }
    }

    [Theory]
    [InlineData("alexnet_v2", 224)]
    [InlineData("vgg_a", 224)]
    [InlineData("vgg_16", 225)]
    [InlineData("resnet_v1_50", 224)]
    [InlineData("resnet_v1_50", 321)]
    [InlineData("resnet_v1_101", 321)]
    [InlineData("resnet_v1_152", 224)]
    [InlineData("inception_v3", 299)]
    [InlineData("mobilenet_v1", 224)]
    [InlineData("mobilenet_v1", 321)]
    public void Every_end_point_is_what_windows_reach_one_by_one(string name, long size)
    {
        var network = new Network(Make(name, size));
        var reach = new WindowReach();
        int endPoints = 0;
        foreach (ReceptiveFieldMeasurement row in ReceptiveFieldMeasurement.Of(network, perLayer: true).Where(row => row.Axis == "height"))
        {
            Layer layer = network.Find(row.Layer);
            (long first, long last) = reach.Of(layer, 0);
            Assert.Equal((row.Layer, last - first + 1, -first), (row.Layer, row.Size!.Value, row.EffectivePadding!.Value));
            Assert.Equal(row.Jump, reach.Of(layer, 1).First - first);
            Assert.Equal(row.MisalignedAt is null, reach.IsAligned(layer));
            endPoints += layer.Name is null ? 0 : 1;
        }

        Assert.True(endPoints >= 7);
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
