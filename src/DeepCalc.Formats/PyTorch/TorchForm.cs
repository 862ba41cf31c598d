namespace DeepCalc.Formats.PyTorch;

/// <summary>A form of the files of PyTorch.</summary>
internal enum TorchForm
{
    /// <summary>A zip archive.</summary>
    Archive,

    /// <summary>A tar archive.</summary>
    Tar,

    /// <summary>Pickles, perhaps with storages behind them.</summary>
    Stream,
}
