namespace DeepCalc.Formats.Pickles;

/// <summary>A text that is too long to be kept.</summary>
/// <param name="Beginning">Its beginning.</param>
/// <param name="Length">The number of its bytes in the file.</param>
internal sealed record PickleLongText(string Beginning, long Length);
