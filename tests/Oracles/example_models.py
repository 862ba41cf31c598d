"""Writes the small files of examples that are not ONNX: python3 example_models.py ../../examples/models ../../examples/checkpoints

Only Python's own library is needed. Sizes are our own or those of a well-known network; all values of weights are zeros.
"""

import collections
import io
import json
import pathlib
import pickle
import struct
import sys
import types
import zipfile


def keras(path):
    """A residual network on images of any size, as Keras 3 writes it."""

    def tensor(layer, shape):
        return {"class_name": "__keras_tensor__", "config": {"shape": [None, *shape], "dtype": "float32", "keras_history": [layer, 0, 0]}}

    layers = []

    def add(name, class_name, config, *inputs):
        args = [tensor(layer, shape) for layer, shape in inputs]
        args = [args] if class_name == "Add" else args
        layers.append({
            "module": "keras.layers", "class_name": class_name, "config": {"name": name, **config}, "registered_name": None, "name": name,
            "inbound_nodes": [{"args": args, "kwargs": {}}] if inputs else [],
        })

    def conv(filters):
        return {"filters": filters, "kernel_size": [3, 3], "strides": [1, 1], "padding": "same", "data_format": "channels_last", "activation": "linear", "use_bias": False}

    image, wide = [None, None, 3], [None, None, 16]
    norm = {"axis": -1, "momentum": 0.99, "epsilon": 0.001, "center": True, "scale": True}
    add("image", "InputLayer", {"batch_shape": [None, *image], "dtype": "float32"})
    add("stem", "Conv2D", conv(16), ("image", image))
    add("stem_norm", "BatchNormalization", norm, ("stem", wide))
    add("stem_relu", "ReLU", {"max_value": None, "negative_slope": 0.0, "threshold": 0.0}, ("stem_norm", wide))
    add("conv1", "Conv2D", conv(16), ("stem_relu", wide))
    add("norm1", "BatchNormalization", norm, ("conv1", wide))
    add("add", "Add", {}, ("norm1", wide), ("stem_relu", wide))
    add("relu", "ReLU", {"max_value": None, "negative_slope": 0.0, "threshold": 0.0}, ("add", wide))
    add("pool", "GlobalAveragePooling2D", {"data_format": "channels_last", "keepdims": False}, ("relu", wide))
    add("classes", "Dense", {"units": 10, "activation": "softmax", "use_bias": True}, ("pool", [16]))
    model = {
        "module": "keras", "class_name": "Functional", "registered_name": "Functional",
        "config": {"name": "residual", "trainable": True, "layers": layers, "input_layers": [["image", 0, 0]], "output_layers": [["classes", 0, 0]]},
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (("metadata.json", {"keras_version": "3.0.0"}), ("config.json", model)):
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), json.dumps(content), zipfile.ZIP_DEFLATED)


def hugging_face(path):
    """The settings of GPT-2, by its published sizes."""
    path.parent.mkdir(exist_ok=True)
    settings = {
        "model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "vocab_size": 50257, "n_positions": 1024, "n_embd": 768, "n_layer": 12,
        "n_head": 12, "activation_function": "gelu_new",
    }
    path.write_text(json.dumps(settings, indent=2) + "\n")


# A network for digits of 8x8 pixels, as PyTorch names its tensors.
DIGITS = [
    ("conv.weight", "F32", [8, 1, 3, 3]), ("conv.bias", "F32", [8]),
    ("norm.weight", "F32", [8]), ("norm.bias", "F32", [8]), ("norm.running_mean", "F32", [8]), ("norm.running_var", "F32", [8]),
    ("norm.num_batches_tracked", "I64", []),
    ("head.weight", "F16", [10, 128]), ("head.bias", "F16", [10]),
]


def safetensors(path):
    """The tensors of the network for digits."""
    header, end = {"__metadata__": {"format": "pt"}}, 0
    for name, kind, shape in DIGITS:
        size = {"F32": 4, "F16": 2, "I64": 8}[kind]
        for axis in shape:
            size *= axis
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [end, end + size]}
        end += size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + bytes(end))


def pytorch(path):
    """The network for digits in training, as torch.save writes its weights with the state of Adam."""
    path.parent.mkdir(exist_ok=True)
    kinds = {"F32": ("FloatStorage", 4), "F16": ("HalfStorage", 2), "I64": ("LongStorage", 8)}
    torch, utilities = types.ModuleType("torch"), types.ModuleType("torch._utils")
    for name, _ in kinds.values():
        setattr(torch, name, type(name, (), {"__module__": "torch"}))

    def rebuild(*_):
        raise NotImplementedError

    rebuild.__module__, rebuild.__name__, rebuild.__qualname__ = "torch._utils", "_rebuild_tensor_v2", "_rebuild_tensor_v2"
    utilities._rebuild_tensor_v2 = rebuild
    sys.modules.update({"torch": torch, "torch._utils": utilities})
    storages = []

    class Storage:
        def __init__(self, kind, elements):
            self.id = ("storage", getattr(torch, kinds[kind][0]), str(len(storages)), "cpu", elements)
            storages.append(elements * kinds[kind][1])

    class Tensor:
        def __init__(self, kind, shape):
            strides = [1]
            for size in reversed(shape):
                strides.append(strides[-1] * size)
            self.arguments = (Storage(kind, strides[-1]), 0, tuple(shape), tuple(reversed(strides[:-1])), False, collections.OrderedDict())

        def __reduce__(self):
            return rebuild, self.arguments

    class Pickler(pickle.Pickler):
        def persistent_id(self, value):
            return value.id if isinstance(value, Storage) else None

    trained = [(kind, shape) for name, kind, shape in DIGITS if "running" not in name and kind != "I64"]
    checkpoint = {
        "epoch": 3,
        "model": collections.OrderedDict((name, Tensor(kind, shape)) for name, kind, shape in DIGITS),
        "optimizer": {
            "state": {index: {"step": Tensor("F32", []), "exp_avg": Tensor(kind, shape), "exp_avg_sq": Tensor(kind, shape)} for index, (kind, shape) in enumerate(trained)},
            "param_groups": [{"lr": 0.001, "params": list(range(len(trained)))}],
        },
    }
    content = io.BytesIO()
    Pickler(content, 2).dump(checkpoint)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in [("data.pkl", content.getvalue()), *((f"data/{index}", bytes(size)) for index, size in enumerate(storages)), ("version", b"3\n")]:
            archive.writestr(zipfile.ZipInfo(f"{path.stem}/{name}", (2020, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


def gguf(path):
    """One block of a network such as Llama, quantised."""
    width, hidden, words = 64, 128, 32
    f32, q4_0, q8_0 = 0, 2, 8
    tensors = [
        ("token_embd.weight", q8_0, [width, words]),
        ("blk.0.attn_norm.weight", f32, [width]),
        *((f"blk.0.attn_{name}.weight", q4_0, [width, width]) for name in ("q", "k", "v", "output")),
        ("blk.0.ffn_norm.weight", f32, [width]),
        ("blk.0.ffn_gate.weight", q4_0, [width, hidden]), ("blk.0.ffn_up.weight", q4_0, [width, hidden]), ("blk.0.ffn_down.weight", q4_0, [hidden, width]),
        ("output_norm.weight", f32, [width]),
    ]

    def text(value):
        return struct.pack("<Q", len(value)) + value.encode()

    sizes = {"block_count": 1, "embedding_length": width, "feed_forward_length": hidden, "attention.head_count": 4}
    keys = [text("general.architecture") + struct.pack("<I", 8) + text("llama"), *(text(f"llama.{key}") + struct.pack("<II", 4, size) for key, size in sizes.items())]
    listed, end = b"", 0
    for name, kind, shape in tensors:
        elements = 1
        for axis in shape:
            elements *= axis
        block, block_bytes = {f32: (1, 4), q4_0: (32, 18), q8_0: (32, 34)}[kind]
        listed += text(name) + struct.pack("<I", len(shape)) + b"".join(struct.pack("<Q", axis) for axis in shape) + struct.pack("<IQ", kind, end)
        end += elements // block * block_bytes
        end += -end % 32
    header = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(keys)) + b"".join(keys) + listed
    path.write_bytes(header + bytes(-len(header) % 32) + bytes(end))


folder = pathlib.Path(sys.argv[1])
keras(folder / "residual.keras")
hugging_face(folder / "gpt2" / "config.json")
safetensors(folder / "digits.safetensors")
gguf(folder / "tiny-q4_0.gguf")
pytorch(pathlib.Path(sys.argv[2]) / "digits.pt")
