namespace DeepCalc;

/// <summary>A network, a layer or a setting that cannot be: says what is wrong, where, and what would be valid.</summary>
public sealed class DeepCalcException : Exception
{
    /// <summary>An error that is not tied to a layer yet; numbers in its text are written alike in every culture.</summary>
    public DeepCalcException(ErrorCode code, InvariantText message)
        : this(code, message.ToString())
    {
    }

    /// <summary>An error that is not tied to a layer yet.</summary>
    public DeepCalcException(ErrorCode code, string message)
        : base(message) => Code = code;

    /// <summary>An error of a layer. The message begins with the layer's name.</summary>
    public DeepCalcException(string layer, DeepCalcException error)
        : base($"{layer}: {error.Message}", error)
    {
        Code = error.Code;
        Layer = layer;
    }

    /// <summary>What kind of error it is; the stable part of a cmdlet's ErrorId.</summary>
    public ErrorCode Code { get; }

    /// <summary>The name of the layer at fault, or null.</summary>
    public string? Layer { get; }
}
