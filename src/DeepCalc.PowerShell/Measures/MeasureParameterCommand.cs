using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Counts the parameters of each network, or lists its weights.</summary>
/// <remarks>
/// Buffers, such as running statistics, count as parameters, except in a network whose framework is PyTorch; the column Buffers has them
/// in any case. If a count depends on a size that is not known,
/// it is an error, SizeUnknown; Measure-Layer and Measure-Network tell the rest. The weights of an imported file have the type and
/// the bytes that they are stored in. Bytes is the sum over all weights, those that are no parameters included, and empty where
/// a file does not tell that of each. Group-Object Type makes groups of the rows of -PerWeight by the type.
/// </remarks>
/// <example>
/// <code>New-InputLayer 28,28,1 | New-ConvLayer 32 3 | New-FlattenLayer | New-DenseLayer 10 | Measure-Parameter</code>
/// <para>All parameters, trainable and not.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 28,28,1 | New-ConvLayer 32 3 | New-BatchNormalizationLayer | Measure-Parameter -PerWeight</code>
/// <para>Each weight tensor with its shape.</para>
/// </example>
/// <example>
/// <code>Import-Network examples/models/*.onnx, examples/models/*.gguf | Measure-Parameter</code>
/// <para>The parameters of files, and the bytes that their weights take.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Measure, "Parameter", DefaultParameterSetName = "Total")]
[OutputType(typeof(ParameterMeasurement), ParameterSetName = ["Total"])]
[OutputType(typeof(WeightMeasurement), ParameterSetName = ["PerWeight"])]
public sealed class MeasureParameterCommand : NetworkCommand
{
    /// <summary>Lists every weight tensor with its shape.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "PerWeight")]
    public SwitchParameter PerWeight { get; set; }

    /// <inheritdoc/>
    protected override void Answer(Network network)
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
