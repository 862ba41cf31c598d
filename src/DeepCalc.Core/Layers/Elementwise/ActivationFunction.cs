namespace DeepCalc;

/// <summary>The common activation functions.</summary>
public enum ActivationFunction
{
    /// <summary>x.</summary>
    Linear,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>min(max(x, 0), 6).</summary>
    Relu6,

    /// <summary>x, or αx where x is negative.</summary>
    LeakyRelu,

    /// <summary>x, or α(exp(x) − 1) where x is negative.</summary>
    Elu,

    /// <summary>λ·elu(x).</summary>
    Selu,

    /// <summary>max(x, 0) + min(α(exp(x/α) − 1), 0).</summary>
    Celu,

    /// <summary>x·½·(1 + erf(x/√2)).</summary>
    Gelu,

    /// <summary>x·½·(1 + tanh(√(2/π)·(x + 0.044715x³))), an approximation of GELU.</summary>
    GeluTanh,

    /// <summary>x·sigmoid(1.702x), an approximation of GELU with less work (CLIP).</summary>
    QuickGelu,

    /// <summary>x·sigmoid(x), also called swish.</summary>
    Silu,

    /// <summary>x·tanh(softplus(x)).</summary>
    Mish,

    /// <summary>1/(1 + exp(−x)).</summary>
    Sigmoid,

    /// <summary>A piecewise linear sigmoid.</summary>
    HardSigmoid,

    /// <summary>x·hardsigmoid(x).</summary>
    HardSwish,

    /// <summary>tanh(x).</summary>
    Tanh,

    /// <summary>log(1 + exp(x)).</summary>
    Softplus,

    /// <summary>½·(x + √(x² + b)).</summary>
    Squareplus,

    /// <summary>0, ¼(x + 1)² between −1 and 1, or x.</summary>
    SparsePlus,

    /// <summary>min(max(½(x + 1), 0), 1).</summary>
    SparseSigmoid,

    /// <summary>−log(1 + exp(−x)).</summary>
    LogSigmoid,

    /// <summary>min(max(x, −1), 1).</summary>
    HardTanh,

    /// <summary>x/(1 + |x|).</summary>
    Softsign,

    /// <summary>exp(x).</summary>
    Exponential,

    /// <summary>x, or 0 between −λ and λ.</summary>
    HardShrink,

    /// <summary>x − λ, x + λ, or 0 between −λ and λ.</summary>
    SoftShrink,

    /// <summary>x − tanh(x).</summary>
    TanhShrink,

    /// <summary>max(x, 0)².</summary>
    SquaredRelu,

    /// <summary>x, or a constant where x is not above a threshold.</summary>
    Threshold,

    /// <summary>Leaky ReLU whose slope is drawn at random in training.</summary>
    RRelu,

    /// <summary>x, or αx where x is negative, with α learned.</summary>
    PRelu,

    /// <summary>a·sigmoid(b) for the halves a and b of an axis.</summary>
    Glu,

    /// <summary>a·relu(b).</summary>
    ReGlu,

    /// <summary>a·gelu(b).</summary>
    GeGlu,

    /// <summary>a·silu(b).</summary>
    SwiGlu,

    /// <summary>exp(x) over its sum along an axis, by default the channel axis.</summary>
    Softmax,

    /// <summary>Softmax of −x.</summary>
    Softmin,

    /// <summary>The logarithm of softmax.</summary>
    LogSoftmax,
}
