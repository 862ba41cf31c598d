namespace DeepCalc;

/// <summary>A network that a layer runs: a branch of a choice, or the body of a loop.</summary>
/// <param name="Name">Its name among the bodies of the layer: <c>then_branch</c>.</param>
/// <param name="Network">The network.</param>
/// <param name="Runs">How often the layer runs it; unknown for a branch of which nobody knows whether it is taken.</param>
public sealed record LayerBody(string Name, Network Network, Quantity Runs);
