namespace DeepCalc.Formats.Pickles;

/// <summary>A reference to something outside the pickle, such as a storage of PyTorch.</summary>
/// <param name="Id">The reference.</param>
internal sealed record PicklePersistent(object? Id);
