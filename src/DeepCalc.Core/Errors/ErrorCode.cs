namespace DeepCalc;

/// <summary>The kinds of errors. The names are ErrorIds: scripts rely on them.</summary>
public enum ErrorCode
{
    /// <summary>A size, count or setting out of its range, such as zero or a negative number.</summary>
    InvalidSize,

    /// <summary>A setting that cannot be read, or two that exclude each other.</summary>
    InvalidSetting,

    /// <summary>A number of values that does not match the number of axes, or an input with too few or too many axes.</summary>
    RankMismatch,

    /// <summary>A window that is larger than its padded input.</summary>
    KernelTooLarge,

    /// <summary>Padding wider than the window or the input allows.</summary>
    PaddingTooLarge,

    /// <summary>Channels or filters whose number is not a multiple of the groups.</summary>
    GroupsMismatch,

    /// <summary>Shapes that cannot be added, concatenated, reshaped or divided as requested.</summary>
    ShapeMismatch,

    /// <summary>A merge with too few branches.</summary>
    TooFewInputs,

    /// <summary>A layer that shares no input with the network into which it should be merged.</summary>
    ForeignLayer,

    /// <summary>A requested number depends on an unknown size.</summary>
    SizeUnknown,

    /// <summary>A count that does not fit in 64 bits.</summary>
    CountOverflow,

    /// <summary>Two layers of a network have the same name.</summary>
    DuplicateName,

    /// <summary>No layer of the network has that name.</summary>
    LayerNotFound,

    /// <summary>An input shape for a network with several inputs, or a layer on a file with several outputs.</summary>
    AmbiguousInput,

    /// <summary>No padding gives the wanted size.</summary>
    PaddingNotFound,

    /// <summary>A file that cannot be found, opened or read.</summary>
    FileUnreadable,

    /// <summary>A file of an unknown kind, or one whose content does not match its name.</summary>
    FormatUnknown,

    /// <summary>A file that is damaged or contradicts itself.</summary>
    FileCorrupt,

    /// <summary>A file beyond a limit that protects the machine's memory.</summary>
    FileTooLarge,

    /// <summary>A layer or operator of a file that DeepCalc cannot compute, where unknown layers are refused.</summary>
    LayerUnknown,

    /// <summary>Nothing (<c>$null</c>) where a layer is expected.</summary>
    NullInput,
}
