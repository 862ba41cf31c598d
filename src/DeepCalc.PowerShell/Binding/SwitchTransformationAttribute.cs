using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>
/// Lets a switch come from a row of text: <c>True</c>, <c>False</c>, or an empty cell for not set. The engine itself
/// takes every text for not set, and no text for set.
/// </summary>
public sealed class SwitchTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override bool TransformNullOptionalParameters => true;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Argument.Unwrap(inputData) switch
    {
        null or "" => new SwitchParameter(false),
        SwitchParameter value => value,
        bool value => new SwitchParameter(value),
        var other => bool.TryParse(Argument.Text(other), out bool value)
            ? new SwitchParameter(value)
            : throw new DeepCalcException(ErrorCode.InvalidSetting, $"'{other}' is not True or False, nor empty for False."),
    };
}
