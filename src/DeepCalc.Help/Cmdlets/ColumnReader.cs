namespace DeepCalc.Help.Cmdlets;

/// <summary>Reads the columns of the rows that cmdlets put out.</summary>
internal static class ColumnReader
{
    /// <summary>The columns of a type in the order of its declaration, behind them those of its base; none if the type is no row, which is flat: nothing in it has parts.</summary>
    /// <exception cref="DocumentationException">A column has no summary.</exception>
    public static IReadOnlyList<ColumnHelp> Read(Type type, DocumentationSet documentation, Assembly cmdlets)
    {
        PropertyInfo[] properties =
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .OrderBy(property => property.DeclaringType != type).ThenBy(property => property.MetadataToken),
        ];
        return type.IsPrimitive || type == typeof(string) || !properties.All(property => IsFlat(TypeName.Underlying(property.PropertyType)))
            ? []
            : [.. properties.Select(property => new ColumnHelp(property.Name, TypeName.Short(property.PropertyType), Description(property)))];

        string Description(PropertyInfo property) =>
            Prose.Line(documentation.Find(property)?.Element("summary"), cmdlets) is { Length: > 0 } description
                ? description
                : throw new DocumentationException($"{property.Name} of {type.Name} has no <summary>");
    }

    private static bool IsFlat(Type type) => type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal);
}
