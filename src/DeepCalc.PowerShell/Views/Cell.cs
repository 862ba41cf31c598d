using System.Globalization;

namespace DeepCalc.Commands;

/// <summary>What the views put into the columns of their tables, so that long texts leave room for the numbers. The properties of a row stay whole.</summary>
public static class Cell
{
    /// <summary>The most characters of a name or a shape.</summary>
    public const int Width = 28;

    /// <summary>A name; of a long one its end, since names in files are paths, whose end tells more.</summary>
    public static string Name(string? name)
    {
        if (name is null || name.Length <= Width)
        {
            return name ?? "";
        }

        int start = name.Length - Width + 1;
        return "…" + name[(char.IsLowSurrogate(name[start]) ? start + 1 : start)..];
    }

    /// <summary>A shape; of a long one its beginning.</summary>
    public static string Shape(string? shape)
    {
        if (shape is null || shape.Length <= Width)
        {
            return shape ?? "";
        }

        int end = Width - 1;
        return shape[..(char.IsHighSurrogate(shape[end - 1]) ? end - 1 : end)] + "…";
    }

    /// <summary>A count with separators, or ? where it is not known.</summary>
    public static string Count(long? count) => count?.ToString("N0", CultureInfo.CurrentCulture) ?? "?";

    /// <summary>A count that is a lower bound if layers are left out.</summary>
    public static string Count(long? count, string? uncounted) =>
        (count is null || string.IsNullOrEmpty(uncounted) ? "" : "≥ ") + Count(count);

    /// <summary>A text, or ? where there is none; PowerShell makes an empty one of null.</summary>
    public static string Known(string? text) => string.IsNullOrEmpty(text) ? "?" : text;
}
