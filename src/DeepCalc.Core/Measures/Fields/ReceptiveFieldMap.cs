namespace DeepCalc.Measures.Fields;

/// <summary>
/// What the units of every value of a network see of one value, axis by axis: interval arithmetic over all paths. A value is a layer,
/// or a further output of one, and is named by its place among the network's values.
/// </summary>
internal sealed class ReceptiveFieldMap
{
    // None of layers that no path leads to; an array for each other one, since one for all would be among the large objects.
    private readonly AxisField[]?[] _fields;
    private readonly int _axes;

    // The fields of the layer that is being worked out.
    private readonly AxisField[] _found;

    // The layer after the last one that is worked out; the rest is when somebody asks.
    private int _next;

    /// <summary>Measures from <paramref name="origin"/>, usually an input layer.</summary>
    public ReceptiveFieldMap(Network network, Layer origin)
    {
        Network = network;
        Origin = origin;
        _axes = origin.OutputShape.FieldAxisCount;
        _fields = new AxisField[]?[network.ValueSpan.Length];
        _found = new AxisField[_axes];
        int begin = network.PlaceOf(origin);
        var own = new AxisField[_axes];
        for (int axis = 0; axis < _axes; axis++)
        {
            own[axis] = AxisField.Itself(origin.OutputShape.FieldAxis(axis));
        }

        _fields[begin] = own;
        _next = begin + 1;
    }

    public Network Network { get; }

    /// <summary>The layer that the fields lie on.</summary>
    public Layer Origin { get; }

    /// <summary>The number of axes of the origin that have fields.</summary>
    public int AxisCount => _axes;

    /// <summary>The field of a layer on an axis.</summary>
    public AxisField this[int layer, int axis]
    {
        get
        {
            while (_next <= layer)
            {
                Propagate(_next);
                _next++;
            }

            return _fields[layer] is { } fields ? fields[axis] : default;
        }
    }

    /// <summary>The size of an axis of the origin.</summary>
    public Quantity OriginSize(int axis) => Origin.OutputShape.PositionsOn(Origin.OutputShape.FieldAxis(axis));

    /// <summary>Whether a layer depends on the origin.</summary>
    public bool Reaches(int layer) => this[layer, 0].Kind != FieldKind.None;

    /// <summary>
    /// How many positions a unit of a layer depends on: the whole axis if it sees everything; null where a size that is not
    /// known decides.
    /// </summary>
    public Quantity? SizeOf(int layer, int axis) => this[layer, axis].SeesEverything ? OriginSize(axis) : LocalSizeOf(layer, axis);

    /// <summary>The same without gates.</summary>
    public Quantity? LocalSizeOf(int layer, int axis)
    {
        AxisField field = this[layer, axis];
        return field.Kind == FieldKind.Everything
            ? OriginSize(axis)
            : field.LocalSize(Network.ValueSpan[layer].OutputShape.PositionsOn(field.Axis));
    }

    private void Propagate(int index)
    {
        ReadOnlySpan<int> inputs = Network.InputsOf(index);
        if (!IsReached(inputs))
        {
            return;
        }

        try
        {
            for (int axis = 0; axis < _axes; axis++)
            {
                _found[axis] = axis > 0 && AxisField.Alike(this, index, axis, axis - 1, _found[axis - 1]) is { } alike
                    ? alike
                    : AxisField.Of(this, index, axis);
            }

            // Layers that change nothing share what is found.
            AxisField[]? before = _fields[inputs[0]];
            _fields[index] = before is not null && AreSame(before, _found) ? before : [.. _found];
        }
        catch (OverflowException)
        {
            throw Overflow(index);
        }
    }

    private bool IsReached(ReadOnlySpan<int> inputs)
    {
        foreach (int input in inputs)
        {
            if (_fields[input] is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static bool AreSame(AxisField[] fields, AxisField[] others)
    {
        for (int axis = 0; axis < fields.Length; axis++)
        {
            if (!fields[axis].IsSame(others[axis]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A row for each axis on which a layer has a field.</summary>
    /// <exception cref="DeepCalcException">A number does not fit in 64 bits.</exception>
    public IEnumerable<T> RowsOf<T>(int layer, Func<ReceptiveFieldMap, int, int, T> row) =>
        Enumerable.Range(0, _axes).Where(axis => this[layer, axis].Kind != FieldKind.None).Select(axis => Checked(layer, axis, row));

    /// <summary>A number of a field. A field can fit in 64 bits although a number derived from it, such as twice its centre, does not.</summary>
    /// <exception cref="DeepCalcException">The number does not fit in 64 bits.</exception>
    public T Checked<T>(int layer, int axis, Func<ReceptiveFieldMap, int, int, T> value)
    {
        try
        {
            return value(this, layer, axis);
        }
        catch (OverflowException)
        {
            throw Overflow(layer);
        }
    }

    private DeepCalcException Overflow(int layer) => LayerErrors.Overflow(Network.NameAt(layer), "receptive field");
}
