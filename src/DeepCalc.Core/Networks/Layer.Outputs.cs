namespace DeepCalc;

// The outputs of one layer.
public sealed partial class Layer
{
    private readonly ushort _output;

    // An output of a layer, which has everything but the shape and the name from its layer.
    private Layer(Layer layer, int output, string? name)
    {
        Definition = layer.Definition;
        _name = string.IsNullOrEmpty(name) ? null : name;
        IsFurther = true;
        _output = LayerErrors.Number(output);
        _shared = layer;
        _inputs = layer._inputs;
        _inputShapes = layer._inputShapes;
        _placed = layer._placed;
        Origins = layer.Origins;
        try
        {
            OutputShape = ShapeOf(_inputShapes);
            OutputType = TypeOf();
        }
        catch (Exception e) when (e is DeepCalcException or OverflowException)
        {
            throw LayerErrors.OfShape(NameInContext(), e);
        }
    }

    /// <summary>The number of this output among the outputs of its layer, from 0.</summary>
    public int OutputIndex => _output;

    /// <summary>How many outputs the layer has.</summary>
    public int OutputCount => _placed.OutputCount(_inputShapes);

    /// <summary>What this output is called among the outputs of its layer, such as a state h; null where it has no name.</summary>
    public string? OutputName => Definition.OutputName(_output);

    /// <summary>
    /// Whether it is an output beside the one that stands for the layer. It has no weights and no work of its own, and a network does not
    /// list it among its layers.
    /// </summary>
    public bool IsFurther { get; }

    /// <summary>The layer that it is an output of; itself, unless it is a further output.</summary>
    public Layer OutputOf => IsFurther ? (Layer)_shared! : this;

    /// <summary>An output of the layer, as an input for other layers.</summary>
    /// <param name="index">Its number, from 0.</param>
    /// <param name="name">A name for it, or null; the layer keeps its own.</param>
    /// <exception cref="DeepCalcException">The layer has no such output.</exception>
    public Layer Output(int index, string? name = null)
    {
        Layer layer = OutputOf;
        int count = OutputCount;
        return index < 0 || index >= count
            ? throw new DeepCalcException(
                NameInContext(), new DeepCalcException(ErrorCode.InvalidSize, $"output {index} does not exist: the layer has {count}, numbered from 0."))
            : index == layer._output ? layer
            : new Layer(layer, index, name);
    }
}
