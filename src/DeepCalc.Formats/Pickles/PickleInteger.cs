namespace DeepCalc.Formats.Pickles;

/// <summary>An integer that does not fit in 64 bits.</summary>
/// <param name="Bytes">Its first bytes, the least significant first.</param>
internal sealed record PickleInteger(byte[] Bytes);
