using System.Text;

namespace DeepCalc.Networks;

/// <summary>Names layers in the manner of Keras: the kind in snake case, numbered from the second on.</summary>
internal static class LayerNaming
{
    private const int MostListed = 12;

    /// <summary>The names of all values in order; given names are kept and not used again.</summary>
    /// <exception cref="DeepCalcException">Two layers were given the same name.</exception>
    public static string[] Assign(ReadOnlySpan<Layer> values)
    {
        HashSet<string> taken = RequireUnique(values) ?? [];
        var counts = new Dictionary<string, (string Stem, int Count)>();
        var names = new string[values.Length];
        string layer = "";
        for (int i = 0; i < values.Length; i++)
        {
            // An implicit input takes no name away from a given input.
            names[i] = values[i].Name
                ?? (values[i].IsFurther ? $"{layer}:{values[i].OutputIndex}" : values[i].IsImplicit ? "(input)" : Make(values[i].Kind, counts, taken));
            layer = values[i].IsFurther ? layer : names[i];
        }

        return names;
    }

    /// <summary>Checks that all given names are different and returns them; null where no name is given.</summary>
    /// <exception cref="DeepCalcException">Two layers have the same given name.</exception>
    public static HashSet<string>? RequireUnique(ReadOnlySpan<Layer> layers)
    {
        HashSet<string>? taken = null;
        foreach (Layer layer in layers)
        {
            if (layer.Name is { } name && !(taken ??= new(StringComparer.OrdinalIgnoreCase)).Add(name))
            {
                throw Duplicate(name);
            }
        }

        return taken;
    }

    /// <summary>The error of two layers with the same given name.</summary>
    public static DeepCalcException Duplicate(string name) => new(
        ErrorCode.DuplicateName, $"two layers of the network are named '{name}'; give each its own name, or none.");

    /// <summary>The name that a layer of this kind would get after these values.</summary>
    public static string Next(string kind, ReadOnlySpan<Layer> values)
    {
        var counts = new Dictionary<string, (string Stem, int Count)>();
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (Layer value in values)
        {
            taken.Add(value.Name ?? (value.IsImplicit || value.IsFurther ? "" : Make(value.Kind, counts, taken)));
        }

        return Make(kind, counts, taken);
    }

    /// <summary>The first names of a list, and the number of the others.</summary>
    public static string Few(IEnumerable<string> names)
    {
        string[] all = [.. names];
        string listed = string.Join(", ", all.Take(MostListed));
        return all.Length <= MostListed ? listed : $"{listed} and {all.Length - MostListed} more";
    }

    /// <summary>
    /// Suggestions for a mistyped name, as the end of a message: the names that contain it, or the nearest names, or else the first names
    /// of all.
    /// </summary>
    public static string Near(string name, IEnumerable<string> names)
    {
        // Wildcards may be typed even where they are not supported.
        string part = name.Trim('*', '?');
        string[] all = [.. names];
        string[] near = [.. all.Where(candidate => candidate.Contains(part, StringComparison.OrdinalIgnoreCase))];
        if (near.Length > 0 && part.Length > 0)
        {
            return $"Layers with that in their names are {Few(near)}.";
        }

        string[] nearest = NameDistance.Nearest(part, all);
        return nearest.Length > 0 ? $"The nearest {(nearest.Length == 1 ? "name is" : "names are")} {string.Join(", ", nearest)}." : $"Its layers are {Few(all)}.";
    }

    /// <summary>Keras's to_snake_case: MaxPooling2D is max_pooling2d, LSTM is lstm.</summary>
    public static string SnakeCase(string kind)
    {
        var text = new StringBuilder(kind.Length + 4);
        for (int i = 0; i < kind.Length; i++)
        {
            bool startsWord = i > 0 && char.IsUpper(kind[i])
                && (char.IsLower(kind[i - 1]) || (i + 1 < kind.Length && char.IsLower(kind[i + 1])));
            if (startsWord)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(kind[i]));
        }

        return text.ToString();
    }

    private static string Make(string kind, Dictionary<string, (string Stem, int Count)> counts, HashSet<string> taken)
    {
        if (!counts.TryGetValue(kind, out (string Stem, int Count) entry))
        {
            entry = (SnakeCase(kind), 0);
        }

        string name;
        do
        {
            name = entry.Count == 0 ? entry.Stem : $"{entry.Stem}_{entry.Count}";
            entry.Count++;
        }
        while (taken.Contains(name));

        counts[kind] = entry;
        return name;
    }
}
