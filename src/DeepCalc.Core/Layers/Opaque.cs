namespace DeepCalc;

/// <summary>
/// A layer that is known only by its numbers, such as a private operator. They are taken as given. What is not given is unknown, never 0.
/// </summary>
/// <param name="Output">The shape of its output for one sample, whatever its inputs.</param>
/// <param name="Parameters">The number of its parameters, or null for an unknown number.</param>
/// <param name="Macs">The multiply-adds for one sample, or null for unknown work.</param>
public sealed record Opaque(TensorShape Output, long? Parameters = null, long? Macs = null) : LayerDefinition
{
    /// <summary>All floating-point operations for one sample; null for two for each multiply-add.</summary>
    public long? Flops { get; init; }

    /// <summary>The bytes of its weights; null for those of the network's type.</summary>
    public long? Bytes { get; init; }

    public override string Describe() => SettingText.Join(
        "as given",
        Output.ToString(),
        Parameters is { } parameters ? FormattableString.Invariant($"{parameters} parameters") : "unknown parameters",
        Macs is { } macs ? FormattableString.Invariant($"{macs} MACs") : "unknown work",
        Flops is { } flops ? FormattableString.Invariant($"{flops} FLOPs") : null,
        Bytes is { } bytes ? FormattableString.Invariant($"{bytes} bytes of weights") : null);

    public override int MostInputs => int.MaxValue;

    public override void Validate()
    {
        DeepCalcException.ThrowIf(
            Output.Rank == 0 || Output.Sizes.Any(size => size.KnownValue < 1), ErrorCode.InvalidSize,
            $"the output shape of an opaque layer needs at least one size, and each must be at least 1; given {Output}.");
        Require("the number of parameters", Parameters ?? 0, 0);
        Require("the number of multiply-adds", Macs ?? 0, 0);
        Require("the number of bytes", Bytes ?? 0, 0);
        DeepCalcException.ThrowIf(
            Parameters == 0 && Bytes > 0, ErrorCode.InvalidSetting,
            $"{Bytes} bytes are given for the weights of an opaque layer without parameters; give their number, or leave it out where it is unknown.");
        DeepCalcException.ThrowIf(
            Flops is not null && Macs is null, ErrorCode.InvalidSetting,
            "the floating-point operations of an opaque layer are given without its multiply-adds; give both.");
        DeepCalcException.ThrowIf(
            Flops is { } flops && flops / 2 < Macs, ErrorCode.InvalidSetting,
            $"{Flops} floating-point operations are less than two for each of {Macs} multiply-adds.");
    }

    /// <summary>The given shape, in the layout of the first input.</summary>
    public override TensorShape OutputShape(ReadOnlySpan<TensorShape> inputs, Working? working = null) => new(inputs[0].Layout, [.. Output.Sizes]);

    /// <summary>The given number.</summary>
    public override IReadOnlyList<Weight> Weights(ReadOnlySpan<TensorShape> inputs, Working? working = null)
    {
        if (Parameters == 0)
        {
            return [];
        }

        var weights = new Weight("weights", new TensorShape(Parameters is { } parameters ? working.Let("p", parameters, "parameters as given") : Quantity.Unknown("parameters of an opaque layer")));
        return [Bytes is null ? weights : weights with { StoredBytes = Bytes }];
    }

    /// <summary>The given multiply-adds, with two operations each; further operations as given.</summary>
    public override Work Work(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null)
    {
        if (Macs is not { } macs)
        {
            return DeepCalc.Work.Unknown("an opaque layer");
        }

        Quantity given = working.Record("Multiply-adds, as given", "MACs", macs, Sources.Definition);
        return new Work(given, given, given, Flops is { } flops ? flops - (2 * macs) : 0);
    }

    /// <summary>A tensor of its own, and nothing besides; what the backward pass needs is unknown.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) =>
        new() { KeepsInputs = All(inputs), IsKeptUnknown = true };

    public override AxisView View(int input, int axis, ReadOnlySpan<TensorShape> inputs, TensorShape output) => AxisView.Unknown(-1);
}
