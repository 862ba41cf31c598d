namespace DeepCalc;

/// <summary>A number of parameters.</summary>
/// <param name="Trainable">Those that training changes.</param>
/// <param name="NonTrainable">Those that it does not, such as running statistics.</param>
/// <param name="Active">Those that work on one position: all but the experts that are not chosen.</param>
public readonly record struct ParameterCount(Quantity Trainable, Quantity NonTrainable, Quantity Active)
{
    /// <summary>All of them.</summary>
    public Quantity Total => Trainable + NonTrainable;

    /// <summary>The sum of two.</summary>
    public static ParameterCount operator +(ParameterCount left, ParameterCount right) =>
        new(left.Trainable + right.Trainable, left.NonTrainable + right.NonTrainable, left.Active + right.Active);
}
