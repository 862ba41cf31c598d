namespace DeepCalc.Networks;

/// <summary>
/// The given names of a layer and of all layers before it: a trie over the hashes of the names. It is immutable, and sets made from
/// one another share their parts; so adding a layer, or uniting two branches, costs only the new parts and not the depth of the network.
/// </summary>
/// <param name="layers">The layers whose names have the same hash.</param>
/// <param name="hash">That hash.</param>
/// <param name="parts">In place of layers, the parts by the next bits of the hash.</param>
internal sealed class GivenNames(Layer[] layers, int hash, GivenNames?[]? parts)
{
    private const int Bits = 4;
    private const int Ways = 1 << Bits;

    private static readonly GivenNames None = new([], 0, null);

    private readonly Layer[] _layers = layers;
    private readonly int _hash = hash;
    private readonly GivenNames?[]? _parts = parts;

    private bool IsEmpty => _layers.Length == 0 && _parts is null;

    /// <summary>The given names of a layer and of all layers before it. The result is kept with the layers.</summary>
    /// <exception cref="DeepCalcException">Two layers have the same given name.</exception>
    public static GivenNames Of(Layer layer)
    {
        if (layer.KnownNames is { } known)
        {
            return known;
        }

        var open = new Stack<Layer>([layer]);
        while (open.TryPeek(out Layer? next))
        {
            bool isReady = true;
            foreach (Layer before in Before(next))
            {
                if (before.KnownNames is null)
                {
                    open.Push(before);
                    isReady = false;
                }
            }

            if (isReady)
            {
                open.Pop();
                next.KnownNames ??= Make(next);
            }
        }

        return layer.KnownNames!;
    }

    private static GivenNames Make(Layer layer)
    {
        GivenNames names = None;
        foreach (Layer before in Before(layer))
        {
            names = Union(names, before.KnownNames!, 0);
        }

        return layer.Name is { } name
            ? Union(names, new GivenNames([layer], StringComparer.OrdinalIgnoreCase.GetHashCode(name), null), 0)
            : names;
    }

    // A further output also knows the name of its layer.
    private static ReadOnlySpan<Layer> Before(Layer layer) => layer.IsFurther ? new Layer[] { layer.OutputOf } : layer.InputSpan;

    private static GivenNames Union(GivenNames one, GivenNames other, int shift)
    {
        if (ReferenceEquals(one, other) || other.IsEmpty)
        {
            return one;
        }

        if (one.IsEmpty)
        {
            return other;
        }

        if (one._parts is null && other._parts is null && one._hash == other._hash)
        {
            return new GivenNames(OfOneHash(one._layers, other._layers), one._hash, null);
        }

        var parts = new GivenNames?[Ways];
        bool isSame = one._parts is not null;
        for (int i = 0; i < Ways; i++)
        {
            GivenNames? part = one.Part(i, shift);
            parts[i] = part is null ? other.Part(i, shift)
                : other.Part(i, shift) is { } more ? Union(part, more, shift + Bits)
                : part;
            isSame &= ReferenceEquals(parts[i], part);
        }

        return isSame ? one : new GivenNames([], 0, parts);
    }

    private static Layer[] OfOneHash(Layer[] layers, Layer[] others)
    {
        foreach (Layer layer in layers)
        {
            foreach (Layer other in others)
            {
                if (!ReferenceEquals(layer, other) && string.Equals(layer.Name, other.Name, StringComparison.OrdinalIgnoreCase))
                {
                    throw LayerNaming.Duplicate(layer.Name!);
                }
            }
        }

        return [.. layers.Union(others)];
    }

    private GivenNames? Part(int index, int shift) =>
        _parts is { } parts ? parts[index] : ((_hash >>> shift) & (Ways - 1)) == index ? this : null;
}
