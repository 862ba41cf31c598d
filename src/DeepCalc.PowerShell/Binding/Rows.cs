using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Writes rows.</summary>
internal static class Rows
{
    /// <summary>
    /// Writes rows one by one as they are computed, so that a pipeline that has enough stops the computation. WriteObject with an
    /// enumeration takes all of it before the next cmdlet gets the first.
    /// </summary>
    public static void WriteEach<T>(this Cmdlet cmdlet, IEnumerable<T> rows)
    {
        foreach (T row in rows)
        {
            cmdlet.WriteObject(row);
        }
    }
}
