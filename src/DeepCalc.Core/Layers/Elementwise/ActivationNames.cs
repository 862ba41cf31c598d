namespace DeepCalc.Layers.Elementwise;

/// <summary>The names that frameworks and files give to activation functions.</summary>
internal static class ActivationNames
{
    /// <summary>The function with a name, in any case, with or without underscores; null for an unknown one.</summary>
    public static ActivationFunction? Find(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant() switch
    {
        "swish" => ActivationFunction.Silu,
        "hardsilu" => ActivationFunction.HardSwish,
        "exp" => ActivationFunction.Exponential,
        "relu2" => ActivationFunction.SquaredRelu,
        "thresholdedrelu" => ActivationFunction.Threshold,
        "shrink" => ActivationFunction.SoftShrink,
        "gelupython" => ActivationFunction.Gelu,
        "gelunew" or "gelufast" or "gelupytorchtanh" or "geluaccurate" => ActivationFunction.GeluTanh,

        // Enum.TryParse would also accept a number or several names.
        var plain => plain.All(char.IsAsciiLetterOrDigit) && plain.Length > 0 && char.IsAsciiLetter(plain[0])
            && Enum.TryParse(typeof(ActivationFunction), plain, ignoreCase: true, out object? function)
            ? (ActivationFunction)function
            : null,
    };
}
