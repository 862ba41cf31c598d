using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Multiplies the matrices that the last two axes of two inputs are.</summary>
/// <remarks>Axes before those are stretched where one of them is 1, or missing.</remarks>
/// <example>
/// <code>
/// $q = New-InputLayer 12,197,64 | New-DenseLayer 64
/// $q | New-MatMulLayer -With $q -TransposeSecond | Measure-Layer
/// </code>
/// <para>The scores QKᵀ of 12 heads.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "MatMulLayer")]
[OutputType(typeof(Layer))]
public sealed class NewMatMulLayerCommand : MergeCommand
{
    /// <summary>Turns the matrices of the first input over.</summary>
    [Parameter]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter TransposeFirst { get; set; }

    /// <summary>Turns those of the second over.</summary>
    [Parameter]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter TransposeSecond { get; set; }

    /// <inheritdoc/>
    protected override LayerDefinition Define() => new MatrixProduct(TransposeFirst, TransposeSecond);
}
