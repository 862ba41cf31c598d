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

    /// <summary>As Centre, about the middle of the axis before the size was rounded (ONNX's half_pixel_symmetric). Its view is not followed.</summary>
    CentreOfMiddle,

    /// <summary>Between two places that are computed, the ends of a crop (ONNX's tf_crop_and_resize). Its view is unknown.</summary>
    Crop,
}
