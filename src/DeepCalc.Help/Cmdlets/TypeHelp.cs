namespace DeepCalc.Help.Cmdlets;

/// <summary>A type that a cmdlet takes from the pipeline or puts into it.</summary>
/// <param name="Name">The full name.</param>
/// <param name="Description">The description, in paragraphs.</param>
public sealed record TypeHelp(string Name, IReadOnlyList<string> Description)
{
    /// <summary>The columns of a row; empty for any other type.</summary>
    public IReadOnlyList<ColumnHelp> Columns { get; init; } = [];
}
