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

    /// <summary>The kind of error; its name is a stable identifier.</summary>
    public ErrorCode Code { get; }

    /// <summary>The name of the layer at fault, or null.</summary>
    public string? Layer { get; }
}
