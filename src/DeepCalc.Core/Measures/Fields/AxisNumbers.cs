namespace DeepCalc;

/// <summary>A number of each axis of a receptive field.</summary>
/// <param name="PerAxis">All of them in one word: <c>11x7</c>; null where no axis has the number.</param>
/// <param name="Largest">The largest; null where no axis has the number, or where that of one depends on an unknown size.</param>
internal readonly record struct AxisNumbers<T>(string? PerAxis, T? Largest)
    where T : struct;
