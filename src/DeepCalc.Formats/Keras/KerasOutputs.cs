namespace DeepCalc.Formats.Keras;

/// <summary>The outputs of a call. All but the first are built on demand, so that unused outputs do not appear.</summary>
internal sealed class KerasOutputs
{
    private readonly Lazy<Layer>[] _outputs;

    public KerasOutputs(Layer first, params IEnumerable<Func<Layer>> others) =>
        _outputs = [new(first), .. others.Select(make => new Lazy<Layer>(make))];

    public KerasOutputs(IEnumerable<Layer> outputs) => _outputs = [.. outputs.Select(output => new Lazy<Layer>(output))];

    public static implicit operator KerasOutputs(Layer only) => new(only);

    public Layer First => _outputs[0].Value;

    public int Count => _outputs.Length;

    public IEnumerable<Func<Layer>> Further => _outputs.Skip(1).Select<Lazy<Layer>, Func<Layer>>(output => () => output.Value);

    public Layer? this[long index] => index >= 0 && index < _outputs.Length ? _outputs[index].Value : null;

    /// <summary>All outputs; this builds them.</summary>
    public IEnumerable<Layer> All => _outputs.Select(output => output.Value);
}
