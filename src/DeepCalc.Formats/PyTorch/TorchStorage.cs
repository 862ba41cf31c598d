namespace DeepCalc.Formats.PyTorch;

/// <summary>A piece of memory in a file, in which tensors lie.</summary>
/// <param name="key">Its name in the file.</param>
/// <param name="elements">The number of its elements.</param>
/// <param name="bytes">Its size in bytes.</param>
/// <param name="isStored">Whether the file holds it; a tensor of the device meta has no values.</param>
internal sealed class TorchStorage(string key, long elements, long bytes, bool isStored)
{
    public string Key => key;

    public long Elements => elements;

    public long Bytes => bytes;

    public bool IsStored => isStored;
}
