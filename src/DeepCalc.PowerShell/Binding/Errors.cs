namespace DeepCalc.Commands;

/// <summary>Turns the core's errors into error records.</summary>
internal static class Errors
{
    /// <summary>The record of an error; its ErrorId is the error's code.</summary>
    public static ErrorRecord ToRecord(this DeepCalcException error, object? target) =>
        new(error, error.Code.ToString(), CategoryOf(error.Code), target);

    /// <summary>The same error, with advice in terms of parameters at the end of its message. The core has no parameters.</summary>
    public static DeepCalcException Advising(this DeepCalcException error, string advice) =>
        error is { Layer: { } layer, InnerException: DeepCalcException inner }
            ? new DeepCalcException(layer, inner.Advising(advice))
            : new DeepCalcException(error.Code, $"{error.Message} {advice}");

    /// <summary>The error of a layer that was not made, with advice for the cmdlet that makes it.</summary>
    public static DeepCalcException OfNewLayer(this DeepCalcException error) => error.Code switch
    {
        ErrorCode.AmbiguousInput => error.Advising("Choose one with -Output of Import-Network."),
        ErrorCode.TooFewInputs when error.Layer is not null => error.Advising("Pipe several layers in, or name the others with -With."),
        _ => error,
    };

    /// <summary>The error for $null where a layer is expected.</summary>
    public static DeepCalcException Null(string parameter) => new(
        ErrorCode.NullInput,
        $"-{parameter} is $null, but must be a layer: the output of a New-...Layer cmdlet or of Import-Network.");

    private static ErrorCategory CategoryOf(ErrorCode code) => code switch
    {
        ErrorCode.LayerNotFound or ErrorCode.PaddingNotFound => ErrorCategory.ObjectNotFound,
        ErrorCode.CountOverflow or ErrorCode.FileTooLarge => ErrorCategory.LimitsExceeded,
        ErrorCode.FileUnreadable => ErrorCategory.OpenError,
        ErrorCode.FormatUnknown or ErrorCode.FileCorrupt => ErrorCategory.InvalidData,
        ErrorCode.LayerUnknown => ErrorCategory.NotImplemented,
        ErrorCode.DuplicateName => ErrorCategory.ResourceExists,
        _ => ErrorCategory.InvalidArgument,
    };
}
