namespace DeepCalc;

/// <summary>Where unit o of a resized axis stands, when neighbours are a step apart.</summary>
internal enum ResampledPlace
{
    /// <summary>o·step: the first in the first corner.</summary>
    Corner,

    /// <summary>(o + ½)·step − ½: units and positions are areas.</summary>
    Centre,

    /// <summary>(o + ½)·step.</summary>
    CentreFromCorner,
}
