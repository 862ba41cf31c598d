namespace DeepCalc;

/// <summary>What data-parallel devices divide among themselves (Rajbhandari et al. 2020).</summary>
public enum Sharding
{
    /// <summary>Nothing: each device has all of it.</summary>
    None,

    /// <summary>ZeRO 1: the states of the optimizer, the float32 copy of the weights included.</summary>
    Zero1,

    /// <summary>ZeRO 2: also the gradients.</summary>
    Zero2,

    /// <summary>ZeRO 3, FSDP: also the weights, which a device gathers layer by layer.</summary>
    Zero3,
}
