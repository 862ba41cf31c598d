namespace DeepCalc.Help.Cmdlets;

/// <summary>What help calls a type.</summary>
internal static class TypeName
{
    /// <summary>The type itself where it can also be null.</summary>
    public static Type Underlying(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    /// <summary>The name without its namespace.</summary>
    public static string Short(Type type) => Underlying(type).Name;

    /// <summary>The name with its namespace.</summary>
    public static string Full(Type type) => Underlying(type).FullName ?? Short(type);
}
