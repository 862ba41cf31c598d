namespace DeepCalc;

/// <summary>The place of the channel axis in a shape.</summary>
public enum Layout
{
    /// <summary>Last, as in Keras: <c>224x224x3</c>.</summary>
    ChannelsLast,

    /// <summary>First, as in PyTorch: <c>3x224x224</c>.</summary>
    ChannelsFirst,
}
