namespace DeepCalc;

/// <summary>How the elements of a view stand in the memory of the input that it is a view of.</summary>
public enum ViewOrder
{
    /// <summary>One after another, as in the input: an identity, another number of axes, a part of the outermost axis.</summary>
    Contiguous,

    /// <summary>One after another under other axes, so that an input whose own elements do not follow each other must be copied: a reshape.</summary>
    Reshaped,

    /// <summary>With gaps, in another order or several times: a slice, a permutation, a repetition.</summary>
    Strided,
}
