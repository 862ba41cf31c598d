namespace DeepCalc;

/// <summary>A number of parameters.</summary>
/// <param name="Total">All parameters; with buffers, except in a network whose framework is PyTorch.</param>
/// <param name="Trainable">The parameters that training changes.</param>
/// <param name="Buffers">The elements of buffers, such as running statistics, whether or not they are among the parameters.</param>
/// <param name="Active">The parameters that work on one position: all except those of experts that are not chosen.</param>
public readonly record struct ParameterCount(Quantity Total, Quantity Trainable, Quantity Buffers, Quantity Active)
{
    /// <summary>The parameters that training does not change: frozen ones, and buffers where those are parameters.</summary>
    public Quantity NonTrainable => Total - Trainable;

    /// <summary>The total, or an unknown number where any part is unknown.</summary>
    internal Quantity Whole => Buffers.IsKnown ? Total : Buffers;

    /// <summary>The sum of two.</summary>
    public static ParameterCount operator +(ParameterCount left, ParameterCount right) =>
        new(left.Total + right.Total, left.Trainable + right.Trainable, left.Buffers + right.Buffers, left.Active + right.Active);
}
