using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Says of what is given in a layer's place, and is none, how to get one; layers pass as they are.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LayerTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly string CopyOfLayer = $"Deserialized.{typeof(Layer).FullName}";

    /// <summary>Whether several layers can be given.</summary>
    public bool TakesSeveral { get; init; }

    /// <summary>Whether a text is for another parameter of the same place.</summary>
    public bool LeavesText { get; init; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData switch
    {
        Layer or null => inputData,
        PSObject { BaseObject: Layer } => inputData,
        PSObject wrapper when wrapper.TypeNames.Contains(CopyOfLayer) => throw new DeepCalcException(
            ErrorCode.InvalidSetting,
            "This is a copy of a layer's properties, as a job, a remote session or Import-Clixml gives it, and not a layer; "
            + "measure the network where it was made and hand on the rows, or make it anew here from its script or file."),
        string text when !LeavesText => throw new DeepCalcException(
            ErrorCode.InvalidSetting,
            $"'{text}' is a text, and a layer is given by the variable that holds it: $x = New-InputLayer 32,32,3 | New-ConvLayer 8 3; a network in a file comes from Import-Network."),
        object[] and [var single] when !TakesSeveral => Transform(engineIntrinsics, single),
        object[] items when !TakesSeveral && Array.TrueForAll(items, item => Argument.Unwrap(item) is Layer) => throw new DeepCalcException(
            ErrorCode.InvalidSetting, $"These are {items.Length} layers, and one is taken here; pipe them in, and there is an answer for each."),
        object[] items => Array.ConvertAll(items, item => Transform(engineIntrinsics, item)),
        _ => inputData,
    };
}
