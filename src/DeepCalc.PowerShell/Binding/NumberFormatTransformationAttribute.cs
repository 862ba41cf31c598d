namespace DeepCalc.Commands;

/// <summary>Lets a number format be typed by its name, such as <c>float16</c> or <c>q4_K</c>. An empty cell of a row is no value.</summary>
public sealed class NumberFormatTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Argument.Unwrap(inputData) switch
    {
        null or "" => null,
        NumberFormat format => format,
        var item => NumberFormat.Parse(Argument.Text(item)),
    };
}
