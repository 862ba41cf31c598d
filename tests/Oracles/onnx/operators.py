"""Random nodes of operators that quantise, recur and attend, ONNX Runtime's own among them, and what it makes of them.

operators.py [seed] writes ../../Fixtures/onnx-operators.jsonl.gz: a file without values of its data, the types and shapes that
go in, and those that came out. Types are ONNX's numbers.
"""

import base64
import gzip
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from ort import TOOL

FIXTURE = Path(__file__).parents[2] / "Fixtures" / "onnx-operators.jsonl.gz"
MICROSOFT = "com.microsoft"
CASES = []
R = random.Random()


class Given:
    """An operand: its data, and whether the file holds it."""

    def __init__(self, array, stored):
        self.array = array
        self.stored = stored


def x(*shape, t=np.float32):
    """Data that goes in."""
    return Given(np.zeros(shape, t), False)


def w(*shape, t=np.float32, value=0):
    """A tensor that stands in the file."""
    return Given(np.full(shape, value, t), True)


def v(values, t):
    """Values that sizes depend on."""
    return Given(np.array(values, t), True)


def scale(*shape):
    return w(*shape, value=1)


def case(op, inputs, outputs=1, domain=MICROSOFT, version=17, types=(), **attributes):
    """A node; outputs are so many, or their places; types are those of outputs, from the first on."""
    places = range(outputs) if isinstance(outputs, int) else outputs
    names = [f"y{i}" if i in places else "" for i in range(max(places) + 1)]
    while inputs and inputs[-1] is None:
        inputs.pop()
    given = [(f"x{i}" if each else "", each) for i, each in enumerate(inputs)]
    node = helper.make_node(op, [name for name, _ in given], names, domain=domain, **attributes)
    opsets = [helper.make_opsetid("", version), helper.make_opsetid(MICROSOFT, 1)]
    # Some types ONNX Runtime wants to be told.
    out = [helper.make_tensor_value_info(name, types[i], None) if i < len(types) else onnx.ValueInfoProto(name=name) for i, name in enumerate(names) if name]

    def file(stored):
        tensors = [numpy_helper.from_array(each.array, name) for name, each in given if each and stored(each)]
        values = [
            helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(each.array.dtype) if hasattr(helper, "np_dtype_to_tensor_dtype")
                                          else onnx.mapping.NP_TYPE_TO_TENSOR_TYPE[each.array.dtype], each.array.shape)
            for name, each in given if each and not stored(each)]
        model = helper.make_model(helper.make_graph([node], "g", values, out, tensors), opset_imports=opsets)
        model.ir_version = 10
        return model.SerializeToString()

    shapes = {name: [int(onnx.mapping.NP_TYPE_TO_TENSOR_TYPE[each.array.dtype]), list(each.array.shape)] for name, each in given if each and not each.stored}
    CASES.append((op, domain, file(lambda each: True), file(lambda each: each.stored), shapes))


def some(*choices):
    return R.choice(choices)


def n(low, high):
    return R.randint(low, high)


def maybe(value):
    return value if R.random() < 0.5 else None


def byte():
    return some(np.uint8, np.int8)


# Quantisation.

def quantisation():
    shape = [n(1, 3), n(2, 5), n(2, 6)][:n(2, 3)]
    t = byte()
    case("QuantizeLinear", [x(*shape), scale(), maybe(w(t=t))], domain="", version=some(10, 13, 19, 21))
    case("DequantizeLinear", [x(*shape, t=t), scale(), maybe(w(t=t))], domain="", version=some(10, 13, 19, 21))
    axis = n(0, len(shape) - 1)
    case("QuantizeLinear", [x(*shape), scale(shape[axis]), w(shape[axis], t=t)], domain="", version=some(13, 21), axis=axis)
    case("DequantizeLinear", [x(*shape, t=t), scale(shape[axis]), w(shape[axis], t=t)], domain="", version=some(13, 21), axis=axis - len(shape))
    block = n(1, 3)
    blocks = [-(-size // block) if i == axis else size for i, size in enumerate(shape)]
    case("DequantizeLinear", [x(*shape, t=t), scale(*blocks), maybe(w(*blocks, t=t))], domain="", version=21, axis=axis, block_size=block)
    case("QuantizeLinear", [x(*shape), scale(*blocks), w(*blocks, t=t)], domain="", version=21, axis=axis, block_size=block)
    case("QuantizeLinear", [x(*shape), scale()], domain="", version=21, output_dtype=some(2, 3))
    case("DynamicQuantizeLinear", [x(*shape)], 3, domain="", version=11)
    case("QuantizeLinear", [x(*shape), scale(), w(t=t)])
    case("DequantizeLinear", [x(*shape, t=t), scale(), w(t=t)])


def window(rank):
    pads = [n(0, 1) for _ in range(2 * rank)]
    return dict(strides=[n(1, 2) for _ in range(rank)], pads=pads) if R.random() < 0.7 else dict(auto_pad=some("SAME_UPPER", "VALID"), strides=[n(1, 2) for _ in range(rank)])


def convolutions():
    rank, groups, t = n(1, 2), n(1, 2), np.uint8
    channels, filters = groups * n(1, 3), groups * n(1, 3)
    size, kernel = [n(5, 9) for _ in range(rank)], [n(1, 3) for _ in range(rank)]
    data, weight = (n(1, 2), channels, *size), (filters, channels // groups, *kernel)
    case("QLinearConv", [x(*data, t=t), scale(), w(t=t), w(*weight, t=np.uint8), scale(), w(t=np.uint8), scale(), w(t=t), maybe(w(filters, t=np.int32))],
         domain="", group=groups, **window(rank))
    case("ConvInteger", [x(*data, t=t), w(*weight, t=np.uint8), maybe(w(t=t)), maybe(w(t=np.uint8))], domain="", group=groups, **window(rank))
    case("FusedConv", [x(*data), w(*weight), maybe(w(filters))], group=groups, activation=some("Relu", "Tanh", "Sigmoid"), **window(rank))
    last = (data[0], *size, channels)
    case("QLinearConv", [x(*last, t=t), scale(), w(t=t), w(*weight, t=np.uint8), scale(), w(t=np.uint8), scale(), w(t=t), maybe(w(filters, t=np.int32))],
         group=groups, channels_last=1, **window(rank))
    case("NhwcFusedConv", [x(n(1, 2), n(5, 8), n(5, 8), channels, t=np.float16), w(filters, channels // groups, 3, 2, t=np.float16), w(filters, t=np.float16)],
         group=groups, activation="Relu", **window(2))
    case("NhwcMaxPool", [x(n(1, 2), n(5, 8), n(5, 8), channels, t=byte())], kernel_shape=[2, 3], **window(2))
    case("ConvTransposeWithDynamicPads", [x(1, channels, *size), w(channels, filters // groups, *kernel), v([0] * 2 * rank if R.random() < 0.5 else [n(0, 1) for _ in range(2 * rank)], np.int64), maybe(w(filters))],
         group=groups, strides=[n(1, 2) for _ in range(rank)])
    case("CausalConvWithState", [x(n(1, 2), channels, n(2, 7)), w(channels, 1, kernel[0]), maybe(w(channels))], 2, activation=some("none", "silu"))
    if kernel[0] > 1:
        case("CausalConvWithState", [x(2, channels, n(1, 7)), w(channels, 1, kernel[0]), None, x(2, channels, kernel[0] - 1)], 2)


def matrices():
    m, k, c = n(1, 4), n(1, 5), n(1, 4)
    batch = [n(1, 3)] * n(0, 2)
    t = np.uint8
    case("QLinearMatMul", [x(*batch, m, k, t=t), scale(), w(t=t), w(k, c, t=np.uint8), scale(), w(t=np.uint8), scale(), w(t=t)], domain="")
    case("MatMulInteger", [x(*batch, m, k, t=t), some(x, w)(k, c, t=np.uint8), maybe(w(t=t))], domain="")
    case("MatMulIntegerToFloat", [x(*batch, m, k, t=t), w(k, c, t=np.uint8), scale(), scale(some(1, c)) if c > 1 else scale(), None, None, maybe(w(c))])
    case("DynamicQuantizeMatMul", [x(*batch, m, k), w(k, c, t=np.uint8), scale(), None, maybe(w(c))])
    a, b = n(0, 1), n(0, 1)
    case("QGemm", [x(*((k, m) if a else (m, k)), t=t), scale(), w(t=t), w(*((c, k) if b else (k, c)), t=np.uint8), scale(), w(t=np.uint8),
                   maybe(w(c, t=np.int32)), *([scale(), w(t=t)] if R.random() < 0.5 else [])], transA=a, transB=b)
    case("FusedGemm", [x(*((k, m) if a else (m, k))), w(*((c, k) if b else (k, c))), maybe(w(c))], transA=a, transB=b, alpha=some(1.0, 2.0), beta=1.0, activation_alpha=0.1, activation=some("Relu", "LeakyRelu", "Tanh"))
    left, right = ([k, m] if a else [m, k]), ([c, k] if b else [k, c])
    case(some("FusedMatMul", "TransposeMatMul"), [x(*batch, *left), x(*some(batch, []), *right)], transA=a, transB=b, alpha=some(1.0, 0.5))
    g = n(1, 3)
    case("FusedMatMul", [x(left[0], g, left[1]), x(right[0], g, right[1])], transA=a, transB=b, transBatchA=1, transBatchB=1)
    case("FusedMatMul", [x(k), x(k, c)], transA=1)
    case("GemmFastGelu", [x(*batch, m, k), w(k, c), maybe(w(c))])
    bits, block = some(4, 8), some(16, 32)
    k, c = block * n(1, 3) + some(0, 0, 8), n(1, 9)
    blocks = -(-k // block)
    case("MatMulNBits", [x(*batch, m, k), w(c, blocks, block * bits // 8, t=np.uint8), w(c * blocks), maybe(w(c * (-(-blocks * bits // 8)), t=np.uint8)), None, maybe(w(c))],
         K=k, N=c, bits=bits, block_size=block)
    case("MatMulBnb4", [x(*batch, m, k), w((c * k + 1) // 2, t=np.uint8), w((c * k + block - 1) // block)], K=k, N=c, block_size=block, quant_type=some(0, 1))


def quantised():
    t = byte()
    z = lambda: w(t=t)
    shape = [n(1, 3), n(2, 4), n(2, 6), n(2, 6)]
    other = [some(size, 1) for size in shape][n(0, 2):]
    for op in ("QLinearAdd", "QLinearMul"):
        case(op, [x(*shape, t=t), scale(), z(), some(x, w)(*other, t=t), scale(), z(), scale(), w(t=t)])
    for op in ("QLinearSigmoid", "QLinearLeakyRelu"):
        case(op, [x(*shape, t=t), scale(), z(), scale(), z()])
    case("QLinearWhere", [x(*shape, t=bool), x(*other, t=t), scale(), w(t=t), w(*shape, t=t), scale(), w(t=t), scale(), w(t=t)])
    case("QLinearSoftmax", [x(*shape, t=t), scale(), w(t=t), scale(), w(t=t)], axis=n(0, 3), opset=13)
    last = n(0, 1)
    case("QLinearAveragePool", [x(*shape, t=t), scale(), z(), scale(), z()], kernel_shape=[2, 2], channels_last=last) if shape[2] > 2 and min(shape[1:]) > 1 else None
    case("QLinearGlobalAveragePool", [x(*shape, t=t), scale(), w(t=t), scale(), w(t=t)], channels_last=last)
    case("QLinearReduceMean", [x(*shape, t=t), scale(), w(t=t), scale(), w(t=t)], axes=sorted(R.sample(range(4), n(1, 3))), keepdims=n(0, 1))
    axis = n(0, 3)
    parts = []
    for _ in range(n(2, 3)):
        parts += [x(*[n(1, 3) if i == axis else size for i, size in enumerate(shape)], t=t), scale(), w(t=t)]
    case("QLinearConcat", [scale(), w(t=t), *parts], axis=axis)
    case("MulInteger", [x(*shape, t=t), w(t=t), x(*other, t=t), w(t=t)])
    rows, width = n(2, 6), 32
    case("GatherBlockQuantized", [w(rows, width // 2, t=np.uint8), v(np.zeros([n(1, 3)] * n(0, 2)), np.int64), w(rows, 2)], gather_axis=0, quantize_axis=1, block_size=16, bits=4)
    case("GatherBlockQuantized", [w(rows, width, t=np.uint8), v(np.zeros([n(1, 3)] * n(0, 2)), np.int32), w(rows, 1, t=np.float16), w(rows, 1, t=np.uint8)], gather_axis=0, quantize_axis=-1, block_size=32, bits=8)


# Recurrence.

def recurrence():
    for op, gates in (("RNN", 1), ("GRU", 3), ("LSTM", 4)):
        steps, batch, width, units = n(1, 5), n(1, 3), n(1, 4), n(1, 4)
        direction = some("forward", "reverse", "bidirectional")
        d = 2 if direction == "bidirectional" else 1
        layout = 0
        state = lambda: maybe(x(d, batch, units))
        inputs = [x(steps, batch, width), w(d, gates * units, width), w(d, gates * units, units), maybe(w(d, 2 * gates * units)),
                  maybe(w(batch, t=np.int32, value=steps)), state()]
        attributes = dict(hidden_size=units, direction=direction)
        if op == "GRU":
            attributes["linear_before_reset"] = n(0, 1)
        if op == "LSTM":
            attributes["input_forget"] = n(0, 1)
            inputs += [state(), maybe(w(d, 3 * units))]
        if R.random() < 0.3:
            names = dict(RNN=["Relu"], GRU=["HardSigmoid", "Softsign"], LSTM=["Sigmoid", "Relu", "Tanh"])[op]
            attributes["activations"] = names * d
        if R.random() < 0.3:
            attributes["clip"] = 3.0
        places = some([0], [1], [0, 1], [0, 1, 2] if op == "LSTM" else [0, 1])
        case(op, inputs, places, domain="", version=some(7, 14, 22), **attributes)
    steps, batch, width, units, t = n(1, 5), n(1, 3), n(1, 4), n(1, 4), byte()
    direction = some("forward", "reverse", "bidirectional")
    d = 2 if direction == "bidirectional" else 1
    case("DynamicQuantizeLSTM", [x(steps, batch, width), w(d, width, 4 * units, t=t), w(d, units, 4 * units, t=t), maybe(w(d, 8 * units)), None, None, None, None,
                                 scale(d), w(d, t=t), scale(d), w(d, t=t)], some([0], [0, 1, 2], [2]), hidden_size=units, direction=direction)


# Attention.

def attention():
    batch, s, t, heads = n(1, 3), n(1, 5), n(1, 5), n(1, 3)
    keys = some(heads, 1)
    d, e = n(1, 4), n(1, 4)
    for opset in (23, 24):
        if R.random() < 0.5:
            q, k, value = x(batch, heads, s, d), x(batch, keys, t, d), x(batch, keys, t, e)
            extra = {}
        else:
            q, k, value = x(batch, s, heads * d), x(batch, t, keys * d), x(batch, t, keys * e)
            extra = dict(q_num_heads=heads, kv_num_heads=keys)
        past = n(0, 3) if R.random() < 0.4 else None
        inputs = [q, k, value, maybe(x(s, t + (past or 0), t=some(np.float32, bool)))]
        places = [0]
        if past is not None:
            inputs += [x(batch, keys, past, d), x(batch, keys, past, e)]
            places = some([0, 1, 2], [0, 1, 2, 3])
        case("Attention", inputs, places, domain="", version=opset, is_causal=n(0, 1), **extra)
    part = 2 * n(1, 3)
    d = part * n(1, 2)
    part = some(0, part)
    half = (part or d) // 2
    case("RotaryEmbedding", [x(batch, heads, s, d), w(9, half), w(9, half), v(np.zeros((batch, s)), np.int64)], domain="", version=23, rotary_embedding_dim=part, interleaved=n(0, 1))
    case("RotaryEmbedding", [x(batch, s, heads * d), w(batch, s, half), w(batch, s, half)], domain="", version=23, rotary_embedding_dim=part, num_heads=heads)
    case("RotaryEmbedding", [x(batch, s, heads * d), v(np.zeros((batch, s)), np.int64), w(9, half), w(9, half)], rotary_embedding_dim=part, num_heads=heads)
    case("RotaryEmbedding", [x(batch, heads, s, d), v([0], np.int64), w(9, half), w(9, half)], **(dict(rotary_embedding_dim=part, num_heads=heads) if part else {}))
    case("TensorScatter", [x(batch, keys, s + t, d), x(batch, keys, s, d), maybe(v([0] * batch, np.int64))], domain="", version=24)
    kv = heads
    case("LinearAttention", [x(batch, s, heads * d), x(batch, s, kv * d), x(batch, s, kv * e), maybe(x(batch, kv, d, e)), x(batch, s, kv), x(batch, s, kv)], 2,
         q_num_heads=heads, kv_num_heads=kv, update_rule="gated_delta")
    case("LinearAttention", [x(batch, s, heads * d), x(batch, s, kv * d), x(batch, s, kv * e)], 2, q_num_heads=heads, kv_num_heads=kv, update_rule="linear")


def contrib_attention():
    batch, s, t, heads, d, c = n(1, 3), n(1, 5), n(1, 5), n(1, 3), some(4, 8), n(2, 6)
    h = heads * d
    past = maybe(n(0, 4))
    present = some([0], [0, 1])
    case("Attention", [x(batch, s, c), w(c, 3 * h), w(3 * h), None, x(2, batch, heads, past, d) if past else None, None if past else maybe(x(batch, heads, s, s))],
         [0, 1] if past else present, num_heads=heads, unidirectional=n(0, 1))
    e = heads * n(1, 4)
    case("Attention", [x(batch, s, c), w(c, 2 * h + e), w(2 * h + e), maybe(v(np.ones((batch, s)), np.int32))], num_heads=heads, qkv_hidden_sizes=[h, h, e])
    u = np.uint8
    case("QAttention", [x(batch, s, c, t=u), w(c, 3 * h, t=u), w(3 * h), scale(), scale(), None, maybe(w(t=u)), w(t=u), x(2, batch, heads, past, d) if past else None],
         [0, 1] if past else [0], num_heads=heads, unidirectional=1 if past else n(0, 1))
    shape = n(0, 3)
    if shape == 0:
        case("MultiHeadAttention", [x(batch, s, h), x(batch, t, h), x(batch, t, e), maybe(w(2 * h + e)), None, maybe(x(1, heads, s, t))], some([0], [0, 1, 2], [0, 3]), types=[1] * 4, num_heads=heads)
    elif shape == 1:
        case("MultiHeadAttention", [x(batch, s, h), x(batch, heads, t, d), x(batch, heads, t, d)], num_heads=heads)
    elif shape == 2:
        p = n(0, 4)
        case("MultiHeadAttention", [x(batch, s, h), x(batch, s, h), x(batch, s, h), maybe(w(3 * h)), None, None, x(batch, heads, p, d), x(batch, heads, p, d)], some([0, 1, 2], [0, 1, 2, 3]),
             types=[1] * 4, num_heads=heads, unidirectional=n(0, 1))
    else:
        case("MultiHeadAttention", [x(batch, s, h), x(batch, t, h), x(batch, t, h)], some([0], [0, 1, 2]), num_heads=heads, unidirectional=0)
    p, m = n(0, 4), n(5, 8)
    case("DecoderMaskedMultiHeadAttention", [x(batch, 1, h), x(batch, 1, h), x(batch, 1, h), None, None, x(batch, heads, m, d), x(batch, heads, m, d), v([p], np.int32)], 3,
         num_heads=heads, past_present_share_buffer=1)
    case("DecoderMaskedMultiHeadAttention", [x(batch, 1, h), x(batch, heads, t, d), x(batch, heads, t, d)], num_heads=heads)
    kv = some(heads, 1)
    d = 16
    lengths, total = v([s - 1] * batch, np.int32), v(s, np.int32)
    rotary = n(0, 1)
    caches = [w(16, d // 2), w(16, d // 2)] if rotary else []
    case("GroupQueryAttention", [x(batch, s, heads * d), x(batch, s, kv * d), x(batch, s, kv * d), None, None, lengths, total, *caches], 3, num_heads=heads, kv_num_heads=kv, do_rotary=rotary)
    case("GroupQueryAttention", [x(batch, s, (heads + 2 * kv) * d), None, None, None, None, lengths, total, *caches], 3, num_heads=heads, kv_num_heads=kv, do_rotary=rotary)
    p = n(1, 6)
    room = some(p, p + 1, p + 3)
    case("GroupQueryAttention", [x(batch, 1, heads * d), x(batch, 1, kv * d), x(batch, 1, kv * d), x(batch, kv, room, d), x(batch, kv, room, d),
                                 v([p] * batch, np.int32), v(p + 1, np.int32), *caches], 3, num_heads=heads, kv_num_heads=kv, do_rotary=rotary, local_window_size=some(-1, 4))
    case("SparseAttention", [x(1, 16, heads * d), x(1, 16, kv * d), x(1, 16, kv * d), x(1, kv, 32, d), x(1, kv, 32, d), v([[0, 1, 3]], np.int32), v([[0, 0, 1]], np.int32),
                             v(16, np.int32), v([16], np.int32)], 3, num_heads=heads, kv_num_heads=kv, sparse_block_size=16)


# Element by element, and the rest.

def elements():
    shape = [n(1, 3), n(1, 4), n(1, 6)]
    width = shape[-1]
    for op in ("Gelu", "QuickGelu"):
        case(op, [x(*shape)])
    case("FastGelu", [x(*shape), maybe(w(width))])
    case("BiasGelu", [x(*shape), w(width)])
    case("BiasSoftmax", [x(*shape), x(*shape)], axis=2, is_inner_broadcast=0)
    case("SkipLayerNormalization", [x(*shape), x(*some(shape, shape[1:])), w(width), maybe(w(width)), maybe(w(width))], some([0], [0, 3]))
    case("SkipSimplifiedLayerNormalization", [x(*shape), x(*shape), w(width), maybe(w(width))], some([0], [0, 3]))
    case("SimplifiedLayerNormalization", [x(*shape), w(width)], some([0], [0, 1]), domain="", axis=-1)
    words = (n(1, 3), n(1, 4))
    segments = R.random() < 0.5
    case("EmbedLayerNormalization", [v(np.zeros(words), np.int32), v(np.zeros(words), np.int32) if segments else None, w(5, width), w(6, width), w(2, width) if segments else None,
                                     w(width), w(width), maybe(v(np.ones(words), np.int32))], some([0, 1], [0, 1, 2]))
    case("GroupNorm", [x(1, 4, 4, 4), w(4), w(4)], groups=2, activation=n(0, 1))
    case("BiasAdd", [x(*shape), w(width), x(*shape)])
    case("BiasSplitGelu", [x(1, 2, 4), w(4)])
    case("SwiGLU", [x(*shape), x(*shape)], domain="", version=28)


def rest():
    shape = [n(1, 3), n(2, 4), n(2, 6)]
    case("Trilu", [x(*shape), maybe(v(0, np.int64))], upper=n(0, 1))
    case("Inverse", [Given(np.eye(3, dtype=np.float32)[None], False)])
    case("ExpandDims", [x(*shape), v(n(-1, 2), np.int32)])
    case("CropAndResize", [x(*shape, 4), x(3, 4), v([0, 0, 0], np.int32), v([n(1, 4), n(1, 4)], np.int32)], mode=some("bilinear", "nearest"))
    case("NGramRepeatBlock", [v(np.zeros((2, 5)), np.int64), x(2, 9)], ngram_size=2)
    case("Rfft", [x(*shape)], signal_ndim=1, onesided=1, normalized=0)
    case("Irfft", [x(*shape, 2)], signal_ndim=1, onesided=1, normalized=0)
    case("UnfoldTensor", [x(*shape)], dim=some(1, 2, -1), size=n(1, 2), step=n(1, 2))
    case("TorchEmbedding", [w(5, 3), v(np.zeros(shape), np.int64)])
    case("ComplexMul", [x(*shape, 2), x(*shape, 2)])
    for op in ("Affine", "ParametricSoftplus", "ScaledTanh"):
        case(op, [x(*shape)], domain="", version=1, **(dict(alpha=1.0, beta=1.0)))
    case("ImageScaler", [x(1, 2, 4, 4)], domain="", version=1, bias=[0.0, 0.0], scale=2.0)
    case("Crop", [x(1, 2, 7, 8)], domain="", version=1, border=[n(0, 2) for _ in range(4)])
    case("Crop", [x(1, 2, 7, 8)], domain="", version=1, border=[1, 1, 0, 0], scale=[n(1, 4), n(1, 4)])
    case("DynamicSlice", [x(*shape), v([0, 1], np.int64), v([1, 2], np.int64), maybe(v([0, 1], np.int64))], domain="", version=1)


def mixtures():
    experts, tokens, c, f = n(2, 4), n(1, 5), n(2, 6), n(2, 6)
    kind = some("relu", "gelu", "silu", "identity")
    case("MoE", [some(x(tokens, c), x(1, tokens, c)), x(tokens, experts), w(experts, f, c), maybe(w(experts, f)), w(experts, c, f), maybe(w(experts, c))], k=n(1, experts), activation_type=kind)
    case("MoE", [x(tokens, c), x(tokens, experts), w(experts, 2 * f, c), None, w(experts, c, f)], k=n(1, experts), activation_type="swiglu", swiglu_fusion=1)
    c, f = 32, 32
    case("QMoE", [x(tokens, c), x(tokens, experts), w(experts, 2 * f, c // 2, t=np.uint8), w(experts, 2 * f), None, w(experts, c, f // 2, t=np.uint8), w(experts, c)],
         k=n(1, experts), activation_type="swiglu", swiglu_fusion=1, expert_weight_bits=4)


FAMILIES = [quantisation, convolutions, matrices, quantised, recurrence, attention, contrib_attention, elements, rest, mixtures]


def run(paths, listed):
    """An answer for each file. Some nodes end the process that runs them; it goes on behind those."""
    answers = []
    while len(answers) < len(paths):
        listed.write_text("\n".join(map(str, paths[len(answers):])))
        done = subprocess.run(["dotnet", TOOL, "--each", listed], capture_output=True, text=True)
        answers += done.stdout.splitlines()
        if done.returncode != 0:
            answers.append(json.dumps(dict(error=f"the process ended: {done.stderr[:200]}")))
    return answers


def main(seed=1):
    R.seed(seed)
    for _ in range(6):
        for family in FAMILIES:
            family()
    lines, refused = [], {}
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for i, (_, _, whole, _, _) in enumerate(CASES):
            paths.append(Path(folder) / f"{i}.onnx")
            paths[-1].write_bytes(whole)
        answers = run(paths, Path(folder) / "list.txt")
    assert len(answers) == len(CASES)
    for (op, domain, _, model, inputs), text in zip(CASES, answers):
        answer = json.loads(text)
        if isinstance(answer, dict):
            refused.setdefault(f"{domain}.{op}", []).append(answer["error"])
            continue
        lines.append(json.dumps(dict(
            op=f"{domain}.{op}", model=base64.b64encode(model).decode(), inputs=inputs, outputs=[[each["type"], each["shape"]] for each in answer])))
    with gzip.GzipFile(FIXTURE, "wb", 9, mtime=0) as file:
        file.write("\n".join(lines).encode())
    print(f"{len(lines)} cases of {len({json.loads(line)['op'] for line in lines})} operators; refused:")
    for op, errors in sorted(refused.items()):
        print(f"  {op}: {len(errors)}: {errors[0][:300]}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
