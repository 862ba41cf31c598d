using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Adds a long short-term memory layer.</summary>
/// <remarks>
/// The input has two axes, steps and features. The parameters are (in + h)·4u + 4u, with h the projection size if
/// there is one and u otherwise; a projection adds u·p. PyTorch keeps two bias vectors, 8u in all.
/// </remarks>
/// <example>
/// <code>New-InputLayer T,64 | New-LstmLayer 128 -ReturnSequences | New-LstmLayer 128 | Measure-Parameter</code>
/// <para>Two layers on sequences of any length T: parameters do not depend on it.</para>
/// </example>
/// <example>
/// <code>New-InputLayer 50,256 | New-LstmLayer 512 -Projection 128 -BiasVectors 2 | Measure-Parameter -PerWeight</code>
/// <para>The weights of PyTorch's LSTM with a projection.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "LstmLayer", DefaultParameterSetName = OnLayer)]
[OutputType(typeof(Layer))]
public sealed class NewLstmLayerCommand : LayerCommand
{
    /// <summary>The number of cells.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = OnLayer)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long), IsNeeded = true)]
    public long Units { get; set; }

    /// <summary>The size that the hidden state is projected to; smaller than the number of cells.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(long))]
    public long? Projection { get; set; }

    /// <summary>Puts out every step, not only the last.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(SwitchParameter))]
    public SwitchParameter ReturnSequences { get; set; }

    /// <summary>The bias vectors of each gate: 1 as in Keras (the default), 2 as in PyTorch, 0 for none.</summary>
    [Parameter(ParameterSetName = OnLayer)]
    [Parameter(ParameterSetName = FromRow, ValueFromPipelineByPropertyName = true)]
    [Setting(typeof(int), Default = 1)]
    public int BiasVectors { get; set; } = 1;

    /// <inheritdoc/>
    protected override LayerDefinition Define() => new Lstm(Units, Projection, ReturnSequences, BiasVectors);
}
