namespace DeepCalc;

/// <summary>A message of an object header.</summary>
/// <param name="Type">What it is about.</param>
/// <param name="IsShared">Whether it stands elsewhere.</param>
/// <param name="Data">What it says.</param>
internal readonly record struct Hdf5Message(int Type, bool IsShared, byte[] Data);
