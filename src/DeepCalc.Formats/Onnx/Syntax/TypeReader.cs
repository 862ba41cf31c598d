using DeepCalc.Formats.Protobuf;

namespace DeepCalc.Formats.Onnx.Syntax;

/// <summary>Reads the types of an ONNX file: of tensors, sequences and optional values.</summary>
internal sealed class TypeReader(WireReader wire)
{
    private const int Deepest = 64;

    private int _depth;

    /// <summary>A value's name and type.</summary>
    public OnnxValueInfo ReadValueInfo(long end)
    {
        string name = "";
        OnnxType? valueType = null;
        while (wire.TryReadTag(end, out int field, out WireType type))
        {
            switch (field)
            {
                case 1:
                    name = wire.ReadText(type, end);
                    break;
                case 2:
                    valueType = Read(wire.ReadEnd(type, end));
                    break;
                default:
                    wire.Skip(type, end);
                    break;
            }
        }

        return new OnnxValueInfo(name, valueType);
    }

    /// <summary>A type.</summary>
    public OnnxType Read(long end)
    {
        if (++_depth > Deepest)
        {
            throw new DeepCalcException(ErrorCode.FileTooLarge, $"types are nested deeper than {Deepest} levels, the most that is read.");
        }

        var result = new OnnxType();
        while (wire.TryReadTag(end, out int field, out WireType type))
        {
            switch (field)
            {
                case 1 or 8:
                    ReadTensorType(result, wire.ReadEnd(type, end));
                    break;
                case 4:
                    result.SequenceOf = ReadElementType(wire.ReadEnd(type, end));
                    break;
                case 9:
                    result.OptionalOf = ReadElementType(wire.ReadEnd(type, end));
                    break;
                default:
                    wire.Skip(type, end);
                    break;
            }
        }

        _depth--;
        return result;
    }

    private OnnxType ReadElementType(long end)
    {
        var result = new OnnxType();
        while (wire.TryReadTag(end, out int field, out WireType type))
        {
            if (field == 1)
            {
                result = Read(wire.ReadEnd(type, end));
            }
            else
            {
                wire.Skip(type, end);
            }
        }

        return result;
    }

    private void ReadTensorType(OnnxType result, long end)
    {
        while (wire.TryReadTag(end, out int field, out WireType type))
        {
            switch (field)
            {
                case 1 when type == WireType.Varint:
                    result.Element = TensorReader.TypeOf(wire.ReadInt64());
                    break;
                case 2:
                    result.Sizes = ReadSizes(wire.ReadEnd(type, end));
                    break;
                default:
                    wire.Skip(type, end);
                    break;
            }
        }
    }

    private List<(long? Size, string? Name)> ReadSizes(long end)
    {
        List<(long? Size, string? Name)> sizes = [];
        while (wire.TryReadTag(end, out int field, out WireType type))
        {
            if (field != 1)
            {
                wire.Skip(type, end);
                continue;
            }

            long sizeEnd = wire.ReadEnd(type, end);
            long? size = null;
            string? name = null;
            while (wire.TryReadTag(sizeEnd, out int sizeField, out WireType sizeType))
            {
                switch (sizeField)
                {
                    case 1 when sizeType == WireType.Varint:
                        size = wire.ReadInt64();
                        break;
                    case 2:
                        name = wire.ReadText(sizeType, sizeEnd);
                        break;
                    default:
                        wire.Skip(sizeType, sizeEnd);
                        break;
                }
            }

            sizes.Add((size, string.IsNullOrEmpty(name) ? null : name));
        }

        return sizes;
    }
}
