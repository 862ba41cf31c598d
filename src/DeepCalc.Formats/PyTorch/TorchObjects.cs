using DeepCalc.Formats.Pickles;

namespace DeepCalc.Formats.PyTorch;

/// <summary>Gives meaning to the calls by which a pickle rebuilds tensors. No call is made.</summary>
/// <remarks>Source: torch/_utils.py and torch/_tensor.py of PyTorch 1.13 and 2.5; numpy/core/multiarray.py.</remarks>
/// <param name="storages">The storages of the file.</param>
internal sealed class TorchObjects(TorchStorages storages)
{
    // Subclasses of tensors wrap a call in another.
    private const int MostWraps = 16;

    private readonly Dictionary<PickleObject, TorchValue?> _known = new(ReferenceEqualityComparer.Instance);

    /// <summary>The tensors to which a pickle refers by their keys, in the tar form; else none.</summary>
    public IReadOnlyDictionary<string, TorchTensor> Saved { get; init; } = new Dictionary<string, TorchTensor>();

    /// <summary>The tensor that a call or reference gives, or null where it gives something else.</summary>
    /// <exception cref="DeepCalcException">The arguments of a known call are damaged.</exception>
    public TorchValue? TensorOf(object? value)
    {
        if (value is PicklePersistent { Id: { } key })
        {
            return Saved.GetValueOrDefault(TorchTar.Text(key)) is { } saved ? new TorchValue(saved, null) : null;
        }

        if (value is not PickleObject { Global: not null } made)
        {
            return null;
        }

        if (!_known.TryGetValue(made, out TorchValue? tensor))
        {
            _known.Add(made, tensor = Unwrap(made, MostWraps));
        }

        return tensor;
    }

    /// <summary>The named parts of a sparse tensor, or null for anything else.</summary>
    public static (string Name, object? Value)[]? PartsOf(PickleObject made)
    {
        if (made.Global is not { Module: "torch._utils", Name: "_rebuild_sparse_tensor" or "_rebuild_sparse_csr_tensor" } || made[1] is not PickleSequence { Items: { } parts })
        {
            return null;
        }

        string layout = (made[0] as PickleObject)?[0] as string ?? "";
        string[] names = parts.Count >= 4 && parts[2] is not PickleSequence and not PickleObject { Global.Name: "Size" }
            ? layout.Contains("sc", StringComparison.Ordinal) && !layout.Contains("csr", StringComparison.Ordinal) ? ["ccol_indices", "row_indices", "values"] : ["crow_indices", "col_indices", "values"]
            : ["indices", "values"];
        return [.. names.Zip(parts)];
    }

    private TorchValue? Unwrap(PickleObject made, int wraps)
    {
        PickleGlobal function = made.Global!;
        switch (function.Module, function.Name)
        {
            case ("torch._utils", "_rebuild_tensor"):
            case ("torch._utils", "_rebuild_tensor_v2"):
                return Stored(made, null, function.Name);
            case ("torch._utils", "_rebuild_qtensor"):
                return Stored(made, null, function.Name);
            case ("torch._utils", "_rebuild_tensor_v3"):
                return Stored(made, made[6], function.Name);
            case ("torch._utils", "_rebuild_meta_tensor_no_storage"):
                return new TorchValue(TorchTensor.Of(null, 0, Numbers(made[1], "sizes"), Numbers(made[2], "strides"), TypeOf(made[0])), null);
            case ("torch._utils", "_rebuild_parameter"):
            case ("torch._utils", "_rebuild_parameter_with_state"):
            case ("torch.nn.parameter", "Parameter"):
                return Inner(made[0], wraps) is { } data ? data with { IsTrained = made[1] is true } : null;
            case ("torch._utils", "_rebuild_device_tensor_from_numpy"):
            case ("torch._utils", "_rebuild_device_tensor_from_cpu_tensor"):
            case ("torch._utils", "_rebuild_xla_tensor"):
                return Inner(made[0], wraps);
            case ("torch._tensor" or "torch.tensor", "_rebuild_from_type"):
            case ("torch._tensor" or "torch.tensor", "_rebuild_from_type_v2"):
                return Inner(new PickleObject(made[0], made[2]), wraps);
            case ("numpy.core.multiarray" or "numpy._core.multiarray", "_reconstruct"):
                return Array(made);
            default:
                return null;
        }
    }

    private TorchValue? Inner(object? value, int wraps) =>
        value is PickleObject { Global: not null } made ? wraps > 0 ? Unwrap(made, wraps - 1) : null : TensorOf(value);

    // Storage, offset, sizes, strides; then the quantiser, or flags and the data type.
    private TorchValue Stored(PickleObject made, object? type, string function)
    {
        (TorchStorage storage, TorchType ofStorage, long begin) = storages.Resolve(made[0]) ?? throw FileFault.Corrupt(
            $"the first argument of {function} is no storage; the pickle is damaged.");
        FileFault.Unless(made[1] is long, $"the offset of a tensor in storage {Quoted.Cut(storage.Key)} is no number; the pickle is damaged.");
        Int128 offset = (Int128)(long)made[1]! + begin;
        FileFault.Unless(offset >= 0 && offset <= long.MaxValue, $"a tensor begins at element {offset} of storage {Quoted.Cut(storage.Key)}; at least 0 is valid.");
        return new TorchValue(
            TorchTensor.Of(storage, (long)offset, Numbers(made[2], "sizes"), Numbers(made[3], "strides"), type is null ? ofStorage : TypeOf(type)), null);
    }

    private static TorchType TypeOf(object? named) => TorchType.Of(named) ?? throw new DeepCalcException(
        ErrorCode.FormatUnknown, $"the file has a tensor of the type {(named is PickleGlobal global ? PickleText.Name(global.ToString()) : "…")}, which is unknown.");

    // The state of an array: version, shape, data type, order, and the values.
    private static TorchValue? Array(PickleObject made)
    {
        if (made.State is not PickleSequence { Items: [_, { } shape, PickleObject { Global: { Module: "numpy", Name: "dtype" } } named, _, { } values, ..] }
            || NumpyType(named[0] as string) is not { } type)
        {
            return null;
        }

        long[] sizes = Numbers(shape, "sizes");
        long[] strides = new long[sizes.Length];
        Int128 elements = 1;
        for (int axis = sizes.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = (long)elements;
            elements *= Math.Max(sizes[axis], 1);
            FileFault.Unless(elements <= long.MaxValue / 16, $"an array of shape {string.Join('x', sizes)} has too many elements; the pickle is damaged.");
        }

        long bytes = sizes.Contains(0) ? 0 : (long)elements * type.Bits / 8;
        long most = MostBytesOf(values);
        FileFault.Unless(
            bytes <= most && (values is not PickleBytes || bytes == most),
            $"an array of shape {string.Join('x', sizes)} takes {bytes} bytes, but the file has {most}; the pickle is damaged.");
        return new TorchValue(TorchTensor.Of(new TorchStorage("array", (long)elements, bytes, true), 0, sizes, strides, type), null);
    }

    // Python 3 writes bytes in protocol 2 as a text to be encoded, and Python 2 as a text.
    private static long MostBytesOf(object? values) => values switch
    {
        PickleBytes bytes => bytes.Length,
        string => PickleInput.MostText,
        PickleLongText text => text.Length,
        PickleObject { Global: { Module: "_codecs", Name: "encode" } } encoded when encoded[0] is string or PickleLongText => MostBytesOf(encoded[0]),
        _ => 0,
    };

    private static TorchType? NumpyType(string? name) => name?.TrimStart('<', '>', '=', '|') switch
    {
        "f2" => TorchType.Named("float16"),
        "f4" => TorchType.Named("float32"),
        "f8" => TorchType.Named("float64"),
        "c8" => TorchType.Named("complex64"),
        "c16" => TorchType.Named("complex128"),
        "b1" => TorchType.Named("bool"),
        "i1" => TorchType.Named("int8"),
        "i2" => TorchType.Named("int16"),
        "i4" => TorchType.Named("int32"),
        "i8" => TorchType.Named("int64"),
        "u1" => TorchType.Named("uint8"),
        "u2" => TorchType.Named("uint16"),
        "u4" => TorchType.Named("uint32"),
        "u8" => TorchType.Named("uint64"),
        _ => null,
    };

    private static long[] Numbers(object? value, string what)
    {
        // A shape may be a torch.Size, which is called with the numbers.
        List<object?>? items = (value as PickleSequence ?? (value as PickleObject)?[0] as PickleSequence)?.Items;
        FileFault.Unless(items is not null && items.TrueForAll(item => item is long), $"the {what} of a tensor are no numbers; the pickle is damaged.");
        return [.. items!.Select(item => (long)item!)];
    }
}
