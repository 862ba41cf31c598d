namespace DeepCalc;

/// <summary>The outputs of a call; all but the first are made when something asks for them, so that what nobody uses is not there.</summary>
internal sealed class KerasOutputs
{
    private readonly Lazy<Layer>[] _outputs;

    public KerasOutputs(Layer first, params IEnumerable<Func<Layer>> others) =>
        _outputs = [new(first), .. others.Select(make => new Lazy<Layer>(make))];

    public KerasOutputs(IEnumerable<Layer> outputs) => _outputs = [.. outputs.Select(output => new Lazy<Layer>(output))];

    public static implicit operator KerasOutputs(Layer only) => new(only);

    public Layer First => _outputs[0].Value;

    public int Count => _outputs.Length;

    public Layer? this[long index] => index >= 0 && index < _outputs.Length ? _outputs[index].Value : null;

    /// <summary>All of them.</summary>
    public IEnumerable<Layer> All => _outputs.Select(output => output.Value);
}
