using DeepCalc.Formats.Pickles;

namespace DeepCalc.Formats.PyTorch;

/// <summary>What a file of PyTorch holds.</summary>
/// <param name="Form">The form of the file: <c>PyTorch, zip</c>.</param>
/// <param name="Root">The saved value.</param>
/// <param name="Objects">The meaning of its calls.</param>
/// <param name="PickleBytes">The length of its pickles.</param>
/// <param name="Calls">What Python would import and call.</param>
internal sealed record TorchFile(string Form, object? Root, TorchObjects Objects, long PickleBytes, PickleCalls Calls)
{
    /// <summary>The constants of a TorchScript archive with their tensors, else null.</summary>
    public (object? Root, TorchObjects Objects)? Constants { get; init; }
}
