namespace DeepCalc.Formulas;

/// <summary>The most phases of a view, the period after which the windows of units repeat. Beyond them, a view is unknown.</summary>
internal static class Phases
{
    /// <summary>For fields, whose unions are computed phase by phase, and for windows whose phases follow from a stride.</summary>
    public const long Most = 1 << 16;

    /// <summary>
    /// For layers whose phases are an accident of their settings, such as a scale of 1.23457 or a shift: each would make every later view as
    /// long.
    /// </summary>
    public const long MostOfMove = 4096;
}
