namespace DeepCalc.Tests.Formats.HuggingFace;

// Networks of images.
internal sealed partial record KnownNetwork
{
    private const string VitBase = "hidden_size: 768, num_hidden_layers: 12, num_attention_heads: 12, patch_size: 16, image_size: 224";

    private static IReadOnlyList<KnownNetwork> Vision =>
    [
        new(
            "DeiT-B/16, distilled",
            87_338_192,
            HandCount.Vit + (2 * 768) + (2 * ((768 * 1000) + 1000)),
            Of("deit", "DeiTForImageClassificationWithTeacher", VitBase + ", intermediate_size: 3072, num_labels: 1000")),

        // Keys have no biases; each block has two factors a feature and 732 relative positions for 12 heads; no table of positions.
        new(
            "BEiT-B/16, 1000 classes",
            86_530_984,
            HandCount.Vit - (197 * 768) + (12 * (768 + (732 * 12))) + (768 * 1000) + 1000,
            Of("beit", "BeitForImageClassification", VitBase + ", intermediate_size: 3072, use_relative_position_bias: true, use_mean_pooling: true, layer_scale_init_value: 0.1, num_labels: 1000")),
        new(
            "DINOv2-B/14",
            86_580_480,
            Dino(14, 1370, 768) + (12 * (HandCount.Block(768, 3072) + (2 * 768))),
            Of("dinov2", "Dinov2Model", "hidden_size: 768, num_hidden_layers: 12, num_attention_heads: 12, patch_size: 14, image_size: 518, mlp_ratio: 4, use_swiglu_ffn: false")),

        // A gated network of width 4096, which is two thirds of 6144.
        new(
            "DINOv2-g/14",
            1_136_480_768,
            Dino(14, 1370, 1536) + (40 * ((4 * ((1536 * 1536) + 1536)) + (1536 * 8192) + 8192 + (4096 * 1536) + 1536 + (4 * 1536) + (2 * 1536))),
            Of("dinov2", "Dinov2Model", "hidden_size: 1536, num_hidden_layers: 40, num_attention_heads: 24, patch_size: 14, image_size: 518, mlp_ratio: 4, use_swiglu_ffn: true")),
        new(
            "DINOv2-B/14, registers",
            86_583_552,
            Dino(14, 1370, 768) + (4 * 768) + (12 * (HandCount.Block(768, 3072) + (2 * 768))),
            Of("dinov2_with_registers", "Dinov2WithRegistersModel", "hidden_size: 768, num_hidden_layers: 12, num_attention_heads: 12, patch_size: 14, image_size: 518, mlp_ratio: 4, num_register_tokens: 4")),
        new(
            "DINOv3-B/16",
            85_660_416,
            Dino(16, 4, 768) + (12 * (HandCount.Block(768, 3072) + 768)),
            Of("dinov3_vit", "DINOv3ViTModel", VitBase + ", intermediate_size: 3072, num_register_tokens: 4, query_bias: true, key_bias: false, value_bias: true, proj_bias: true, use_gated_mlp: false")),

        // 4150 patches, 100 objects and a class have positions; two heads of three layers.
        new(
            "YOLOS-tiny",
            6_488_736,
            (768 * 192) + 192 + (101 * 192) + (4251 * 192) + (12 * HandCount.Block(192, 768)) + (2 * 192) + Heads(192, 92) + Heads(192, 4),
            Of("yolos", "YolosForObjectDetection", "hidden_size: 192, intermediate_size: 768, num_hidden_layers: 12, num_attention_heads: 3, patch_size: 16, image_size: [800, 1333], num_detection_tokens: 100, use_mid_position_embeddings: false, num_labels: 91")),

        // By hand alone: 1829 positions, which all blocks but the last add too.
        new(
            "YOLOS-small, positions in the blocks",
            30_684_768,
            (768 * 384) + 384 + (101 * 384) + (12 * 1829 * 384) + (12 * HandCount.Block(384, 1536)) + (2 * 384) + Heads(384, 92) + Heads(384, 4),
            Of("yolos", "YolosForObjectDetection", "hidden_size: 384, intermediate_size: 1536, num_hidden_layers: 12, num_attention_heads: 6, patch_size: 16, image_size: [512, 864], num_detection_tokens: 100, use_mid_position_embeddings: true, num_labels: 91")),
        new(
            "Swin-T, 1000 classes",
            28_288_354,
            Swin(96, [2, 2, 6, 2], [3, 6, 12, 24]) + (768 * 1000) + 1000,
            Of("swin", "SwinForImageClassification", "image_size: 224, patch_size: 4, embed_dim: 96, depths: [2, 2, 6, 2], num_heads: [3, 6, 12, 24], window_size: 7, mlp_ratio: 4.0, qkv_bias: true, num_labels: 1000")),
        new(
            "Swin-B, 1000 classes",
            87_768_224,
            Swin(128, [2, 2, 18, 2], [4, 8, 16, 32]) + (1024 * 1000) + 1000,
            Of("swin", "SwinForImageClassification", "image_size: 224, patch_size: 4, embed_dim: 128, depths: [2, 2, 18, 2], num_heads: [4, 8, 16, 32], window_size: 7, mlp_ratio: 4.0, qkv_bias: true, num_labels: 1000")),
        new(
            "ConvNeXt-T, 1000 classes",
            28_589_128,
            ConvNext([96, 192, 384, 768], [3, 3, 9, 3], factors: 1) + (768 * 1000) + 1000,
            Of("convnext", "ConvNextForImageClassification", "image_size: 224, patch_size: 4, hidden_sizes: [96, 192, 384, 768], depths: [3, 3, 9, 3], layer_scale_init_value: 1e-6, num_labels: 1000")),
        new(
            "ConvNeXtV2-T, 1000 classes",
            28_635_496,
            ConvNext([96, 192, 384, 768], [3, 3, 9, 3], factors: 8) + (768 * 1000) + 1000,
            Of("convnextv2", "ConvNextV2ForImageClassification", "image_size: 224, patch_size: 4, hidden_sizes: [96, 192, 384, 768], depths: [3, 3, 9, 3], num_labels: 1000")),
        new(
            "ResNet-50, 1000 classes",
            25_557_032,
            ResNet50,
            Of("resnet", "ResNetForImageClassification", "embedding_size: 64, hidden_sizes: [256, 512, 1024, 2048], depths: [3, 4, 6, 3], layer_type: 'bottleneck', num_labels: 1000")),
        new(
            "ResNet-18, 1000 classes",
            11_689_512,
            ResNet18,
            Of("resnet", "ResNetForImageClassification", "embedding_size: 64, hidden_sizes: [64, 128, 256, 512], depths: [2, 2, 2, 2], layer_type: 'basic', num_labels: 1000")),
        new(
            "SegFormer-B0, 150 classes",
            3_752_694,
            SegformerB0 + (256 * (32 + 64 + 160 + 256)) + (4 * 256) + (4 * 256 * 256) + (2 * 256) + (256 * 150) + 150,
            Of("segformer", "SegformerForSemanticSegmentation", "image_size: 512, depths: [2, 2, 2, 2], sr_ratios: [8, 4, 2, 1], hidden_sizes: [32, 64, 160, 256], patch_sizes: [7, 3, 3, 3], strides: [4, 2, 2, 2], num_attention_heads: [1, 2, 5, 8], mlp_ratios: [4, 4, 4, 4], decoder_hidden_size: 256, num_labels: 150")),
    ];

    // Patches, a token for the class and one for what is hidden, further vectors, the last normalisation.
    private static long Dino(long patch, long vectors, long d) => (3 * patch * patch * d) + d + (2 * d) + (vectors * d) + (2 * d);

    private static long Heads(long d, long outputs) => (2 * ((d * d) + d)) + (d * outputs) + outputs;

    private static long Swin(long d, long[] depths, long[] heads)
    {
        long sum = (48 * d) + d + (2 * d);
        for (int i = 0; i < depths.Length; i++, d *= 2)
        {
            sum += depths[i] * (HandCount.Block(d, 4 * d) + (169 * heads[i]));
            sum += i == depths.Length - 1 ? 2 * d : (2 * 4 * d) + (4 * d * 2 * d);
        }

        return sum;
    }

    // Depthwise convolutions of 7x7, a normalisation, two matrices, and factors: one a feature, or two a feature of the wider layer.
    private static long ConvNext(long[] widths, long[] depths, long factors)
    {
        long sum = (48 * widths[0]) + widths[0] + (2 * widths[0]) + (2 * widths[^1]);
        for (int i = 0; i < widths.Length; i++)
        {
            long d = widths[i];
            sum += depths[i] * ((49 * d) + d + (2 * d) + (8 * d * d) + (4 * d) + d + (factors * d));
            sum += i == 0 ? 0 : (2 * widths[i - 1]) + (4 * widths[i - 1] * d) + d;
        }

        return sum;
    }

    private static long Convolved(long from, long to, long kernel) => (from * to * kernel * kernel) + (2 * to);

    private static long ResNet50
    {
        get
        {
            long sum = Convolved(3, 64, 7) + (2048 * 1000) + 1000;
            long from = 64;
            foreach ((long width, long depth) in new (long, long)[] { (256, 3), (512, 4), (1024, 6), (2048, 3) })
            {
                for (long i = 0; i < depth; i++, from = width)
                {
                    sum += Convolved(from, width / 4, 1) + Convolved(width / 4, width / 4, 3) + Convolved(width / 4, width, 1) + (i == 0 ? Convolved(from, width, 1) : 0);
                }
            }

            return sum;
        }
    }

    private static long ResNet18
    {
        get
        {
            long sum = Convolved(3, 64, 7) + (512 * 1000) + 1000;
            long from = 64;
            foreach (long width in new long[] { 64, 128, 256, 512 })
            {
                for (long i = 0; i < 2; i++, from = width)
                {
                    sum += Convolved(from, width, 3) + Convolved(width, width, 3) + (from == width ? 0 : Convolved(from, width, 1));
                }
            }

            return sum;
        }
    }

    private static long SegformerB0
    {
        get
        {
            long sum = 0;
            long from = 3;
            foreach ((long d, long kernel, long ratio) in new (long, long, long)[] { (32, 7, 8), (64, 3, 4), (160, 3, 2), (256, 3, 1) })
            {
                long reduced = ratio > 1 ? (d * d * ratio * ratio) + d + (2 * d) : 0;
                sum += (from * d * kernel * kernel) + d + (2 * d) + (2 * (HandCount.Block(d, 4 * d) + reduced + (9 * 4 * d) + (4 * d))) + (2 * d);
                from = d;
            }

            return sum;
        }
    }
}
