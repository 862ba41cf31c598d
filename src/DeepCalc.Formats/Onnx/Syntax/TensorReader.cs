using System.Buffers.Binary;
using DeepCalc.Formats.Protobuf;

namespace DeepCalc.Formats.Onnx.Syntax;

/// <summary>Reads tensors: names, sizes and types of all, values only of small ones.</summary>
internal sealed class TensorReader(WireReader wire)
{
    // Floating-point values are kept for scales and limits; larger tensors are weights.
    private const int MostReals = 64;

    /// <summary>Reads a tensor up to a position.</summary>
    public OnnxTensor Read(long end)
    {
        var tensor = new OnnxTensor();
        List<long> sizes = [];
        (int Field, long Start, long End) payload = default;
        List<long>? ints = null;
        List<double>? reals = null;
        while (wire.TryReadTag(end, out int field, out WireType type))
        {
            switch (field)
            {
                case 1:
                    ReadInts(sizes, type, end);
                    break;
                case 2 when type == WireType.Varint:
                    tensor.Type = TypeOf(wire.ReadInt64());
                    break;
                case 8:
                    tensor.Name = wire.ReadText(type, end);
                    break;
                case 4 or 5 or 7 or 9 or 10 or 11 when type == WireType.Length:
                    long payloadEnd = wire.ReadEnd(type, end);
                    payload = (field, wire.Position, payloadEnd);
                    wire.JumpTo(payloadEnd, end);
                    break;
                case 5 or 7 or 11 when type == WireType.Varint:
                    Add(ints ??= [], wire.ReadInt64());
                    break;
                case 4 when type == WireType.Fixed32:
                    Add(reals ??= [], BitConverter.UInt32BitsToSingle(wire.ReadFixed32()));
                    break;
                case 10 when type == WireType.Fixed64:
                    Add(reals ??= [], BitConverter.UInt64BitsToDouble(wire.ReadFixed64()));
                    break;
                default:
                    wire.Skip(type, end);
                    break;
            }
        }

        tensor.Sizes = [.. sizes];
        if (CountOf(tensor) is { } count && count <= (tensor.Type.IsFloat() ? MostReals : TensorValues.Most))
        {
            tensor.Values = count == 0 ? new TensorValues([])
                : payload.Field != 0 ? ReadPayload(payload, tensor.Type, (int)count, end)
                : ints?.Count == count ? new TensorValues([.. ints.Select(value => (Scalar)(value))])
                : reals?.Count == count ? new TensorValues([.. reals.Select(Scalar.Real)])
                : null;
        }

        return tensor;
    }

    /// <summary>Reads a sparse tensor up to a position: the sizes of the dense tensor, and its few stored values.</summary>
    public OnnxTensor ReadSparse(long end)
    {
        var tensor = new OnnxTensor();
        List<long> sizes = [];
        while (wire.TryReadTag(end, out int field, out WireType type))
        {
            switch (field)
            {
                case 1:
                    OnnxTensor values = Read(wire.ReadEnd(type, end));
                    tensor.Name = values.Name;
                    tensor.Type = values.Type;
                    break;
                case 3:
                    ReadInts(sizes, type, end);
                    break;
                default:
                    wire.Skip(type, end);
                    break;
            }
        }

        tensor.Sizes = [.. sizes];
        CountOf(tensor);
        return tensor;
    }

    /// <summary>Integers, packed or one by one.</summary>
    public void ReadInts(List<long> values, WireType type, long end)
    {
        if (type == WireType.Varint)
        {
            values.Add(wire.ReadInt64());
            return;
        }

        long packed = wire.ReadEnd(type, end);
        while (wire.Position < packed)
        {
            values.Add(wire.ReadInt64());
        }
    }

    /// <summary>Floating-point numbers, packed or one by one.</summary>
    public void ReadFloats(List<float> values, WireType type, long end)
    {
        if (type == WireType.Fixed32)
        {
            values.Add(BitConverter.UInt32BitsToSingle(wire.ReadFixed32()));
            return;
        }

        long packed = wire.ReadEnd(type, end);
        while (wire.Position + 4 <= packed)
        {
            values.Add(BitConverter.UInt32BitsToSingle(wire.ReadFixed32()));
        }

        wire.JumpTo(packed, end);
    }

    /// <summary>The element type with a number in the format; Undefined for an unknown number.</summary>
    public static ElementType TypeOf(long number) =>
        number is > 0 and <= (int)ElementType.Int2 ? (ElementType)number : ElementType.Undefined;

    private static void Add<T>(List<T> values, T value)
    {
        if (values.Count <= TensorValues.Most)
        {
            values.Add(value);
        }
    }

    private long? CountOf(OnnxTensor tensor)
    {
        long count = 1;
        foreach (long size in tensor.Sizes)
        {
            if (size < 0)
            {
                throw wire.Corrupt($"the tensor '{tensor.Name}' has an axis of size {size}; it must be at least 0");
            }

            count = size == 0 ? 0 : count > long.MaxValue / size ? long.MaxValue : count * size;
        }

        return count;
    }

    private TensorValues? ReadPayload((int Field, long Start, long End) payload, ElementType type, int count, long end)
    {
        long resume = wire.Position;
        wire.JumpTo(payload.Start, end);
        TensorValues? values = payload.Field == 9 ? ReadRaw(payload.End, type, count) : ReadPacked(payload.Field, payload.End, count);
        wire.JumpTo(resume, end);
        return values;
    }

    private TensorValues? ReadPacked(int field, long end, int count)
    {
        var values = new Scalar[count];
        for (int i = 0; i < count; i++)
        {
            if (wire.Position >= end)
            {
                return null;
            }

            values[i] = field switch
            {
                4 => Scalar.Real(BitConverter.UInt32BitsToSingle(wire.ReadFixed32())),
                10 => Scalar.Real(BitConverter.UInt64BitsToDouble(wire.ReadFixed64())),
                _ => wire.ReadInt64(),
            };
        }

        return new TensorValues(values);
    }

    private TensorValues? ReadRaw(long end, ElementType type, int count)
    {
        int width = (type.Bits() ?? 0) / 8;
        if (width == 0 || end - wire.Position < (long)count * width)
        {
            return null;
        }

        var values = new Scalar[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> bytes = wire.ReadBytes(width);
            Scalar? value = type switch
            {
                ElementType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
                ElementType.Int32 => (long)BinaryPrimitives.ReadInt32LittleEndian(bytes),
                ElementType.UInt32 => (long)BinaryPrimitives.ReadUInt32LittleEndian(bytes),
                ElementType.UInt64 when BinaryPrimitives.ReadUInt64LittleEndian(bytes) is <= long.MaxValue and var large => (long)large,
                ElementType.Int16 => (long)BinaryPrimitives.ReadInt16LittleEndian(bytes),
                ElementType.UInt16 => (long)BinaryPrimitives.ReadUInt16LittleEndian(bytes),
                ElementType.Int8 => (long)unchecked((sbyte)bytes[0]),
                ElementType.UInt8 => (long)bytes[0],
                ElementType.Boolean => bytes[0] == 0 ? 0L : 1L,
                ElementType.Float32 => Scalar.Real(BinaryPrimitives.ReadSingleLittleEndian(bytes)),
                ElementType.Float64 => Scalar.Real(BinaryPrimitives.ReadDoubleLittleEndian(bytes)),
                ElementType.Float16 => Scalar.Real((double)BinaryPrimitives.ReadHalfLittleEndian(bytes)),
                ElementType.BFloat16 => Scalar.Real(BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16)),
                _ => null,
            };
            if (value is not { } known)
            {
                return null;
            }

            values[i] = known;
        }

        return new TensorValues(values);
    }
}
