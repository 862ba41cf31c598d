namespace DeepCalc.Formats.Hdf5;

/// <summary>A message of an object header.</summary>
/// <param name="Type">The kind of message.</param>
/// <param name="IsShared">Whether its data are stored elsewhere.</param>
/// <param name="Data">Its data.</param>
internal readonly record struct Hdf5Message(int Type, bool IsShared, byte[] Data);
