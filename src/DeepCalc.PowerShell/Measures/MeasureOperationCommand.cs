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
/// A count that depends on an open size of the input is empty, and the column with Formula after its name has the formula:
/// 18432·T² + 123532032·T. -Size gives open sizes numbers. A count that is unknown for another reason is an error, SizeUnknown;
/// Measure-Network gives a lower bound instead.
/// </para>
/// </remarks>
/// <example>
/// <code>Import-Network examples/models/gpt2/config.json | Measure-Operation -Past 1023</code>
/// <para>The work of the token after 1,023 others.</para>
/// </example>
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
