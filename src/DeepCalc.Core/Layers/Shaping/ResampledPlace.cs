namespace DeepCalc;

/// <summary>The place of unit o of a resized axis on the input axis, where neighbouring units are a step apart.</summary>
public enum ResampledPlace
{
    /// <summary>o·step: the first unit is in the first corner.</summary>
    Corner,

    /// <summary>(o + ½)·step − ½: units and positions are areas.</summary>
    Centre,

    /// <summary>The same, but a single unit is at the first position.</summary>
    CentreOrFirst,

    /// <summary>(o + ½)·step.</summary>
    CentreFromCorner,

    /// <summary>It depends on numbers that are computed, as for a crop, or on both ends of the axis.</summary>
    Unknown,
}
