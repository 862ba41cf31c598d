using System.Management.Automation;

namespace DeepCalc.Help.Tests.Samples;

/// <summary>Gets a <b>sample</b>.</summary>
/// <remarks>
/// <para>The first
/// paragraph.</para>
/// <para>The second, of <see cref="Colour.Red"/> and <see langword="null"/>.</para>
/// </remarks>
/// <example>
/// <code>
/// Get-Sample |
///     Get-Sample
/// </code>
/// <para>Twice.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "Sample", DefaultParameterSetName = "Two")]
[OutputType(typeof(Colour), typeof(int?))]
public sealed class GetSampleCommand : SampleCommand
{
    /// <summary>The colours.</summary>
    [Parameter(ParameterSetName = "Two")]
    [Alias("C", "Color")]
    [SupportsWildcards]
    public Colour[] Colours { get; set; } = [];

    /// <inheritdoc/>
    [Parameter(Position = 0)]
    public override long? Count { get; set; } = 4;

    /// <summary>The one colour.</summary>
    [Parameter]
    public Colour Colour { get; set; } = Colour.Green;
}
