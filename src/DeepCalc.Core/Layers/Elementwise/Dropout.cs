namespace DeepCalc;

/// <summary>Dropout: a fraction of the elements is set to zero in training, and nothing happens in inference.</summary>
/// <param name="Rate">The fraction, from 0 to 1.</param>
public sealed record Dropout(double Rate) : SameShapeDefinition
{
    public override string Describe() => SettingText.Number(Rate);

    public override void Validate() => DeepCalcException.ThrowIf(
        Rate is not (>= 0 and <= 1), ErrorCode.InvalidSize, $"the rate must be from 0 to 1; given {SettingText.Number(Rate)}.");

    /// <summary>The input in inference; kept is a mask of one Boolean an element.</summary>
    public override Storage Storage(ReadOnlySpan<TensorShape> inputs, TensorShape output, Working? working = null) => Rate == 0 ? new() { ViewOf = 0 } : new()
    {
        ViewOf = 0,
        IsViewInInferenceOnly = true,
        Overwrites = [0],
        Held = Rate == 1 ? [] : [new Held("mask", 0, working.Record("Mask", "e", working.ProductOf(output), Sources.Definition), ElementType.Boolean)],
    };
}
