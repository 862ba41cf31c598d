namespace DeepCalc.Help.Cmdlets;

/// <summary>The names of types in help.</summary>
internal static class TypeName
{
    /// <summary>The underlying type of a nullable type, or the type itself.</summary>
    public static Type Underlying(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    /// <summary>The name without its namespace.</summary>
    public static string Short(Type type) => Underlying(type).Name;

    /// <summary>The name with its namespace.</summary>
    public static string Full(Type type) => Underlying(type).FullName ?? Short(type);
}
