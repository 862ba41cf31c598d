using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Takes an empty cell of a row for the default of a setting; the engine itself takes it for zero.</summary>
/// <param name="value">The default.</param>
public sealed class EmptyCellAttribute(object? value = null) : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override bool TransformNullOptionalParameters => true;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        Argument.Unwrap(inputData) is null or "" ? value : inputData;
}
