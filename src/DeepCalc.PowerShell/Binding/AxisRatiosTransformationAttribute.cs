namespace DeepCalc.Commands;

/// <summary>Lets a scale be typed <c>2</c>, <c>1.5</c>, <c>'3/2'</c>, <c>2,1.5</c> or <c>'2x3/2'</c>. An empty cell of a row is no value.</summary>
public sealed class AxisRatiosTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Argument.Unwrap(inputData) switch
    {
        null or "" => null,
        AxisRatios values => values,
        object[] items => AxisRatios.Parse(string.Join(',', items.Select(Argument.Text))),
        var item => AxisRatios.Parse(Argument.Text(item)),
    };
}
