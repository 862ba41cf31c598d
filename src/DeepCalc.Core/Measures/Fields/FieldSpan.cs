namespace DeepCalc;

/// <summary>An interval of positions: <see cref="Size"/> of them, of which the first lies <see cref="Padding"/> before position 0.</summary>
internal readonly record struct FieldSpan(Quantity Padding, Quantity Size)
{
    public Quantity Start => 0 - Padding;

    public Quantity End => Size - Padding;

    public bool IsEmpty => Size == 0;

    /// <summary>Twice the centre, which need not be a whole position.</summary>
    public Quantity Centre2 => Size - 1 - (2 * Padding);

    /// <summary>The centre; null of an interval that is empty, or while its place is not known.</summary>
    public double? Centre => !IsEmpty && Size.KnownValue is { } size && Padding.KnownValue is { } padding ? ((size - 1) / 2.0) - padding : null;

    public FieldSpan MovedBy(Quantity positions) => new(Padding - positions, Size);

    /// <summary>The smallest interval that holds both.</summary>
    public FieldSpan Union(in FieldSpan other)
    {
        if (IsEmpty)
        {
            return other;
        }

        if (other.IsEmpty)
        {
            return this;
        }

        Quantity padding = Quantity.Max(Padding, other.Padding);
        return new FieldSpan(padding, Quantity.Max(End, other.End) + padding);
    }
}
