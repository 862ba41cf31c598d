namespace DeepCalc;

/// <summary>The optimizers whose states are known.</summary>
public enum Optimizer
{
    /// <summary>Stochastic gradient descent, without a state.</summary>
    Sgd,

    /// <summary>Stochastic gradient descent with momentum: a number for each parameter.</summary>
    Momentum,

    /// <summary>Adam (Kingma, Ba 2015): two numbers for each parameter.</summary>
    Adam,

    /// <summary>AdamW (Loshchilov, Hutter 2019): as Adam.</summary>
    AdamW,

    /// <summary>Adafactor without momentum (Shazeer, Stern 2018): a number for each row and column of a matrix, one for each element of a vector.</summary>
    Adafactor,

    /// <summary>Lion (Chen et al. 2023): a number for each parameter.</summary>
    Lion,

    /// <summary>Muon (Jordan et al. 2024): momentum for matrices that multiply; Adam for vectors and embeddings.</summary>
    Muon,

    /// <summary>Adam with states of 8 bits in blocks of 256 that share a float32 (Dettmers et al. 2022); tensors under 4,096 elements keep float32.</summary>
    Adam8Bit,
}
