namespace DeepCalc;

/// <summary>The positions of a first axis on which a layer works separately, with the same weights.</summary>
public enum Apart
{
    /// <summary>None: the layer describes all axes.</summary>
    Nothing,

    /// <summary>The samples of a batch.</summary>
    Samples,

    /// <summary>The steps of a sequence: TimeDistributed in Keras.</summary>
    Steps,
}
