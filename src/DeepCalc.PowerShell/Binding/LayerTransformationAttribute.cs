namespace DeepCalc.Commands;

/// <summary>Refuses an argument that is not a layer, with an error that says how to get one. Layers pass unchanged.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LayerTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly string CopyOfLayer = $"Deserialized.{typeof(Layer).FullName}";

    /// <summary>Whether the parameter takes several layers.</summary>
    public bool TakesSeveral { get; init; }

    /// <summary>Whether to pass a text on, so that it can bind to another parameter at the same position.</summary>
    public bool LeavesText { get; init; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData switch
    {
        Layer or null => inputData,
        PSObject { BaseObject: Layer } => inputData,
        PSObject wrapper when wrapper.TypeNames.Contains(CopyOfLayer) => throw new DeepCalcException(
            ErrorCode.InvalidSetting,
            "This is a copy of a layer's properties, from a job, a remote session or Import-Clixml, not a layer. "
            + "Measure the network where it was made and pass on the rows, or build it again here from its script or file."),
        string text when !LeavesText => throw new DeepCalcException(
            ErrorCode.InvalidSetting,
            $"'{text}' is a text, not a layer. Give a variable that holds a layer: $x = New-InputLayer 32,32,3 | New-ConvLayer 8 3. For a network in a file, use Import-Network."),
        object[] and [var single] when !TakesSeveral => Transform(engineIntrinsics, single),
        object[] items when !TakesSeveral && Array.TrueForAll(items, item => Argument.Unwrap(item) is Layer) => throw new DeepCalcException(
            ErrorCode.InvalidSetting, $"These are {items.Length} layers, but only one is allowed here. Pipe them in to get an answer for each."),
        object[] items => Array.ConvertAll(items, item => Transform(engineIntrinsics, item)),
        _ => inputData,
    };
}
