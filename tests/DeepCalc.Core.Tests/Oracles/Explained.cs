using System.Text.RegularExpressions;

namespace DeepCalc.Tests.Oracles;

/// <summary>
/// A kind of case on which a framework and DeepCalc differ by the framework's own rule. docs/conventions.md explains
/// each; a case that none of them covers is a failure, and so is one of them that covers no case.
/// </summary>
/// <param name="Reason">The framework's rule.</param>
/// <param name="Covers">The cases.</param>
/// <param name="Answers">Whether DeepCalc answers in them; otherwise it refuses.</param>
public sealed record Explained(string Reason, Func<LayerCase, bool> Covers, bool Answers = true)
{
    /// <summary>PyTorch refuses, DeepCalc answers, or the other way round.</summary>
    public static readonly Explained[] PyTorch =
    [
        new("'same' with a stride is a matter of PyTorch's interface; TensorFlow and ONNX define it", Message("padding='same' is not supported for strided")),
        new("PyTorch has no BatchNorm class for more than three spatial axes; Keras has", Message("expected (4D or )?5D input")),
        new("branches of unequal rank are stretched as in NumPy and Keras; PyTorch's batch axis is in the way", UnequalRanks),
        new("without a scale or a size, DeepCalc doubles the size as Keras does; PyTorch wants one of them", Message("either size or scale_factor should be defined")),
        new("PyTorch multiplies size and scale as binary numbers; DeepCalc's scales are exact", c => c is { Kind: "Upsampling", IsSuspicious: true, Error: null }),
        new("PyTorch's attention takes one batch axis; DeepCalc and Keras any axes in front", Message("query should be unbatched")),
        new("the memory of PyTorch's decoder block is as wide as its target; an attention need not be", c => c is { Kind: "DecoderBlock", Error: { } error } && error.StartsWith("mat1 and mat2", StringComparison.Ordinal)),
        new("PyTorch lets a layer have no units and an embedding no width; Keras and DeepCalc do not", c => c.IsSuspicious && c.Error is null, Answers: false),
    ];

    /// <summary>TensorFlow.js refuses, DeepCalc answers, or the other way round.</summary>
    public static readonly Explained[] Keras =
    [
        new("stride with dilation is a limit of TensorFlow's kernels; PyTorch and ONNX define it", Message("Either strides? or dilations? must be 1")),
        new("TensorFlow.js checks no convolution window; Keras refuses and so does DeepCalc", c => c.IsSuspicious && c.Error is null, Answers: false),
        new("Keras leaves the size of a flattened unknown open, TensorFlow.js refuses", Message("not fully defined")),
        new("a known size merged with an unknown one comes out, since they must be equal; Keras leaves it open", c => c is { Kind: "Merge", Error: null } && c.Output!.Contains(null)),
        new("an unknown size may equal a known one; Keras's Dot refuses it", c => c is { Kind: "Dot" } && c.Error is { } error && error.Contains("!== null", StringComparison.Ordinal)),
        new("explicit padding is a layer of its own in Keras, without a limit; PyTorch limits a pool's to half its kernel", c => c is { Kind: "Pool", Error: null } && c.HasExplicitPadding, Answers: false),
        new("an unknown size may equal a known one; TensorFlow.js refuses to concatenate them", c => c is { Kind: "Concatenate", IsSuspicious: true, Error: not null }),
    ];

    private static Func<LayerCase, bool> Message(string pattern) =>
        c => c.Error is { } error && Regex.IsMatch(error, pattern);

    private static bool UnequalRanks(LayerCase c) => c is { Kind: "Merge" or "MatMul", Error: not null } && c.HasUnequalRanks;
}
