using DeepCalc.Formats.Pickles;

namespace DeepCalc.Formats.PyTorch;

/// <summary>Knows the classes and functions that PyTorch itself calls for a file that it does not trust.</summary>
/// <remarks>
/// Source: _get_allowed_globals in torch/_weights_only_unpickler.py of PyTorch 2.10, the list of <c>torch.load(weights_only=True)</c>.
/// </remarks>
internal static class TorchSafety
{
    private static readonly string[] Kinds = ["Double", "Float", "Half", "BFloat16", "Long", "Int", "Short", "Char", "Byte", "Bool"];

    private static readonly HashSet<string> Allowed =
    [
        "collections.OrderedDict", "collections.Counter", "torch.nn.parameter.Parameter", "torch.serialization._get_layout", "torch.Size",
        "torch.Tensor", "torch.device", "_codecs.encode", "builtins.bytearray", "builtins.set", "builtins.complex",
        .. Named("torch", ["float16", "float32", "float64", "bfloat16", "complex32", "complex64", "complex128", "bool"]),
        .. Named("torch", ["qint8", "quint8", "qint32", "quint4x2", "quint2x4", "bits8", "bits16", "bits1x8", "bits2x4", "bits4x2"]),
        .. Named("torch", ["float8_e5m2", "float8_e4m3fn", "float8_e5m2fnuz", "float8_e4m3fnuz", "float8_e8m0fnu", "float4_e2m1fn_x2"]),
        .. Named("torch", [.. from bits in (int[])[1, 2, 3, 4, 5, 6, 7, 8, 16, 32, 64] from sign in (string[])["", "u"] select FormattableString.Invariant($"{sign}int{bits}")]),
        .. from module in (string[])["torch", "torch.cuda", "torch.sparse", "torch.cuda.sparse"]
           from kind in Kinds
           where kind != "Bool" || !module.EndsWith("sparse", StringComparison.Ordinal)
           select $"{module}.{kind}Tensor",
        .. from module in (string[])["torch", "torch.cuda"] from kind in (string[])[.. Kinds, "ComplexFloat", "ComplexDouble"] select $"{module}.{kind}Storage",
        .. Named("torch", ["QInt8Storage", "QUInt8Storage", "QInt32Storage", "QUInt4x2Storage", "QUInt2x4Storage"]),
        "torch.storage.TypedStorage", "torch.storage.UntypedStorage",
        .. Named("torch", ["per_tensor_affine", "per_tensor_symmetric", "per_channel_affine", "per_channel_symmetric", "per_channel_affine_float_qparams"]),
        .. Named("torch._utils", ["_rebuild_parameter", "_rebuild_parameter_with_state", "_rebuild_qtensor", "_rebuild_tensor", "_rebuild_tensor_v2", "_rebuild_tensor_v3"]),
        .. Named("torch._utils", ["_rebuild_sparse_tensor", "_rebuild_meta_tensor_no_storage", "_rebuild_wrapper_subclass"]),
        .. Named("torch._utils", ["_rebuild_device_tensor_from_numpy", "_rebuild_device_tensor_from_cpu_tensor"]),
        "torch._tensor._rebuild_from_type_v2",
    ];

    /// <summary>Whether it is in the list. Python 3 imports the builtins of Python 2 under their new name.</summary>
    public static bool IsAllowed(PickleGlobal global) =>
        Allowed.Contains(global.Module == "__builtin__" ? $"builtins.{global.Name}" : global.ToString());

    private static IEnumerable<string> Named(string module, string[] names) => names.Select(name => $"{module}.{name}");
}
