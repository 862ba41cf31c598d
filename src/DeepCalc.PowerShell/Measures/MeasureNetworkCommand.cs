namespace DeepCalc.Commands;

/// <summary>Measures each network: one row with shapes, parameters, operations and receptive field.</summary>
/// <remarks>
/// <para>
/// The row is flat, so it goes into Sort-Object, Where-Object, Export-Csv and ConvertTo-Json.
/// </para>
/// <para>
/// A count that depends on open sizes is empty, and the column with Formula after its name has the formula; -Size gives open sizes numbers.
/// </para>
/// <para>
/// A count that leaves out layers, because another size is unknown or a layer is unsupported, is a lower bound. IsLowerBound says so,
/// Coverage says how many layers are counted, and UncountedParameters and UncountedOperations name the others.
/// </para>
/// <para>
/// Assumed names the open batch axis of a file, which is counted as -BatchSize. DeepCalc finds that axis by its use in the network, not
/// by its name. After it, Assumed lists the unknown sizes that branches need to be equal.
/// </para>
/// <para>
/// Parameters follows the network's framework: buffers, such as running statistics, are included, except with PyTorch. The column
/// Buffers has them in any case.
/// </para>
/// <para>
/// ReceptiveField, Jump, Start and EffectivePadding are the values of the axis where they are largest. ReceptiveFieldPerAxis,
/// JumpPerAxis and the like have all axes.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// 16, 32, 64 | ForEach-Object { New-InputLayer 32,32,3 -Network "width $_" | New-ConvLayer $_ 3 } |
///     New-PoolLayer -Global | New-DenseLayer 10 | Measure-Network
/// </code>
/// <para>Three networks of different width, one row each.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Measure, "Network")]
[OutputType(typeof(NetworkMeasurement))]
public sealed class MeasureNetworkCommand : WorkCommand
{
    private protected override void Answer(Network network) => WriteObject(NetworkMeasurement.Of(network, BatchSize));
}
