namespace DeepCalc;

/// <summary>The kinds of errors. The names are ErrorIds: scripts rely on them.</summary>
public enum ErrorCode
{
    /// <summary>A size, count or setting that is zero, negative or otherwise out of its range.</summary>
    InvalidSize,

    /// <summary>A setting that cannot be read, or two that exclude each other.</summary>
    InvalidSetting,

    /// <summary>A number of values that does not fit the number of axes, or an input with too few or too many axes.</summary>
    RankMismatch,

    /// <summary>A window that is larger than its padded input.</summary>
    KernelTooLarge,

    /// <summary>Padding that is wider than the window, or the input, allows.</summary>
    PaddingTooLarge,

    /// <summary>Channels or filters that the groups do not divide.</summary>
    GroupsMismatch,

    /// <summary>Shapes that do not fit: to be added or concatenated, reshaped, or divided into parts.</summary>
    ShapeMismatch,

    /// <summary>A merge with fewer branches than it needs.</summary>
    TooFewInputs,

    /// <summary>A layer that shares no input with the network it should be merged into.</summary>
    ForeignLayer,

    /// <summary>A number was asked for that depends on a size that is not known.</summary>
    SizeUnknown,

    /// <summary>A count that does not fit in 64 bits.</summary>
    CountOverflow,

    /// <summary>Two layers of a network have the same name.</summary>
    DuplicateName,

    /// <summary>No layer of the network has that name.</summary>
    LayerNotFound,

    /// <summary>An input shape was given, but the network has more than one input.</summary>
    AmbiguousInput,

    /// <summary>No padding gives the wanted size.</summary>
    PaddingNotFound,

    /// <summary>A file that cannot be opened or read.</summary>
    FileUnreadable,

    /// <summary>A file of a kind that is not known, or that is not what its name says.</summary>
    FormatUnknown,

    /// <summary>A file that is damaged or contradicts itself.</summary>
    FileCorrupt,

    /// <summary>A file that is beyond a limit set so that none can exhaust the machine.</summary>
    FileTooLarge,

    /// <summary>What a file needs and DeepCalc cannot tell, where that was not to be passed over.</summary>
    LayerUnknown,

    /// <summary>Nothing (<c>$null</c>) where a layer is expected.</summary>
    NullInput,
}
