namespace DeepCalc.Help.Cmdlets;

/// <summary>How a parameter is used in one parameter set, or in all that it belongs to.</summary>
/// <param name="IsMandatory">Whether it must be given.</param>
/// <param name="Position">Its position from 0, or null where it can only be named.</param>
/// <param name="TakesValue">Whether it takes objects from the pipeline.</param>
/// <param name="TakesProperty">Whether it takes the property of its name of objects in the pipeline.</param>
public sealed record ParameterUse(bool IsMandatory, int? Position, bool TakesValue, bool TakesProperty)
{
    /// <summary>What holds for several sets: mandatory if in all, piped if in any, the first position there is.</summary>
    public static ParameterUse Merge(IReadOnlyCollection<ParameterUse> uses) => new(
        uses.All(use => use.IsMandatory),
        uses.Select(use => use.Position).FirstOrDefault(position => position is not null),
        uses.Any(use => use.TakesValue),
        uses.Any(use => use.TakesProperty));
}
