namespace DeepCalc;

/// <summary>A class or function that Python would import to load a checkpoint. DeepCalc imports and calls nothing.</summary>
/// <param name="Function">Its full name: <c>posix.system</c>; null for something that only the running Python can resolve.</param>
/// <param name="Call">The first call as Python would write it, shortened: <c>posix.system('ls')</c>; the name where it is only imported.</param>
/// <param name="Calls">The number of calls.</param>
/// <param name="IsAllowed">Whether it is in the list of <c>torch.load(weights_only=True)</c>.</param>
public sealed record CheckpointCall(string? Function, string Call, long Calls, bool IsAllowed);
