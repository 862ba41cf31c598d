namespace DeepCalc.Tests.Layers.Attention;

/// <summary>Latent attention, counted by hand.</summary>
public class MultiHeadLatentAttentionTests
{
    private const long Width = 7168;

    private static readonly MultiHeadLatentAttention DeepSeek = new()
    {
        Heads = 128,
        LatentWidth = 512,
        KeyWidth = 128,
        RotaryWidth = 64,
        QueryLatentWidth = 1536,
        IsCausal = true,
    };

    private static readonly SparseIndexer Lightning = new(64, 128, 2048);

    // The projections that each position has in every form.
    private const long Projections = (Width * 1536) + (1536 * 128 * 192) + (Width * 576) + (128 * 128 * Width);

    // DeepSeek-V3: 187,107,328 in each of 61 layers. DeepSeek-V2-Lite projects queries directly.
    [Fact]
    public void Weights_are_those_of_DeepSeek()
    {
        Assert.Equal(187_107_328, Parameters(On(DeepSeek, 10)));
        Assert.Equal(
            (2048 * 16 * 192) + (2048 * 576) + 512 + (512 * 16 * 256) + (16 * 128 * 2048),
            Parameters(new Layer(DeepSeek with { Heads = 16, QueryLatentWidth = null }, null, Build.Input(10, 2048))));
        Assert.Equal((1536 * 64 * 128) + (Width * 128) + (2 * 128) + (Width * 64), Parameters(On(DeepSeek with { Indexer = Lightning }, 10)) - 187_107_328);
        Assert.Equal(1536 + 576 + Width, Parameters(On(DeepSeek with { UseBias = true }, 10)) - 187_107_328);
    }

    // 61 layers with 16-bit numbers: 70,272 bytes a position, and 61·128·(192 + 128)·2 where keys and values of all heads are remembered.
    [Theory]
    [InlineData(LatentForm.Compressed, 70_272)]
    [InlineData(LatentForm.Absorbed, 70_272)]
    [InlineData(LatentForm.Expanded, 4_997_120)]
    public void What_is_remembered_is_the_latent_or_the_heads(LatentForm form, long bytes)
    {
        Layer layer = On(DeepSeek with { Form = form }, 10);

        Assert.All(layer.States(), state => Assert.True(state.IsPerPosition && state.Window is null));
        Assert.Equal(bytes, 61 * 2 * layer.States().Sum(state => state.Elements.Value));
        Assert.Equal(128, On(DeepSeek with { Form = form, Indexer = Lightning }, 10).States()[^1].Elements.Value);
        Assert.Empty(On(DeepSeek with { Form = form, IsCausal = false }, 10).States());
    }

    // The gate of Kimi K3 is a projection to the width of the heads' results; a sigmoid and a product are 5 operations an element.
    [Fact]
    public void A_gate_is_a_projection_of_the_input()
    {
        (Work without, Work with) = (On(DeepSeek, 10).Work(), On(DeepSeek with { UseGate = true }, 10).Work());

        Assert.Equal(Width * 128 * 128, Parameters(On(DeepSeek with { UseGate = true }, 10)) - 187_107_328);
        Assert.Equal(10 * Width * 128 * 128, with.Macs.Value - without.Macs.Value);
        Assert.Equal(10 * 128 * 128 * 5, with.Elementwise.Value - without.Elementwise.Value);
    }

    // A layer that takes the keys of another's indexer has its work but for the indexer's own, of which it remembers nothing.
    [Fact]
    public void Keys_that_another_layer_chose_bound_the_scores()
    {
        const long Positions = 5000;
        Layer chosen = On(DeepSeek with { ChosenKeys = 2048 }, Positions);

        Assert.Equal(Positions * (Projections + (512 * 128 * 256) + (128 * 2048 * (192 + 128))), chosen.Work().Macs.Value);
        Assert.Equal(On(DeepSeek, 100).Work(), On(DeepSeek with { ChosenKeys = 2048 }, 100).Work());
        Assert.Equal(["latents", "shared keys"], chosen.States().Select(state => state.Name));
        Build.Refused(() => On(DeepSeek with { ChosenKeys = 1, Indexer = Lightning }, 10), ErrorCode.InvalidSetting, "give one of them");
        Build.Refused(() => On(DeepSeek with { ChosenKeys = 0 }, 10), ErrorCode.InvalidSize, "keys that another layer chooses");
    }

    [Fact]
    public void A_whole_sequence_expands_the_latents()
    {
        const long Positions = 100;
        long expanded = Positions * (Projections + (512 * 128 * 256) + (128 * Positions * (192 + 128)));

        Assert.Equal(expanded, On(DeepSeek, Positions).Work().Macs.Value);
        Assert.Equal(expanded, On(DeepSeek with { Form = LatentForm.Expanded }, Positions).Work().Macs.Value);
        Assert.Equal(
            Positions * (Projections + (128 * 128 * 512) + (128 * Positions * (576 + 512)) + (128 * 512 * 128)),
            On(DeepSeek with { Form = LatentForm.Absorbed }, Positions).Work().Macs.Value);
    }

    [Fact]
    public void A_next_position_absorbs_the_expansion()
    {
        const long Past = 999;
        long absorbed = Projections + (128 * 128 * 512) + (128 * (Past + 1) * (576 + 512)) + (128 * 512 * 128);

        Assert.Equal(absorbed, After(DeepSeek, Past).Work().Macs.Value);
        Assert.Contains($"after {Past} positions, absorbed", After(DeepSeek, Past).Settings, StringComparison.Ordinal);
        Assert.Equal(absorbed, After(DeepSeek with { Form = LatentForm.Absorbed }, Past).Work().Macs.Value);
        Assert.Equal(Projections + (512 * 128 * 256) + (128 * (Past + 1) * (192 + 128)), After(DeepSeek with { Form = LatentForm.Expanded }, Past).Work().Macs.Value);
        Assert.Equal(
            ["queries", "latents and shared keys", "absorbed queries", "scores", "results in latents", "results of heads"],
            After(DeepSeek with { QueryLatentWidth = null }, Past).Storage().Held.Where(held => held.Elements != 0).Select(held => held.Name));
    }

    [Theory]
    [InlineData(100, 101)]
    [InlineData(9999, 2048)]
    public void An_indexer_meets_all_keys_and_leaves_the_best(long past, long keys)
    {
        long index = (1536 * 64 * 128) + (Width * 128) + (Width * 64) + (64 * (past + 1) * 128) + ((past + 1) * 64);
        Work work = After(DeepSeek with { Indexer = Lightning }, past).Work();

        Assert.Equal(Projections + index + (128 * 128 * 512) + (128 * keys * (576 + 512)) + (128 * 512 * 128), work.Macs.Value);

        // Normalised latents and keys, rotations, scaled weights of heads, a ReLU for each head, a comparison, and the softmax.
        Assert.Equal(
            (4 * (1536 + 512)) + (7 * 128) + (3 * 64 * (128 + 1)) + (3 * 64 * (64 + 1)) + 64 + (65 * (past + 1)) + (6 * 128 * keys) - (2 * 128),
            work.Elementwise.Value);
    }

    [Fact]
    public void A_choice_of_keys_is_a_minimum_while_the_length_is_open()
    {
        Quantity positions = Quantity.Unknown("T");
        Layer layer = On(DeepSeek with { Indexer = Lightning }, positions);

        Assert.Equal(128 * positions * Quantity.Min(positions, 2048), Assert.Single(layer.Storage().Held, held => held.Name == "scores").Elements);
    }

    // Without a rotary part and an indexer, and with a latent as wide as all heads, the products are those of plain attention.
    [Fact]
    public void Between_its_projections_it_is_attention()
    {
        Layer latent = new(new MultiHeadLatentAttention { Heads = 4, LatentWidth = 20, KeyWidth = 5 }, null, Build.Input(6, 20));
        Layer plain = new(new ScaledDotProductAttention { Heads = 4 }, null, Build.Input(6, 20), Build.Input(6, 20), Build.Input(6, 20));

        Assert.Equal(6 * 20 * (20 + 20 + 40 + 20), latent.Work().Macs.Value - plain.Work().Macs.Value);
        Assert.Equal(4 * 6 * 20, latent.Work().Elementwise.Value - plain.Work().Elementwise.Value);
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Build.Refused(() => On(DeepSeek with { LatentWidth = 0 }, 10), ErrorCode.InvalidSize, "latent width");
        Build.Refused(() => On(DeepSeek with { Indexer = new SparseIndexer(4, 32, 9) }, 10), ErrorCode.InvalidSetting, "width 32");
        Build.Refused(() => On(DeepSeek with { Indexer = new SparseIndexer(4, 64, 0) }, 10), ErrorCode.InvalidSize, "keys");
        Build.Refused(() => new Layer(DeepSeek, null, Build.Input(10)), ErrorCode.RankMismatch, "positions and features");
    }

    [Fact]
    public void A_block_can_have_it_in_place_of_its_attention()
    {
        var block = new TransformerBlock { Attention = DeepSeek, FeedForward = new FeedForwardBlock { Hidden = 64 }, IsPreNorm = true };
        Layer layer = block.On(Build.Input(10, Width), null, default);

        Assert.Single(new Network(layer).Layers, each => each.Meaning is MultiHeadLatentAttention);
        Build.Refused(() => block.On(Build.Input(10, Width), Build.Input(4, Width), default), ErrorCode.InvalidSetting, "attend to a memory");
    }

    private static long Parameters(Layer layer) => layer.Weights().Sum(weight => weight.Count.Value);

    private static Layer On(MultiHeadLatentAttention attention, Quantity positions) => new(attention, null, Build.Input(positions, Width));

    private static Layer After(MultiHeadLatentAttention attention, long past) => new Network(On(attention, 1)).After(past).Output;
}
