namespace DeepCalc.Formats.Checkpoints;

/// <summary>The weights that a quantiser packed into a tensor of other numbers.</summary>
/// <param name="Format">The name of the format: <c>GPTQ int4</c>.</param>
/// <param name="Sizes">The shape of the weights, or null where it is unknown.</param>
/// <param name="Why">Why it is unknown, or null.</param>
internal sealed record Packing(string Format, long[]? Sizes, string? Why = null)
{
    public static Packing Unknown(string format, string why) => new(format, null, why);
}
