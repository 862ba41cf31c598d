using DeepCalc.Formats.Pickles;

namespace DeepCalc.Formats.PyTorch;

/// <summary>An element type of PyTorch.</summary>
/// <param name="Type">The type.</param>
/// <param name="Bits">The bits of an element.</param>
/// <param name="Name">
/// The name of a type whose elements are numbers of a kind that <see cref="ElementType"/> lacks, such as quantised ones; else null.
/// </param>
internal sealed record TorchType(ElementType Type, int Bits, string? Name = null)
{
    /// <summary>The bits of an element of a storage: at least a byte.</summary>
    public int StorageBits => Math.Max(Bits, 8);

    // By the name of the data type, and by that of the storage class without "Storage".
    private static readonly Dictionary<string, TorchType> Types = Table(
        (ElementType.Float32, "Float", "float32", "float"),
        (ElementType.Float64, "Double", "float64", "double"),
        (ElementType.Float16, "Half", "float16", "half"),
        (ElementType.BFloat16, "BFloat16", "bfloat16", ""),
        (ElementType.Int64, "Long", "int64", "long"),
        (ElementType.Int32, "Int", "int32", "int"),
        (ElementType.Int16, "Short", "int16", "short"),
        (ElementType.Int8, "Char", "int8", ""),
        (ElementType.UInt8, "Byte", "uint8", "Untyped"),
        (ElementType.UInt8, "", "float4_e2m1fn_x2", ""),
        (ElementType.UInt16, "", "uint16", ""),
        (ElementType.UInt32, "", "uint32", ""),
        (ElementType.UInt64, "", "uint64", ""),
        (ElementType.Boolean, "Bool", "bool", ""),
        (ElementType.Complex64, "ComplexFloat", "complex64", "cfloat"),
        (ElementType.Complex128, "ComplexDouble", "complex128", "cdouble"),
        (ElementType.Float8E4M3FN, "", "float8_e4m3fn", ""),
        (ElementType.Float8E4M3FNUZ, "", "float8_e4m3fnuz", ""),
        (ElementType.Float8E5M2, "", "float8_e5m2", ""),
        (ElementType.Float8E5M2FNUZ, "", "float8_e5m2fnuz", ""),
        (ElementType.Float8E8M0, "", "float8_e8m0fnu", ""));

    /// <summary>The type that a storage class or a data type names, or null.</summary>
    public static TorchType? Of(object? named) => named is PickleGlobal { Module: "torch" or "torch.cuda" or "torch.storage" } global
        ? Types.GetValueOrDefault(global.Name.EndsWith("Storage", StringComparison.Ordinal) ? global.Name[..^"Storage".Length].TrimStart('_') : global.Name)
        : null;

    /// <summary>The type of a known name.</summary>
    public static TorchType Named(string name) => Types[name];

    private static Dictionary<string, TorchType> Table(params (ElementType Type, string Storage, string Name, string Alias)[] plain)
    {
        var types = new Dictionary<string, TorchType>(StringComparer.Ordinal)
        {
            ["QInt8"] = new(ElementType.Int8, 8, "QInt8"),
            ["QUInt8"] = new(ElementType.UInt8, 8, "QUInt8"),
            ["QInt32"] = new(ElementType.Int32, 32, "QInt32"),
            ["QUInt4x2"] = new(ElementType.UInt4, 4, "QUInt4x2"),
            ["QUInt2x4"] = new(ElementType.UInt2, 2, "QUInt2x4"),
            ["Complex32"] = new(ElementType.Undefined, 32, "Complex32"),
        };
        foreach ((string name, TorchType type) in types.ToArray())
        {
            types.Add(name.ToLowerInvariant(), type);
        }

        foreach ((ElementType type, string storage, string name, string alias) in plain)
        {
            foreach (string each in new[] { storage, name, alias }.Where(each => each.Length > 0))
            {
                types.Add(each, new TorchType(type, type.Bits()!.Value));
            }
        }

        return types;
    }
}
