using System.Management.Automation;

namespace DeepCalc.Commands;

/// <summary>Turns the core's errors into error records.</summary>
internal static class Errors
{
    /// <summary>The record of an error; its ErrorId is the error's code.</summary>
    public static ErrorRecord ToRecord(this DeepCalcException error, object? target) =>
        new(error, error.Code.ToString(), CategoryOf(error.Code), target);

    /// <summary>Nothing where a layer is expected.</summary>
    public static DeepCalcException Null(string parameter) => new(
        ErrorCode.NullInput,
        $"{parameter} is $null where a layer is expected; a layer is what New-InputLayer and the other New-...Layer cmdlets return, and Import-Network.");

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
