using System.Text.Json;

namespace DeepCalc.Tests.Oracles;

/// <summary>
/// A kind of layer of which PyTorch keeps something else than DeepCalc says, mostly since it has no operator for it and composes it of several,
/// each of which keeps what it needs by itself.
/// </summary>
/// <param name="Reason">Why.</param>
/// <param name="Covers">The layers.</param>
/// <param name="More">The elements of a sample that PyTorch keeps more.</param>
public sealed record SavedExplained(string Reason, Func<SavedCase, bool> Covers, Func<SavedCase, long> More)
{
    /// <summary>The elements of a sample, among those that PyTorch keeps more, that only gradients of weights need.</summary>
    public Func<SavedCase, long> Freed { get; private init; } = static _ => 0;

    public static readonly SavedExplained[] All =
    [
        new("unequal and repeated padding is a step of its own, whose result is kept", PadsApart, c => !IsKeptBesides(c) ? Padded(c) - c.InputElements : Padded(c) * (HasUnequalSides(c) ? 2 : 1)),
        new("PyTorch 1.13 keeps the input of an unfolding for its size alone; later versions do not", Is("Unfold"), c => c.InputElements),
        new("PyTorch 1.13 keeps the input of a mean for its number of elements alone; later versions do not", Is("Reduction", "Mean"), c => c.InputElements),
        new("the logarithm of a sum is composed of both, and the sum is kept in place of its logarithm", Is("Reduction", "LogSum"), _ => 0),
        new("a running product from the end is one of the reversed input, and both are kept", Is("CumulativeReduction", "Product"), _ => 0),
        new("a CPU keeps the mask of a dropout in floating-point numbers, a GPU in Booleans", Is("Dropout"), _ => 0),
        new("a norm is composed of powers, an average and a root", Is("Pool", "L2", "Lp"), c => c.InputElements + (3 * c.OutputElements)),
        new("local response normalisation is composed of a square, an average over padded channels, a power and a division", Is("LocalResponse"), LocalResponse),
        new("an RMS normalisation is written out in the oracle", Is("Normalization", "Rms"), c => 2 * c.InputElements),
        new("a convolution of a recurrence is padded apart, and RMS normalisations are written out", c => c.Layer.Definition is ConvolvedRecurrence, Recurrence) { Freed = Scaled },
        new("the bonus, the normalisation and the factors of keys of RWKV are written out", Is("RwkvTimeMixing"), Mixing) { Freed = c => 3 * c.InputElements },
        new("grouped keys and values are repeated, RMS normalisations are written out, and the softmax is copied without the sink's share", Is("MultiHeadAttention"), Attention) { Freed = ScaledHeads },
        new("RMS normalisations are written out, and the latents are taken from what heads attend to", Is("MultiHeadLatentAttention"), Latents) { Freed = ScaledLatents },
        new("instance normalisation repeats scales and running statistics for each sample", Is("Normalization", "Instance"), c => ((c.Is("scale") ? 1 : 0) + (c.Is("statistics") ? 2 : 0)) * c.Inputs0[0]),
        new("softsign is composed of an absolute value, a sum and a quotient", Is("Activation", "softsign"), c => c.InputElements),
        new("tanhshrink is a difference to a tanh, whose output is kept in place of the input", Is("Activation", "tanh_shrink"), _ => 0),
        new("a CPU keeps a buffer of the logarithm of a sigmoid", Is("Activation", "log_sigmoid"), c => c.InputElements),
        new("several factors are multiplied, or compared, two by two", c => c.Kind == "Merge" && c.Layer.Inputs.Count > 2, Partial),
        new("matrices that are stretched over leading axes are copied", Is("MatMul"), Stretched),
        new("attention projects keys and values apart from a memory of another width than the query, and copies it for each", c => c.Kind == "Attention" && CopiesTwice(c), Memory) { Freed = Memory },
        new("attention copies its inputs, whose batch is not in front for it", Is("Attention"), _ => 0),
        new("a CPU composes the cells of recurrent layers of operators for each step", c => c.Kind is "Recurrent" or "Lstm", Cells) { Freed = c => Cells(c) - FrozenCells(c) },
    ];

    private static Func<SavedCase, bool> Is(string layer, params string[] kinds) =>
        c => c.Kind == layer && (kinds.Length == 0 || kinds.Contains(c.Settings.GetProperty("kind").GetString()));

    private static bool PadsApart(SavedCase c) => c.Kind is "Conv" or "DepthwiseConv" or "SeparableConv" or "Pool" && (Mode(c) != "Zero" || IsUneven(c));

    // Reflected and replicated padding needs its input; padding in a circle is composed of parts and needs nothing. The oracle pads unequal sides by
    // hand, and the convolution then pads the result by nothing.
    private static bool IsKeptBesides(SavedCase c) => Mode(c) is "Reflect" or "Replicate";

    private static string Mode(SavedCase c) => c.Settings.TryGetProperty("paddingMode", out JsonElement mode) ? mode.GetString()! : "Zero";

    private static bool HasUnequalSides(SavedCase c) => c.Settings.GetProperty("padding") is { ValueKind: JsonValueKind.Array } pairs
        && pairs.EnumerateArray().Any(pair => pair[0].GetInt64() != pair[1].GetInt64());

    private static bool IsUneven(SavedCase c) => c.Settings.GetProperty("padding").ValueKind == JsonValueKind.Array
        ? HasUnequalSides(c)
        : c.Settings.GetProperty("padding").GetString() == "same" && Reaches(c).Any(reach => reach % 2 != 0);

    private static IEnumerable<long> Reaches(SavedCase c) => c.Numbers("kernel").Zip(c.Numbers("dilation"), (kernel, dilation) => dilation * (kernel - 1));

    // The padded input. Zeros on equal sides are left to the convolution.
    private static long Padded(SavedCase c)
    {
        JsonElement padding = c.Settings.GetProperty("padding");
        long[] more = padding.ValueKind == JsonValueKind.Array ? [.. padding.EnumerateArray().Select(pair => pair[0].GetInt64() + pair[1].GetInt64())]
            : padding.GetString() != "same" ? [.. Reaches(c).Select(_ => 0L)]
            : [.. Reaches(c).Select(reach => Mode(c) == "Zero" ? reach % 2 : reach)];
        return c.Inputs0[0] * more.Select((amount, i) => c.Inputs0[i + 1] + amount).Aggregate(1L, (product, size) => product * size);
    }

    private static long LocalResponse(SavedCase c) =>
        c.InputElements + ((c.Inputs0[0] + c.Settings.GetProperty("size").GetInt64() - 1) * (c.InputElements / c.Inputs0[0]));

    private static long Attention(SavedCase c)
    {
        var layer = (MultiHeadAttention)c.Layer.Definition;
        Dictionary<string, long> kept = c.Layer.Storage().Held.ToDictionary(held => held.Name, held => held.Kept.Value);

        // The squares, of which PyTorch 1.13 keeps the input of their mean, and what a scale multiplies.
        long normalised = layer.HeadNormalization != NormalizationKind.Rms ? 0 : layer.UseHeadScale ? 2 : 1;
        return (((layer.Heads / (layer.KeyValueHeads ?? layer.Heads)) - 1) * (kept["keys"] + kept["values"]))
            + (normalised * (kept["queries"] + kept["keys"]))
            + (layer.UseSinkLogit ? kept["scores"] - (layer.Heads * c.Inputs0[0]) : 0);
    }

    // What the scales of normalised queries and keys multiply.
    private static long ScaledHeads(SavedCase c)
    {
        var layer = (MultiHeadAttention)c.Layer.Definition;
        return layer is { HeadNormalization: NormalizationKind.Rms, UseHeadScale: true }
            ? c.Layer.Storage().Held.Where(held => held.Name is "queries" or "keys").Sum(held => held.Kept.Value)
            : 0;
    }

    // What the scales of normalised latents multiply.
    private static long ScaledLatents(SavedCase c)
    {
        var layer = (MultiHeadLatentAttention)c.Layer.Definition;
        return c.Inputs0[0] * (layer.LatentWidth + (layer.QueryLatentWidth ?? 0));
    }

    private static long Memory(SavedCase c) => c.Layer.InputShapes[1].ElementCount.Value;

    // The squares of what is normalised, what a scale multiplies, and of absorbed attention the latents without the shared keys.
    private static long Latents(SavedCase c)
    {
        var layer = (MultiHeadLatentAttention)c.Layer.Definition;
        return c.Inputs0[0] * ((2 * (layer.LatentWidth + (layer.QueryLatentWidth ?? 0))) + (layer is { Form: LatentForm.Absorbed, RotaryWidth: not null } ? layer.LatentWidth : 0));
    }

    // The zeros before the inputs of a convolution, and what an RMS normalisation multiplies by its scale.
    private static long Recurrence(SavedCase c)
    {
        long convolved = c.Layer.Storage().Held.Single(part => part.Name == "inputs of the convolution").Kept.Value / c.Inputs0[0];
        return (convolved * (((ConvolvedRecurrence)c.Layer.Definition).Kernel - 1)) + Scaled(c);
    }

    private static long Scaled(SavedCase c)
    {
        Held[] held = [.. c.Layer.Storage().Held];
        return c.Layer.Definition switch
        {
            Mamba => held.SingleOrDefault(part => part.Name == "selection before its norms")?.Kept.Value ?? 0,
            _ => held.Any(part => part.Name == "inverse deviations") ? held.Single(part => part.Name == "results").Kept.Value : 0,
        };
    }

    // The products r·k of the bonus and its weights, repeated; the normalised results, but not their means; of version 7 also a − 1 and
    // 1 + (a − 1)·α.
    private static long Mixing(SavedCase c)
    {
        var layer = (RwkvTimeMixing)c.Layer.Definition;
        return ((layer.Version == RwkvVersion.V7 ? 5 : 3) * c.Inputs0[0] * c.Inputs0[1]) - (c.Inputs0[0] * (c.Inputs0[1] / layer.HeadWidth));
    }

    // Each result but the last.
    private static long Partial(SavedCase c)
    {
        long sum = 0;
        for (int count = 2; count < c.Layer.Inputs.Count; count++)
        {
            sum += new Layer(new Merge(), null, [.. c.Layer.Inputs.Take(count)]).OutputShape.ElementCount.Value;
        }

        return sum;
    }

    private static long Stretched(SavedCase c)
    {
        long times = c.Layer.OutputShape.Sizes.SkipLast(2).Aggregate(1L, (product, size) => product * size.Value);
        return c.Layer.InputShapes.Sum(input => (times * input[^1].Value * input[^2].Value) - input.ElementCount.Value);
    }

    // Separate projections of keys and values from one memory, whose width is not that of the query.
    private static bool CopiesTwice(SavedCase c) => c.Layer.Inputs.Count == 2
        && c.Layer.InputShapes[0].Last != c.Layer.InputShapes[1].Last && c.Layer.InputShapes[1][0] != 1;

    // The output of a tanh in an LSTM, a difference in a GRU, and the last output of a simple cell; stacked sequences; the input of each direction.
    private static long Cells(SavedCase c)
    {
        var layer = (Recurrent)c.Layer.Definition;
        (long steps, long features) = (c.Inputs0[0], c.Inputs0[1]);
        long directions = layer.Direction == RecurrentDirection.Bidirectional ? 2 : 1;
        long hidden = directions * (layer.Projection ?? layer.Units);
        return (layer.Layers * directions * layer.Units * (layer.Cell == RecurrentKind.SimpleRnn ? 1 : steps))
            + ((layer.Layers - 1) * steps * hidden)
            + (directions == 2 && steps > 1 ? steps * features : 0)
            + (layer.Merge == DirectionMerge.Multiply ? hidden * (layer.ReturnSequences ? steps : 1) : 0);
    }

    // Of a layer that is frozen: the output of a tanh in an LSTM, and what a product of both directions multiplies, which is a part of the hidden
    // states.
    private static long FrozenCells(SavedCase c)
    {
        var layer = (Recurrent)c.Layer.Definition;
        long steps = c.Inputs0[0];
        long directions = layer.Direction == RecurrentDirection.Bidirectional ? 2 : 1;
        long hidden = directions * (layer.Projection ?? layer.Units);
        bool isLstm = layer.Cell == RecurrentKind.Lstm;
        return (isLstm ? layer.Layers * directions * layer.Units * steps : 0)
            + (layer.Merge != DirectionMerge.Multiply ? 0 : (hidden * (layer.ReturnSequences ? steps : 1)) - (isLstm ? layer.Layers * steps * hidden : 0));
    }
}
