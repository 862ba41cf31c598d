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

    /// <summary>x·sigmoid(x), also called swish.</summary>
    Silu,

    /// <summary>x·tanh(softplus(x)).</summary>
    Mish,

    /// <summary>1/(1 + exp(−x)).</summary>
    Sigmoid,

    /// <summary>A sigmoid of straight lines.</summary>
    HardSigmoid,

    /// <summary>x·hardsigmoid(x).</summary>
    HardSwish,

    /// <summary>tanh(x).</summary>
    Tanh,

    /// <summary>log(1 + exp(x)).</summary>
    Softplus,

    /// <summary>−log(1 + exp(−x)).</summary>
    LogSigmoid,

    /// <summary>min(max(x, −1), 1).</summary>
    HardTanh,

    /// <summary>x/(1 + |x|).</summary>
    Softsign,

    /// <summary>exp(x).</summary>
    Exponential,

    /// <summary>exp(x) over its sum along the channel axis.</summary>
    Softmax,

    /// <summary>The logarithm of softmax.</summary>
    LogSoftmax,
}
