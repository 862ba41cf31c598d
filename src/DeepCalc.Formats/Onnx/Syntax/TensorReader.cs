namespace DeepCalc.Formats.Onnx.Syntax;

/// <summary>Reads a tensor: its name, sizes and type, and its values if it is small.</summary>
internal sealed class TensorReader
{
    // Floating-point values are kept for scales and limits; larger tensors are weights.
    private const int MostReals = 64;

    private static readonly WireMessage<WireReader, TensorReader> Tensor = new()
    {
        [1] = (wire, tensor) => wire.ReadNumbers(tensor._sizes),
        [2] = (wire, tensor) => tensor._type = TypeOf(wire.ReadNumber()),
        [4] = (wire, tensor) => wire.ReadNumbers(tensor._numbers, WireType.Fixed32, MostReals),
        [5] = (wire, tensor) => wire.ReadNumbers(tensor._numbers, WireType.Varint, TensorValues.Most),
        [7] = (wire, tensor) => wire.ReadNumbers(tensor._numbers, WireType.Varint, TensorValues.Most),
        [8] = (wire, tensor) => tensor._name = wire.ReadText(),
        [9] = (wire, tensor) =>
        {
            tensor._raw = (wire.Position, wire.FieldEnd);
            wire.Skip();
        },
        [10] = (wire, tensor) => wire.ReadNumbers(tensor._numbers, WireType.Fixed64, MostReals),
        [11] = (wire, tensor) => wire.ReadNumbers(tensor._numbers, WireType.Varint, TensorValues.Most),
    };

    // The values of a sparse tensor are a tensor with sizes of its own, and so are their places.
    private static readonly WireMessage<WireReader, TensorReader> Sparse = new()
    {
        [1] = (wire, tensor) =>
        {
            Tensor.Read(wire, tensor);
            tensor._sizes.Clear();
            tensor._numbers.Clear();
            tensor._raw = default;
        },
        [3] = (wire, tensor) => wire.ReadNumbers(tensor._sizes),
    };

    private readonly List<long> _sizes = [];
    private readonly List<long> _numbers = [];
    private string _name = "";
    private ElementType _type;
    private (long Start, long End) _raw;

    public OnnxTensor Read(WireReader wire) => Read(wire, Tensor);

    /// <summary>Reads a sparse tensor: the sizes of the dense tensor, and the type of its few stored values.</summary>
    public OnnxTensor ReadSparse(WireReader wire) => Read(wire, Sparse);

    /// <summary>The element type with a number in the format; Undefined for an unknown number.</summary>
    public static ElementType TypeOf(long number) =>
        number is > 0 and <= (int)ElementType.Int2 ? (ElementType)number : ElementType.Undefined;

    private OnnxTensor Read(WireReader wire, WireMessage<WireReader, TensorReader> message)
    {
        _sizes.Clear();
        _numbers.Clear();
        (_name, _type, _raw) = ("", ElementType.Undefined, default);
        message.Read(wire, this);
        var sizes = new Quantity[_sizes.Count];
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            sizes[axis] = _sizes[axis] >= 0 ? _sizes[axis] : throw wire.Corrupt($"the tensor '{_name}' has an axis of size {_sizes[axis]}; it must be at least 0");
        }

        int? count = TensorValues.CountOf(sizes);
        bool isSmall = count <= (_type.IsFloat() ? MostReals : TensorValues.Most);
        return new OnnxTensor(_name, FileTensor.Of(_type, isSmall ? Values(wire, count!.Value) : null, sizes));
    }

    private TensorValues? Values(WireReader wire, int count)
    {
        // Raw bytes can be read once the type and the sizes are known.
        int width = (_type.Bits() ?? 0) / 8;
        if (width > 0 && _raw.End - _raw.Start >= count * width)
        {
            long resume = wire.Position;
            wire.JumpTo(_raw.Start);
            for (int i = 0; i < count; i++)
            {
                _numbers.Add(wire.ReadFixed(width));
            }

            wire.JumpTo(resume);
        }

        var values = new Scalar[count];
        for (int i = 0; i < count; i++)
        {
            if (i == _numbers.Count || Element(_numbers[i]) is not { } value)
            {
                return null;
            }

            values[i] = value;
        }

        return new TensorValues(values);
    }

    private Scalar? Element(long bits) => unchecked(_type switch
    {
        ElementType.Int64 => bits,
        ElementType.UInt64 when bits >= 0 => bits,
        ElementType.Int32 => (int)bits,
        ElementType.UInt32 => (uint)bits,
        ElementType.Int16 => (short)bits,
        ElementType.UInt16 => (ushort)bits,
        ElementType.Int8 => (sbyte)bits,
        ElementType.UInt8 => (byte)bits,
        ElementType.Boolean => bits == 0 ? 0 : 1,
        ElementType.Float64 => Scalar.Real(BitConverter.Int64BitsToDouble(bits)),
        ElementType.Float32 => Scalar.Real(BitConverter.Int32BitsToSingle((int)bits)),
        ElementType.Float16 => Scalar.Real((double)BitConverter.Int16BitsToHalf((short)bits)),
        ElementType.BFloat16 => Scalar.Real(BitConverter.Int32BitsToSingle((int)bits << 16)),
        _ => (Scalar?)null,
    });
}
