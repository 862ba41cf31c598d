namespace DeepCalc.Formats.Pickles;

/// <summary>A class or function that Python would import.</summary>
/// <param name="Module">The module: <c>torch._utils</c>.</param>
/// <param name="Name">The name in the module: <c>_rebuild_tensor_v2</c>.</param>
internal sealed record PickleGlobal(string Module, string Name)
{
    public override string ToString() => Module.Length == 0 ? Name : $"{Module}.{Name}";
}
