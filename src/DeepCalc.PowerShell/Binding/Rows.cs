namespace DeepCalc.Commands;

/// <summary>Writes rows.</summary>
internal static class Rows
{
    /// <summary>
    /// Writes each row as soon as it is computed, so that Select-Object -First stops the computation. WriteObject would enumerate all rows
    /// before the next cmdlet gets the first one.
    /// </summary>
    public static void WriteEach<T>(this Cmdlet cmdlet, IEnumerable<T> rows)
    {
        foreach (T row in rows)
        {
            cmdlet.WriteObject(row);
        }
    }
}
