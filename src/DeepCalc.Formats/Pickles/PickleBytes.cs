namespace DeepCalc.Formats.Pickles;

/// <summary>Bytes, which are skipped.</summary>
/// <param name="Length">Their number.</param>
internal sealed record PickleBytes(long Length);
