namespace DeepCalc.Help.Cmdlets;

/// <summary>The use of a parameter in one parameter set, or in all of its sets.</summary>
/// <param name="IsMandatory">Whether the parameter is mandatory.</param>
/// <param name="Position">The position from 0, or null for a parameter without one.</param>
/// <param name="TakesValue">Whether it binds objects from the pipeline by value.</param>
/// <param name="TakesProperty">Whether it binds a property of objects from the pipeline by name.</param>
public sealed record ParameterUse(bool IsMandatory, int? Position, bool TakesValue, bool TakesProperty)
{
    /// <summary>Combines several sets: mandatory if mandatory in all, from the pipeline if so in any, with the first position found.</summary>
    public static ParameterUse Merge(IReadOnlyCollection<ParameterUse> uses) => new(
        uses.All(use => use.IsMandatory),
        uses.Select(use => use.Position).FirstOrDefault(position => position is not null),
        uses.Any(use => use.TakesValue),
        uses.Any(use => use.TakesProperty));
}
