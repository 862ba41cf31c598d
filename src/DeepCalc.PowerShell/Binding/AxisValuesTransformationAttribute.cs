namespace DeepCalc.Commands;

/// <summary>Lets a kernel, stride or dilation be typed <c>3</c>, <c>3,5</c> or <c>'3x5'</c>. An empty cell of a row is no value.</summary>
public sealed class AxisValuesTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Argument.Unwrap(inputData) switch
    {
        null or "" => null,
        AxisValues values => values,

        // A row that PowerShell tries by value first; it binds the properties next.
        PSCustomObject => inputData,
        int value => (AxisValues)value,
        long value => (AxisValues)value,
        object[] items => AxisValues.Parse(string.Join(',', items.Select(Argument.Text))),
        var item => AxisValues.Parse(Argument.Text(item)),
    };
}
