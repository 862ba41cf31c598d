namespace DeepCalc.Commands;

/// <summary>Counts the multiplications, additions, multiply-adds and floating-point operations of each network.</summary>
/// <remarks>
/// <para>
/// A multiply-add (MAC) is one multiplication with its addition in a contraction: a convolution, a matrix product, the gates of a
/// recurrent layer. Biases are no multiply-adds.
/// </para>
/// <para>
/// Multiplications and Additions are the exact counts of the contractions, biases included. Flops is their sum plus the operations of
/// element-wise layers, normalisations, activation functions and poolings, by the table in docs/conventions.md.
/// </para>
/// <para>
/// A count that depends on an unknown size is an error, SizeUnknown. Measure-Network gives a lower bound instead.
/// </para>
/// </remarks>
/// <example>
/// <code>New-InputLayer 100,100,3 | New-ConvLayer 10 3 -Stride 2 -Padding 1 | Measure-Operation</code>
/// <para>One convolution: 675,000 multiplications and 675,000 additions.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Measure, "Operation")]
[OutputType(typeof(OperationMeasurement))]
public sealed class MeasureOperationCommand : WorkCommand
{
    private protected override void Answer(Network network) => WriteObject(OperationMeasurement.Of(network, BatchSize));
}
