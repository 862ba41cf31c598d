namespace DeepCalc;

/// <summary>How the angles of rotary positions are scaled for sequences longer than those of training.</summary>
/// <param name="Method">The method, as Hugging Face names it: linear, dynamic, yarn, longrope, llama3.</param>
/// <param name="Constants">Its numbers, by their names in Hugging Face's rope_scaling, or null.</param>
public sealed record RotaryScaling(string Method, Constants? Constants = null)
{
    /// <summary>The method and its numbers: <c>linear scaling (factor 2)</c>.</summary>
    public override string ToString() => $"{Method} scaling{(Constants is null ? "" : $" ({Constants})")}";
}
