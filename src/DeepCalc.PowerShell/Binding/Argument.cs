using System.Globalization;

namespace DeepCalc.Commands;

/// <summary>Reads arguments in the forms in which PowerShell passes them: wrapped in PSObject, in any kind of list, in any number type.</summary>
internal static class Argument
{
    /// <summary>The object without its wrapper; a list as an array.</summary>
    public static object? Unwrap(object? item) => (item is PSObject wrapper ? wrapper.BaseObject : item) switch
    {
        object[] array => array,
        string text => text,
        IEnumerable list => list.Cast<object>().ToArray(),
        var other => other,
    };

    /// <summary>The object as text in the invariant culture.</summary>
    public static string Text(object? item) => Convert.ToString(Unwrap(item), CultureInfo.InvariantCulture) ?? "";
}
