using DeepCalc.Formats.Pickles;

namespace DeepCalc.Formats.PyTorch;

/// <summary>Tells the parts of a checkpoint apart by the keys under which training scripts save them.</summary>
internal static class CheckpointKeys
{
    private static readonly char[] Separators = ['_', '-', '.', ' '];

    // The words of keys that say no more than that weights follow.
    private static readonly string[] Plain =
        ["model", "module", "net", "network", "state", "dict", "states", "weights", "params", "parameters", "best", "last", "final", "pretrained", "ema", "average", "averaged", "swa"];

    private static readonly string[] Averages = ["ema", "averaged", "swa"];

    private static readonly string[] Others =
        ["scheduler", "schedulers", "scaler", "rng", "random", "generator_state", "hyper_parameters", "hparams", "args", "config", "cfg", "callbacks", "loops", "history", "metrics", "losses"];

    // Prefixes of names in a state dictionary that holds a moving average beside the weights.
    private static readonly string[] AveragePrefixes = ["model_ema.", "ema_model.", "ema."];

    /// <summary>The part to which everything under a key belongs; a part other than the weights stays.</summary>
    /// <param name="part">The part of the dictionary that has the key.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">What stands under it.</param>
    public static CheckpointPart PartOf(CheckpointPart part, string key, object? value)
    {
        string lower = key.ToLowerInvariant();
        string[] words = lower.Split(Separators);
        return part != CheckpointPart.Weights ? part
            : lower.Contains("optim", StringComparison.Ordinal) || IsOptimizer(value) ? CheckpointPart.Optimizer
            : words.Any(word => Array.IndexOf(Averages, word) >= 0) ? CheckpointPart.Average
            : Array.IndexOf(Others, lower) >= 0 || words.Any(word => Array.IndexOf(Others, word) >= 0) ? CheckpointPart.Other
            : CheckpointPart.Weights;
    }

    /// <summary>Whether a value is the state of an optimizer, as state_dict of torch.optim gives it.</summary>
    public static bool IsOptimizer(object? value) => value is PickleDictionary dictionary && dictionary.Has("state") && dictionary.Has("param_groups");

    /// <summary>Whether a name in a state dictionary is that of a moving average.</summary>
    public static bool IsAverage(string name) => Array.Exists(AveragePrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Whether a key says no more than that weights follow: <c>state_dict</c>, <c>model</c>.</summary>
    public static bool IsPlain(string key) => key.ToLowerInvariant().Split(Separators).All(word => Array.IndexOf(Plain, word) >= 0);
}
