using System.Reflection;

namespace DeepCalc.Help.Documentation;

/// <summary>The compiler's ids of doc comments: <c>T:Namespace.Type</c>, <c>P:Namespace.Type.Property</c>.</summary>
public static class MemberId
{
    /// <summary>The id of a type.</summary>
    public static string Of(Type type) => "T:" + NameOf(type);

    /// <summary>The id of a property in the type that declares it.</summary>
    public static string Of(PropertyInfo property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return $"P:{NameOf(property.DeclaringType!)}.{property.Name}";
    }

    /// <summary>The id of a value of an enumeration.</summary>
    public static string OfValue(Type enumeration, string value) => $"F:{NameOf(enumeration)}.{value}";

    private static string NameOf(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        Type definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return definition.FullName!.Replace('+', '.');
    }
}
