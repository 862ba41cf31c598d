namespace DeepCalc.Commands;

/// <summary>
/// Lets a padding be typed <c>Same</c>, <c>Valid</c>, <c>1</c>, <c>1,2</c>, <c>'0:1'</c>, or as pairs of numbers
/// before and after each axis: <c>(0,1),(2,3)</c>. An empty cell of a row is no value.
/// </summary>
public sealed class PaddingTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Argument.Unwrap(inputData) switch
    {
        null or "" => null,
        Padding padding => padding,
        int value => Padding.Of(value),
        long value => Padding.Of(value),
        object[] items => Padding.Parse(string.Join(',', items.Select(Axis))),
        var item => Padding.Parse(Argument.Text(item)),
    };

    private static string Axis(object? item) => Argument.Unwrap(item) is object[] pair
        ? string.Join(':', pair.Select(Argument.Text))
        : Argument.Text(item);
}
