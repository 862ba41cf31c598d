namespace DeepCalc.Measures.Fields;

/// <summary>An interval of <see cref="Size"/> positions, the first of which is <see cref="Padding"/> positions before position 0.</summary>
internal readonly record struct FieldSpan(Quantity Padding, Quantity Size)
{
    public Quantity Start => 0 - Padding;

    public Quantity End => Size - Padding;

    public bool IsEmpty => Size == 0;

    /// <summary>Twice the centre, which can lie between two positions.</summary>
    public Quantity Centre2 => TwiceCentre(null);

    /// <summary>The centre; null for an empty interval or an unknown place.</summary>
    public double? Centre => IsEmpty ? null : Centre2.KnownValue / 2.0;

    /// <summary>Twice the centre. The working records the centre as the start: (r′ − 1 − 2p′)/2.</summary>
    public Quantity TwiceCentre(Working? working) => working.RecordHalf(
        "Centre of the first unit's field",
        "start",
        working.Let("r′", Size, "field size") - 1 - (2 * working.Let("p′", Padding, "effective padding")),
        Sources.ReceptiveField);

    public FieldSpan MovedBy(Quantity positions) => new(Padding - positions, Size);

    /// <summary>The smallest interval that contains both.</summary>
    public FieldSpan Union(in FieldSpan other, Working? working = null)
    {
        if (IsEmpty)
        {
            return other;
        }

        if (other.IsEmpty)
        {
            return this;
        }

        Quantity first = working.Let("p₁", Padding, "effective padding of the first branch");
        Quantity second = working.Let("p₂", other.Padding, "effective padding of the second branch");
        Quantity padding = working.Record("Effective padding of both branches", "p′", Quantity.Max(first, second), Sources.ReceptiveField);
        Quantity end = Quantity.Max(
            working.Let("r₁", Size, "field size of the first branch") - first,
            working.Let("r₂", other.Size, "field size of the second branch") - second);
        return new FieldSpan(
            padding, working.Record("Field size of both branches", "r′", end + working.Let("p′", padding), Sources.ReceptiveField));
    }
}
