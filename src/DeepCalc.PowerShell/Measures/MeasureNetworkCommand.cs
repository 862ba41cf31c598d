using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Measures each network: shapes, parameters, operations and receptive field in one row a network.</summary>
/// <remarks>
/// The row is flat: it goes into Sort-Object, Export-Csv and ConvertTo-Json. A count that leaves out layers because a
/// size is not known is a lower bound: IsLowerBound says so, Coverage tells how many layers are counted, and UncountedParameters and
/// UncountedOperations name the others. Assumed names the open batch axis of a file that is counted as -BatchSize, which is found by how the network uses it. ReceptiveField, Jump, Start and EffectivePadding are those
/// of the axis where they are largest; ReceptiveFieldPerAxis and its kin have all axes. Parameters is the count of the network's framework:
/// buffers such as running statistics are among them, except in PyTorch; Buffers has them in any case.
/// </remarks>
/// <example>
/// <code>
/// 16, 32, 64 | ForEach-Object { New-InputLayer 32,32,3 -Network "width $_" | New-ConvLayer $_ 3 } |
///     New-PoolLayer -Global | New-DenseLayer 10 | Measure-Network
/// </code>
/// <para>Three networks, one row each.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Measure, "Network")]
[OutputType(typeof(NetworkMeasurement))]
public sealed class MeasureNetworkCommand : WorkCommand
{
    /// <inheritdoc/>
    protected override void Answer(Network network) => WriteObject(NetworkMeasurement.Of(network, BatchSize));
}
