namespace DeepCalc.Layers.Shaping;

/// <summary>The place of unit o of a resized axis on the input axis, where neighbouring units are a step apart.</summary>
internal enum ResampledPlace
{
    /// <summary>o·step: the first unit is in the first corner.</summary>
    Corner,

    /// <summary>(o + ½)·step − ½: units and positions are areas.</summary>
    Centre,

    /// <summary>(o + ½)·step.</summary>
    CentreFromCorner,
}
