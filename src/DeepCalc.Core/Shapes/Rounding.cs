namespace DeepCalc;

/// <summary>How the number of window positions is rounded where the stride does not divide evenly.</summary>
public enum Rounding
{
    /// <summary>Down: a window that does not fit is not counted. Convolution in every framework.</summary>
    Floor,

    /// <summary>Up: a window that fits only in part is counted if it starts inside the input or the padding before it.</summary>
    Ceiling,
}
