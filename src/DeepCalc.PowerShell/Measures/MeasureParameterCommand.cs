namespace DeepCalc.Commands;

/// <summary>Counts the parameters of each network, or lists its weights.</summary>
/// <remarks>
/// <para>
/// Parameters includes buffers, such as running statistics, except with the framework PyTorch. The column Buffers has them in any case.
/// </para>
/// <para>
/// A count that depends on an open size of the input is empty, and the column with Formula after its name has the formula. A count that is
/// unknown for another reason is an error, SizeUnknown; Measure-Layer and Measure-Network give the counts that are known.
/// </para>
/// <para>
/// The weights of an imported file have the element type and the bytes in which the file stores them. Bytes is the sum over all stored
/// weights, also those that are no parameters. It is empty where the file does not say the type of every weight.
/// </para>
/// <para>
/// To count by type, give the rows of -PerWeight to Group-Object Type.
/// </para>
/// </remarks>
/// <example>
/// <code>New-InputLayer 28,28,1 | New-ConvLayer 32 3 | New-FlattenLayer | New-DenseLayer 10 | Measure-Parameter</code>
/// <para>All parameters, with the trainable ones and the others apart.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 28,28,1 | New-ConvLayer 32 3 | New-BatchNormalizationLayer | Measure-Parameter -PerWeight</code>
/// <para>Each weight tensor with its shape.</para>
/// </example>
/// <example>
/// <code>Import-Network examples/models/*.onnx, examples/models/*.gguf | Measure-Parameter</code>
/// <para>The parameters of files, and the bytes of their weights.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Measure, "Parameter", DefaultParameterSetName = "Total")]
[OutputType(typeof(ParameterMeasurement), ParameterSetName = ["Total"])]
[OutputType(typeof(WeightMeasurement), ParameterSetName = ["PerWeight"])]
public sealed class MeasureParameterCommand : NetworkCommand
{
    /// <summary>Lists every weight tensor with its shape, a row each.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "PerWeight")]
    public SwitchParameter PerWeight { get; set; }

    private protected override void Answer(Network network)
    {
        if (PerWeight)
        {
            this.WriteEach(WeightMeasurement.Of(network));
        }
        else
        {
            WriteObject(ParameterMeasurement.Of(network));
        }
    }
}
