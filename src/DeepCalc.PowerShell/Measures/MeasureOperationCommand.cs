using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Counts the multiplications, additions, multiply-adds and floating-point operations of each network.</summary>
/// <remarks>
/// A multiply-add (MAC) is one multiplication with its addition in a contraction: convolution, dense, the gates of a
/// recurrent layer; no bias. Multiplications and additions count a contraction's exactly, bias included. FLOPs are those two
/// and the element-wise, normalisation, activation and pooling operations, by the table in DeepCalc's docs/conventions.md. If a
/// count depends on a size that is not known, it is an error, SizeUnknown.
/// </remarks>
/// <example>
/// <code>New-InputLayer 100,100,3 | New-ConvLayer 10 3 -Stride 2 -Padding 1 | Measure-Operation</code>
/// <para>675,000 multiplications and 675,000 additions.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Measure, "Operation")]
[OutputType(typeof(OperationMeasurement))]
public sealed class MeasureOperationCommand : WorkCommand
{
    /// <inheritdoc/>
    protected override void Answer(Network network) => WriteObject(OperationMeasurement.Of(network, BatchSize));
}
