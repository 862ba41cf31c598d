namespace DeepCalc;

/// <summary>
/// Receptive-field arithmetic on one axis, for a window of effective kernel F′ and stride S. Both directions, from the output backwards and
/// from the input forwards, give the same size on a chain; only the forward direction gives jump and padding.
/// </summary>
public static class ReceptiveFormula
{
    /// <summary>From the output backwards: RFᵢ = (RFᵢ₊₁ − 1)·S + F′. Source: the notes; Araujo et al., equation 1.</summary>
    public static Quantity BackwardSize(Quantity size, Quantity stride, Quantity kernel) =>
        ((size - 1) * stride) + kernel;

    /// <summary>From the input forwards: r′ = r + (F′ − 1)·j. Source: Araujo et al., equation 2.</summary>
    public static Quantity ForwardSize(Quantity size, Quantity kernel, Quantity jump) => size + ((kernel - 1) * jump);

    /// <summary>The distance between neighbouring units, in input units: j′ = j·S. Source: Araujo et al., effective stride.</summary>
    public static Quantity Jump(Quantity jump, Quantity stride) => jump * stride;

    /// <summary>
    /// How far the first unit's field begins before the input: p′ = p + P·j with the padding before the window.
    /// Source: Araujo et al., effective padding.
    /// </summary>
    public static Quantity EffectivePadding(Quantity padding, Quantity before, Quantity jump) =>
        padding + (before * jump);
}
