namespace DeepCalc.Formats.Matching;

/// <summary>
/// The words of a tensor's name that say what it is for, in one spelling: <c>mlp.c_proj.bias</c> and <c>feed_forward/down bias</c> have the same.
/// </summary>
internal sealed class NameWords
{
    // The spellings of the projects that write checkpoints: transformers, llama.cpp, Meta's and OpenAI's own.
    private static readonly Dictionary<string, string[]> Spellings = Read(
        ("query", "q wq"), ("key", "k wk"), ("value", "v wv"), ("output", "o wo out"), ("gate", "w1"), ("up", "w3 fc fc1 lin1 intermediate"), ("down", "w2 fc2 lin2"),
        ("attention", "attn att attentions"), ("network", "mlp ffn feed forward ff"), ("experts", "expert exps"), ("shared", "shexp"), ("router", "inp"),
        ("norm", "norms ln layernorm"), ("bias", "beta b"), ("gamma", "scale"), ("cross", "crossattention"), ("embeddings", "embed embd emb embedding"));

    // Words that tell nothing apart.
    private static readonly HashSet<string> Silent = new(StringComparer.Ordinal) { "weight", "kernel", "proj", "self", "layer", "module", "layers", "block", "c", "network", "gamma" };

    // Names whose words mislead.
    private static readonly (string Name, string Words)[] Whole =
    [
        ("input_layernorm", "attention norm"), ("layernorm_before", "attention norm"), ("ln_1", "attention norm"), ("attention_norm", "attention norm"),
        ("layernorm_after", "norm"), ("ln_2", "norm"), ("feed_forward_norm", "norm"), ("pre_feedforward_layernorm", "norm"), ("post_feedforward_layernorm", "norm output"),
        ("attn.c_proj", "attention output"), ("mlp.c_proj", "down"), ("mlp.c_fc", "up"), ("dense_h_to_4h", "up"), ("dense_4h_to_h", "down"),
        ("attention.dense", "attention output"), ("attention.output.dense", "attention output"), ("output.dense", "down"), ("mlp.gate.weight", "router"), ("block_sparse_moe.gate", "router"),
        ("e_score_correction_bias", "experts selection bias"), ("selection_bias", "experts selection bias"), ("exp_probs_b", "experts selection bias"),
        ("in_proj_qkv", "query key value"), ("query_key_value", "query key value"), ("qkv", "query key value"), ("c_attn", "attention query key value"),
    ];

    private readonly HashSet<string> _words = new(StringComparer.Ordinal);

    public NameWords(string name)
    {
        string rest = name.Replace('/', '.').ToLowerInvariant();
        foreach ((string whole, string words) in Whole)
        {
            if (rest.Contains(whole, StringComparison.Ordinal))
            {
                _words.UnionWith(words.Split(' '));
                rest = rest.Replace(whole, "", StringComparison.Ordinal);
            }
        }

        foreach (string word in rest.Split(['.', '_', '*'], StringSplitOptions.RemoveEmptyEntries))
        {
            _words.UnionWith(Spellings.GetValueOrDefault(word) ?? [word]);
        }

        _words.ExceptWith(Silent);
    }

    /// <summary>Whether it is a vector that is added.</summary>
    public bool IsBias => _words.Contains("bias");

    /// <summary>Whether two names have a word in common.</summary>
    public bool Shares(NameWords other) => _words.Overlaps(other._words);

    /// <summary>How alike two names are: the larger, the more; 0 and below where nothing speaks for it.</summary>
    public int Likeness(NameWords other)
    {
        int common = _words.Count(other._words.Contains);
        return (3 * common) - (_words.Count + other._words.Count - (2 * common));
    }

    private static Dictionary<string, string[]> Read(params ReadOnlySpan<(string Word, string Spellings)> table)
    {
        var words = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach ((string word, string spellings) in table)
        {
            foreach (string spelling in spellings.Split(' '))
            {
                words.Add(spelling, [word]);
            }
        }

        return words;
    }
}
