namespace DeepCalc.Measures.Fields;

/// <summary>One number for each axis of a receptive field.</summary>
/// <param name="PerAxis">The numbers of all axes: <c>11x7</c>; null where no axis has the number.</param>
/// <param name="Largest">
/// The largest; null where no axis has the number, or where the number of any axis depends on an unknown size.
/// </param>
internal readonly record struct AxisNumbers<T>(string? PerAxis, T? Largest)
    where T : struct;
