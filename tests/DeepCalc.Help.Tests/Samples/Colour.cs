namespace DeepCalc.Help.Tests.Samples;

/// <summary>A colour.</summary>
public enum Colour
{
    /// <summary>Like <c>#f00</c>.</summary>
    Red,

    /// <summary>Like <c>#0f0</c>.</summary>
    Green,
}
