using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace DeepCalc;

/// <summary>An invalid network, layer, setting or file. The message says what is wrong, where, and what would be valid.</summary>
public sealed class DeepCalcException : Exception
{
    /// <summary>An error without a layer; numbers in its text are in the invariant culture.</summary>
    public DeepCalcException(ErrorCode code, InvariantText message)
        : this(code, message.ToString())
    {
    }

    /// <summary>An error without a layer.</summary>
    public DeepCalcException(ErrorCode code, string message)
        : base(message) => Code = code;

    /// <summary>An error of a layer. The message begins with the layer's name.</summary>
    public DeepCalcException(string layer, DeepCalcException error)
        : base($"{layer}: {error.Message}", error)
    {
        Code = error.Code;
        Layer = layer;
    }

    /// <summary>Throws an error if a rule is broken; the text is computed only then.</summary>
    /// <param name="condition">Whether the rule is broken.</param>
    /// <param name="code">The kind of error.</param>
    /// <param name="message">What is wrong, and what would be valid.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ThrowIf(
        [DoesNotReturnIf(true)] bool condition, ErrorCode code, [InterpolatedStringHandlerArgument(nameof(condition))] InvariantText message)
    {
        if (condition)
        {
            Throw(code, message.ToString());
        }
    }

    /// <summary>Throws an error of a fixed text if a rule is broken.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ThrowIf([DoesNotReturnIf(true)] bool condition, ErrorCode code, string message)
    {
        if (condition)
        {
            Throw(code, message);
        }
    }

    [DoesNotReturn]
    private static void Throw(ErrorCode code, string message) => throw new DeepCalcException(code, message);

    /// <summary>The kind of error; its name is a stable identifier.</summary>
    public ErrorCode Code { get; }

    /// <summary>The name of the layer at fault, or null.</summary>
    public string? Layer { get; }
}
