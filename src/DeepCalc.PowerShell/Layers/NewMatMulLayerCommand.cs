namespace DeepCalc.Commands;

/// <summary>Multiplies the matrices in the last two axes of two inputs.</summary>
/// <remarks>
/// The axes before them are broadcast: an axis that has size 1 or is missing is repeated.
/// </remarks>
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
    /// <summary>Transposes the matrices of the first input.</summary>
    [Parameter]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter TransposeFirst { get; set; }

    /// <summary>Transposes the matrices of the second input.</summary>
    [Parameter]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter TransposeSecond { get; set; }

    private protected override LayerDefinition Define() => new MatrixProduct(TransposeFirst, TransposeSecond);
}
