"""Writes Fixtures/pytorch-catalogue.jsonl: what PyTorch says about the rest of the layer catalogue.

As in pytorch_layers.py, every case is constructed and run. Multiply-adds are those of the matrix products and
convolutions that PyTorch's dispatcher really sees.
"""

import json
import math
import warnings
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional
from torch.utils._python_dispatch import TorchDispatchMode

from pytorch_layers import CONVOLUTIONS, Cases, counts, one_line

SEED = 20241124
TARGET = Path(__file__).resolve().parent.parent / "Fixtures" / "pytorch-catalogue.jsonl"

TRANSPOSED = {1: nn.ConvTranspose1d, 2: nn.ConvTranspose2d, 3: nn.ConvTranspose3d}
ADAPTIVE = {("Max", 1): nn.AdaptiveMaxPool1d, ("Max", 2): nn.AdaptiveMaxPool2d, ("Max", 3): nn.AdaptiveMaxPool3d,
            ("Average", 1): nn.AdaptiveAvgPool1d, ("Average", 2): nn.AdaptiveAvgPool2d, ("Average", 3): nn.AdaptiveAvgPool3d}
LP_POOLS = {1: nn.LPPool1d, 2: nn.LPPool2d}
INSTANCE = {2: nn.InstanceNorm1d, 3: nn.InstanceNorm2d, 4: nn.InstanceNorm3d}
PAD_MODES = {"Zero": "constant", "Reflect": "reflect", "Replicate": "replicate", "Circular": "circular"}
METHODS = {"Nearest": {1: "nearest", 2: "nearest", 3: "nearest"}, "Linear": {1: "linear", 2: "bilinear", 3: "trilinear"},
           "Cubic": {1: "bicubic", 2: "bicubic", 3: "bicubic"}}
MORE_ACTIVATIONS = {
    "hard_shrink": nn.Hardshrink, "soft_shrink": nn.Softshrink, "tanh_shrink": nn.Tanhshrink,
    "threshold": lambda: nn.Threshold(0.1, 0.0), "r_relu": nn.RReLU, "hard_tanh": nn.Hardtanh, "log_sigmoid": nn.LogSigmoid}


class MacCounter(TorchDispatchMode):
    """Counts the multiply-adds of matrix products and convolutions as they are run."""

    def __init__(self):
        super().__init__()
        self.macs = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        name = function.__name__.split(".")[0]
        if name in ("mm", "bmm", "addmm", "baddbmm"):
            left = args[0] if name in ("mm", "bmm") else args[1]
            self.macs += result.numel() * left.shape[-1]
        elif name == "convolution":
            source, weight, transposed = args[0], args[1], args[6]
            self.macs += (source if transposed else result).numel() * weight[0].numel()
        return result


class RmsNorm(nn.Module):
    """Root mean square normalisation, which PyTorch 1.13 has not: a weight for each element of the last axis."""

    def __init__(self, width, scale):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width)) if scale else None

    def forward(self, x):
        y = x / (x.pow(2).mean(-1, keepdim=True) + 1e-6).sqrt()
        return y if self.weight is None else y * self.weight


def batched(shape):
    return torch.zeros(1, *shape)


def along(axis):
    """The axis with the batch axis counted."""
    return axis + 1 if axis >= 0 else axis


def explicit(padding):
    return tuple(before for before, _ in padding)


# -- running ----------------------------------------------------------------

def run_transposed(shapes, s):
    layer = TRANSPOSED[len(s["kernel"])](
        shapes[0][0], s["filters"], tuple(s["kernel"]), stride=tuple(s["stride"]), padding=explicit(s["padding"]),
        output_padding=tuple(s["outputPadding"] or [0] * len(s["kernel"])), groups=s["groups"], bias=s["bias"],
        dilation=tuple(s["dilation"]))
    return layer, layer(batched(shapes[0]))


def depthwise_layer(channels, s, bias):
    padding = s["padding"] if isinstance(s["padding"], str) else explicit(s["padding"])
    return CONVOLUTIONS[len(s["kernel"])](
        channels, channels * s["multiplier"], tuple(s["kernel"]), stride=tuple(s["stride"]), padding=padding,
        dilation=tuple(s["dilation"]), groups=channels, bias=bias)


def run_depthwise(shapes, s):
    layer = depthwise_layer(shapes[0][0], s, s["bias"])
    return layer, layer(batched(shapes[0]))


def run_separable(shapes, s):
    depthwise = depthwise_layer(shapes[0][0], s, False)
    pointwise = CONVOLUTIONS[len(s["kernel"])](depthwise.out_channels, s["filters"], 1, bias=s["bias"])
    layer = nn.Sequential(depthwise, pointwise)
    return layer, layer(batched(shapes[0]))


def run_l2_pool(shapes, s):
    layer = LP_POOLS[len(s["kernel"])](2, tuple(s["kernel"]) if len(s["kernel"]) > 1 else s["kernel"][0],
                                       tuple(s["stride"]) if len(s["kernel"]) > 1 else s["stride"][0], ceil_mode=s["ceiling"])
    return layer, layer(batched(shapes[0]))


def run_adaptive(shapes, s):
    size = s["outputSize"]
    layer = ADAPTIVE[s["kind"], len(size)](tuple(size) if len(size) > 1 else size[0])
    return layer, layer(batched(shapes[0]))


def run_padding(shapes, s):
    flat = [amount for pair in reversed(s["amounts"]) for amount in pair]
    if any(amount < 0 for amount in flat):
        raise ValueError("oracle: a negative padding crops")
    return nn.Identity(), functional.pad(batched(shapes[0]), flat, mode=PAD_MODES[s["mode"]])


def run_cropping(shapes, s):
    if any(amount < 0 for pair in s["amounts"] for amount in pair):
        raise ValueError("oracle: a negative cropping pads")
    output = functional.pad(batched(shapes[0]), [-amount for pair in reversed(s["amounts"]) for amount in pair])
    if output.numel() == 0:
        raise ValueError("oracle: nothing is left")
    return nn.Identity(), output


def run_upsampling(shapes, s):
    rank = len(shapes[0]) - 1
    align = {} if s["method"] == "Nearest" and not s["alignCorners"] else {"align_corners": s["alignCorners"]}
    output = functional.interpolate(
        batched(shapes[0]), size=s["size"] and tuple(s["size"]), scale_factor=s["scale"] and tuple(s["scale"]),
        mode=METHODS[s["method"]][rank], **align)
    return nn.Identity(), output


def run_shuffle(shapes, s):
    layer = (nn.PixelUnshuffle if s["inverse"] else nn.PixelShuffle)(s["factor"])
    return layer, layer(batched(shapes[0]))


def run_reshape(shapes, s):
    target = s["target"]
    if any(size == 0 or size < -1 for size in target) or target.count(-1) > 1:
        raise ValueError("oracle: sizes are positive, and one at most is -1")
    return nn.Identity(), torch.zeros(math.prod(shapes[0])).reshape(target).unsqueeze(0)


def run_permute(shapes, s):
    return nn.Identity(), batched(shapes[0]).permute(0, *[axis + 1 for axis in s["order"]])


def run_squeeze(shapes, s):
    axis = along(s["axis"])
    tensor = torch.zeros(2, *shapes[0])
    if tensor.shape[axis] != 1:
        raise ValueError("oracle: axis not of size 1")
    return nn.Identity(), tensor.squeeze(axis)


def run_expand(shapes, s):
    return nn.Identity(), batched(shapes[0]).unsqueeze(along(s["axis"]))


def run_repeat(shapes, s):
    if any(count < 1 for count in s["counts"]):
        raise ValueError("oracle: counts are at least 1")
    return nn.Identity(), batched(shapes[0]).repeat(1, *s["counts"])


def run_slice(shapes, s):
    tensor = torch.zeros(shapes[0])
    index = [slice(None)] * tensor.dim()
    index[s["axis"]] = slice(s["start"], s["stop"], s["step"])
    output = tensor[tuple(index)]
    if output.numel() == 0:
        raise ValueError("oracle: empty slice")
    return nn.Identity(), output.unsqueeze(0)


def run_split(shapes, s):
    tensor = torch.zeros(shapes[0])
    if s["count"] is not None:
        size = tensor.shape[s["axis"]]
        if s["count"] < 1 or size % s["count"]:
            raise ValueError("oracle: does not divide into equal parts")
        parts = torch.split(tensor, size // s["count"], s["axis"])
    else:
        if any(size < 1 for size in s["sizes"]):
            raise ValueError("oracle: sizes are at least 1")
        parts = torch.split(tensor, s["sizes"], s["axis"])
    return nn.Identity(), parts[s["index"]].unsqueeze(0)


def run_chunk(shapes, s):
    return nn.Identity(), torch.chunk(torch.zeros(shapes[0]), s["count"], s["axis"])[s["index"]].unsqueeze(0)


def run_unfold(shapes, s):
    layer = nn.Unfold(tuple(s["kernel"]), tuple(s["dilation"]), explicit(s["padding"]), tuple(s["stride"]))
    return layer, layer(batched(shapes[0]))


def run_bilinear(shapes, s):
    layer = nn.Bilinear(shapes[0][-1], shapes[1][-1], s["units"], bias=s["bias"])
    return layer, layer(batched(shapes[0]), batched(shapes[1]))


def run_normalization(shapes, s):
    shape = shapes[0]
    if s["kind"] == "Layer":
        axes = shape[len(shape) - s["axes"]:]
        layer = nn.LayerNorm(axes, elementwise_affine=s["scale"])
    elif s["kind"] == "Group":
        layer = nn.GroupNorm(s["groups"], shape[0], affine=s["scale"])
    elif s["kind"] == "Instance":
        layer = INSTANCE[len(shape)](shape[0], affine=s["scale"], track_running_stats=s["statistics"])
    else:
        layer = RmsNorm(shape[-1], s["scale"])
    return layer.eval(), layer(torch.zeros(2, *shape))


def run_activation(shapes, s):
    if s["kind"] == "PRelu":
        slopes = shapes[0][0] if s["slopes"] == "channels" else s["slopes"]
        layer = nn.PReLU(slopes)
    elif s["kind"] == "Glu":
        layer = nn.GLU(along(s["axis"]))
    elif s["kind"] in ("softmax", "log_softmax"):
        layer = (nn.Softmax if s["kind"] == "softmax" else nn.LogSoftmax)(along(s["axis"]))
    else:
        layer = MORE_ACTIVATIONS[s["kind"]]()
    return layer, layer(batched(shapes[0]))


def recurrent(shape, s):
    if len(shape) != 2:
        raise ValueError("oracle: an input of two axes")
    kind = {"SimpleRnn": nn.RNN, "Gru": nn.GRU, "Lstm": nn.LSTM}[s["kind"]]
    more = {"proj_size": s["projection"]} if s["kind"] == "Lstm" else {}
    return kind(shape[-1], s["units"], num_layers=s["layers"], batch_first=True, bias=s["biasVectors"] == 2,
                bidirectional=s["bidirectional"] is not None, **more)


def run_recurrent(shapes, s):
    layer = recurrent(shapes[0], s)
    sequence, _ = layer(batched(shapes[0]))
    if s["returnSequences"]:
        return layer, sequence
    # The last step forwards, and the first backwards, as Keras puts them out.
    width = sequence.shape[-1] // (2 if s["bidirectional"] else 1)
    return layer, torch.cat([sequence[:, -1, :width], sequence[:, 0, width:]], -1)


def run_state(shapes, s):
    layer = recurrent(shapes[0], s)
    _, states = layer(batched(shapes[0]))
    state = states[0 if s["index"] == "h" else 1] if s["kind"] == "Lstm" else states
    return layer, state[-1]


def run_attention(shapes, s):
    query, key = shapes[0], shapes[1] if len(shapes) > 1 else shapes[0]
    value = shapes[2] if len(shapes) > 2 else key
    layer = nn.MultiheadAttention(query[-1], s["heads"], bias=s["bias"], kdim=key[-1], vdim=value[-1], batch_first=True)
    return layer, layer(batched(query), batched(key), batched(value))[0]


def run_encoder(shapes, s):
    layer = nn.TransformerEncoderLayer(shapes[0][-1], s["heads"], s["feedForward"], norm_first=s["preNorm"], batch_first=True)
    return layer, layer(batched(shapes[0]))


def run_decoder(shapes, s):
    layer = nn.TransformerDecoderLayer(shapes[0][-1], s["heads"], s["feedForward"], norm_first=s["preNorm"], batch_first=True)
    return layer, layer(batched(shapes[0]), batched(shapes[1]))


def run_merge(shapes, s):
    """Two batch sizes, because with a batch of one, shapes of unequal rank would seem to fit."""
    steps = {"Add": torch.add, "Subtract": torch.sub, "Multiply": torch.mul, "Average": torch.add,
             "Maximum": torch.maximum, "Minimum": torch.minimum}
    if s["kind"] == "Subtract" and len(shapes) != 2:
        raise ValueError("oracle: a difference is of two")
    results = []
    for batch in (11, 13):
        total = torch.zeros(batch, *shapes[0])
        for shape in shapes[1:]:
            total = steps[s["kind"]](total, torch.zeros(batch, *shape))
        if total.shape[0] != batch:
            raise ValueError("oracle: the sum loses its batch axis")
        results.append(total)
    if results[0].shape[1:] != results[1].shape[1:]:
        raise ValueError("oracle: the shape of the sum depends on the batch size")
    return nn.Identity(), results[0]


def run_matmul(shapes, s):
    return nn.Identity(), torch.matmul(batched(shapes[0]), batched(shapes[1]))


def run_distributed(shapes, s):
    inner = s["inner"]
    runs = {"Dense": lambda shape: nn.Linear(shape[-1], inner["settings"]["units"], bias=inner["settings"]["bias"]),
            "Conv": lambda shape: CONVOLUTIONS[len(inner["settings"]["kernel"])](
                shape[0], inner["settings"]["filters"], tuple(inner["settings"]["kernel"]), bias=inner["settings"]["bias"])}
    steps, shape = shapes[0][0], shapes[0][1:]
    layer = runs[inner["layer"]](shape)
    return layer, torch.stack([layer(batched(shape)) for _ in range(steps)], 1)


RUNNERS = {
    "ConvTranspose": run_transposed, "DepthwiseConv": run_depthwise, "SeparableConv": run_separable, "Pool": run_l2_pool,
    "AdaptivePool": run_adaptive, "Padding": run_padding, "Cropping": run_cropping, "Upsampling": run_upsampling,
    "PixelShuffle": run_shuffle, "Reshape": run_reshape, "Permute": run_permute, "Squeeze": run_squeeze,
    "Expand": run_expand, "Repeat": run_repeat, "Slice": run_slice, "Split": run_split, "Chunk": run_chunk,
    "Unfold": run_unfold, "Bilinear": run_bilinear, "Normalization": run_normalization, "Activation": run_activation,
    "Recurrent": run_recurrent, "RecurrentState": run_state, "Attention": run_attention, "EncoderBlock": run_encoder,
    "DecoderBlock": run_decoder, "Merge": run_merge, "MatMul": run_matmul, "TimeDistributed": run_distributed,
}

# Recurrent cells are run by one kernel, which hides its products: a step multiplies by every weight matrix once.
COUNTED = {"ConvTranspose", "DepthwiseConv", "SeparableConv", "Attention", "EncoderBlock", "DecoderBlock", "MatMul", "TimeDistributed"}


def macs_of(layer, module, inputs, counter):
    if layer in COUNTED:
        return counter.macs
    if layer == "Recurrent":
        return inputs[0][0] * sum(p.numel() for name, p in module.named_parameters() if name.startswith("weight"))
    return None


def ask(layer, inputs, settings):
    case = {"layer": layer, "layout": "ChannelsFirst", "inputs": inputs, "settings": settings,
            "output": None, "parameters": None, "trainable": None, "macs": None, "error": None}
    try:
        with MacCounter() as counter:
            module, output = RUNNERS[layer](inputs, settings)
    except (RuntimeError, ValueError, TypeError, IndexError, ZeroDivisionError, AssertionError, KeyError, NotImplementedError) as error:
        case["error"] = one_line(error)
        return case
    case["output"] = list(output.shape[1:])
    case["parameters"], case["trainable"] = counts(module)
    case["macs"] = macs_of(layer, module, inputs, counter)
    if any(size <= 0 for size in output.shape[1:]):
        case["suspicious"] = True
    return case


# -- choosing ---------------------------------------------------------------

class Catalogue(Cases):
    """Random settings of the catalogue's layers, and settings with one fault."""

    def pairs(self, rank, low, high):
        return [self.sizes(2, low, high) for _ in range(rank)]

    def even_pairs(self, rank, high):
        return [[pad, pad] for pad in self.sizes(rank, 0, high)]

    def window(self, rank):
        return {"kernel": self.sizes(rank, 1, 4), "stride": self.sizes(rank, 1, 3), "dilation": self.sizes(rank, 1, self.pick(1, 1, 3))}

    def transposed(self):
        rank = self.pick(1, 2, 2, 3)
        channels, filters, groups = self.grouping()
        window = self.window(rank)
        extra = [self.size(0, max(stride, dilation) - 1) for stride, dilation in zip(window["stride"], window["dilation"])]
        return "ConvTranspose", [self.image(rank, channels)], {
            "filters": filters, **window, "padding": self.even_pairs(rank, 2),
            "outputPadding": extra if self.flag() else None, "groups": groups, "bias": self.flag()}

    def broken_transposed(self):
        layer, inputs, settings = self.transposed()
        rank, fault = len(settings["kernel"]), self.pick("extra", "extra", "padding", "groups", "stride", "filters", "rank", "negative extra")
        axis = self.size(0, rank - 1)
        if fault == "extra":
            settings["outputPadding"] = [max(a, b) for a, b in zip(settings["stride"], settings["dilation"])]
        elif fault == "padding":
            settings["padding"][axis] = [60, 60]
        elif fault == "groups":
            inputs[0][0], settings["filters"], settings["groups"] = 5, 6, 3
        elif fault == "stride":
            settings["stride"][axis], settings["outputPadding"] = 0, None
        elif fault == "filters":
            inputs[0][0], settings["filters"], settings["groups"] = 6, 5, 3
        elif fault == "negative extra":
            settings["outputPadding"] = [-1] * rank
        else:
            inputs[0], settings["groups"] = [max(2, inputs[0][0])] + inputs[0][1:] + [4], 1
        return layer, inputs, settings

    def depthwise(self):
        rank = self.pick(1, 2, 2, 3)
        window = self.window(rank)
        padding = "same" if window["stride"] == [1] * rank and self.flag() else self.even_pairs(rank, 2)
        return "DepthwiseConv", [self.image(rank, self.size(1, 6))], {
            "multiplier": self.size(1, 3), **window, "padding": padding, "bias": self.flag()}

    def separable(self):
        _, inputs, settings = self.depthwise()
        return "SeparableConv", inputs, {"filters": self.size(1, 8), **settings}

    def broken_depthwise(self):
        layer, inputs, settings = self.pick(self.depthwise, self.separable)()
        if self.flag():
            settings["kernel"][0], settings["padding"] = 60, self.even_pairs(len(settings["kernel"]), 1)
        else:
            settings["multiplier"] = self.pick(0, -1)
        return layer, inputs, settings

    def l2_pool(self):
        rank = self.pick(1, 2)
        kernel = self.sizes(rank, 1, 4)
        return "Pool", [self.image(rank, self.size(1, 5))], {
            "kind": "L2", "kernel": kernel, "stride": self.pick(list(kernel), self.sizes(rank, 1, 4)), "padding": [[0, 0]] * rank,
            "dilation": [1] * rank, "ceiling": self.flag(), "global": False}

    def broken_l2_pool(self):
        layer, inputs, settings = self.l2_pool()
        settings["kernel"][0], settings["ceiling"] = 50, False
        return layer, inputs, settings

    def adaptive(self):
        rank = self.pick(1, 2, 2, 3)
        size = [self.size(1, 12) if rank == 1 or self.size(1, 4) > 1 else None for _ in range(rank)]
        return "AdaptivePool", [self.image(rank, self.size(1, 5))], {"kind": self.pick("Max", "Average"), "outputSize": size}

    def broken_adaptive(self):
        layer, inputs, settings = self.adaptive()
        if self.flag():
            settings["outputSize"][0] = self.pick(-1, -3)
        else:
            inputs[0] = inputs[0] + [3, 2]
        return layer, inputs, settings

    def padding(self):
        rank, mode = self.pick(1, 2, 2, 3), self.pick(*PAD_MODES)
        shape = self.image(rank, self.size(1, 4))
        most = 3 if mode == "Zero" else 2
        return "Padding", [shape], {"mode": mode, "amounts": self.pairs(rank, 0, most)}

    def broken_padding(self):
        layer, inputs, settings = self.padding()
        fault = self.pick("negative", "reflect", "circular", "many")
        axis = self.size(0, len(settings["amounts"]) - 1)
        if fault == "negative":
            settings["mode"], settings["amounts"][axis] = "Zero", [-1, 0]
        elif fault == "reflect":
            settings["mode"], settings["amounts"][axis] = "Reflect", [inputs[0][axis + 1], 0]
        elif fault == "circular":
            settings["mode"], settings["amounts"][axis] = "Circular", [0, inputs[0][axis + 1] + 1]
        else:
            settings["mode"], settings["amounts"] = "Zero", settings["amounts"] + [[1, 1], [1, 1], [1, 1]]
        return layer, inputs, settings

    def cropping(self):
        rank = self.pick(1, 2, 2, 3)
        shape = [self.size(1, 4)] + self.sizes(rank, 6, 11)
        return "Cropping", [shape], {"amounts": self.pairs(rank, 0, 2)}

    def broken_cropping(self):
        layer, inputs, settings = self.cropping()
        settings["amounts"][0] = self.pick([inputs[0][1], 0], [-1, 0], [inputs[0][1], 3])
        return layer, inputs, settings

    def upsampling(self):
        rank = self.pick(1, 2, 2, 3)
        method = self.pick("Nearest", "Linear", "Cubic") if rank == 2 else self.pick("Nearest", "Linear")
        scale, size = None, None
        if self.flag():
            scale = self.pick([self.size(1, 4) for _ in range(rank)], [self.pick(0.5, 1.5, 2.5, 1.25, 0.75) for _ in range(rank)])
        else:
            size = self.sizes(rank, 1, 14)
        return "Upsampling", [self.image(rank, self.size(1, 4))], {
            "scale": scale, "size": size, "method": method, "alignCorners": method != "Nearest" and self.flag()}

    def broken_upsampling(self):
        layer, inputs, settings = self.upsampling()
        rank, fault = len(inputs[0]) - 1, self.pick("both", "neither", "zero", "align", "small", "cubic", "count")
        if fault == "both":
            settings["scale"], settings["size"] = [2] * rank, [4] * rank
        elif fault == "neither":
            settings["scale"], settings["size"] = None, None
        elif fault == "zero":
            settings["scale"], settings["size"] = None, [0] + [4] * (rank - 1)
        elif fault == "align":
            settings["method"], settings["alignCorners"] = "Nearest", True
        elif fault == "small":
            settings["scale"], settings["size"] = [0.05] * rank, None
        elif fault == "cubic":
            inputs[0], settings["method"], settings["scale"], settings["size"] = [2, 5], "Cubic", [2], None
        else:
            settings["scale"], settings["size"] = None, [4] * (rank + 1)
        return layer, inputs, settings

    def shuffle(self):
        factor, inverse = self.size(1, 4), self.flag()
        side = self.sizes(2, 1, 5)
        shape = [self.size(1, 4)] + [size * factor for size in side] if inverse else [self.size(1, 4) * factor ** 2] + side
        return "PixelShuffle", [shape], {"factor": factor, "inverse": inverse}

    def broken_shuffle(self):
        layer, inputs, settings = self.shuffle()
        settings["factor"] = self.pick(0, -1, 5)
        inputs[0] = [7, 7, 8] if settings["factor"] == 5 else inputs[0]
        return layer, inputs, settings

    def reshape(self):
        shape = self.sizes(self.size(1, 4), 1, 6)
        factors, target = list(shape), []
        self.random.shuffle(factors)
        while factors:
            take = self.size(1, len(factors))
            target.append(math.prod(factors[:take]))
            factors = factors[take:]
        if self.flag():
            target[self.size(0, len(target) - 1)] = -1
        return "Reshape", [shape], {"target": target}

    def broken_reshape(self):
        layer, inputs, settings = self.reshape()
        settings["target"] = self.pick([-1, -1], [math.prod(inputs[0]) + 1], [0, 3], [-1, math.prod(inputs[0]) * 2], [-2, 3])
        return layer, inputs, settings

    def permute(self):
        shape = self.sizes(self.size(1, 4), 1, 7)
        order = list(range(len(shape)))
        self.random.shuffle(order)
        return "Permute", [shape], {"order": order}

    def broken_permute(self):
        layer, inputs, settings = self.permute()
        rank = len(inputs[0])
        settings["order"] = self.pick([0] * rank if rank > 1 else [1], list(range(rank + 1)), list(range(1, rank + 1)))
        return layer, inputs, settings

    def squeeze(self):
        shape = self.sizes(self.size(2, 4), 2, 7)
        axis = self.size(0, len(shape) - 1)
        shape[axis] = 1
        return "Squeeze", [shape], {"axis": self.pick(axis, axis - len(shape))}

    def broken_squeeze(self):
        layer, inputs, settings = self.squeeze()
        if self.flag():
            inputs[0][settings["axis"]] = 3
        else:
            settings["axis"] = len(inputs[0]) + self.size(0, 1)
        return layer, inputs, settings

    def expand(self):
        shape = self.sizes(self.size(1, 4), 1, 7)
        return "Expand", [shape], {"axis": self.size(-len(shape) - 1, len(shape))}

    def broken_expand(self):
        layer, inputs, settings = self.expand()
        settings["axis"] = self.pick(len(inputs[0]) + 1, -len(inputs[0]) - 3)
        return layer, inputs, settings

    def repeat(self):
        shape = self.sizes(self.size(1, 4), 1, 7)
        return "Repeat", [shape], {"counts": self.sizes(len(shape), 1, 3)}

    def broken_repeat(self):
        layer, inputs, settings = self.repeat()
        settings["counts"] = self.pick([0] + settings["counts"][1:], settings["counts"][1:] or [-1])
        return layer, inputs, settings

    def slice(self):
        shape = self.sizes(self.size(1, 4), 1, 9)
        axis = self.size(0, len(shape) - 1)
        size = shape[axis]
        return "Slice", [shape], {"axis": self.pick(axis, axis - len(shape)), "start": self.size(-size - 1, size - 1),
                                  "stop": self.pick(None, self.size(-size, size + 2)), "step": self.size(1, 3)}

    def broken_slice(self):
        layer, inputs, settings = self.slice()
        fault = self.pick("empty", "step", "axis")
        if fault == "empty":
            settings["start"], settings["stop"] = 5, 5
        elif fault == "step":
            settings["step"] = self.pick(0, -1)
        else:
            settings["axis"] = len(inputs[0])
        return layer, inputs, settings

    def split(self):
        shape = self.sizes(self.size(1, 4), 1, 6)
        axis = self.size(0, len(shape) - 1)
        if self.flag():
            count = self.size(1, 4)
            shape[axis] *= count
            sizes = None
        else:
            sizes, count = self.sizes(self.size(1, 4), 1, 4), None
            shape[axis] = sum(sizes)
        return "Split", [shape], {"count": count, "sizes": sizes, "axis": self.pick(axis, axis - len(shape)),
                                  "index": self.size(0, (count or len(sizes)) - 1)}

    def broken_split(self):
        layer, inputs, settings = self.split()
        settings["index"] = 0
        if settings["sizes"] is None:
            settings["count"] = inputs[0][settings["axis"]] + 1
        else:
            settings["sizes"] = settings["sizes"] + [1]
        return layer, inputs, settings

    def chunk(self):
        shape = self.sizes(self.size(1, 3), 1, 11)
        axis = self.size(0, len(shape) - 1)
        return "Chunk", [shape], {"count": self.size(1, 5), "axis": axis, "index": self.size(0, 4)}

    def unfold(self):
        return "Unfold", [self.image(2, self.size(1, 4))], {**self.window(2), "padding": self.even_pairs(2, 2)}

    def broken_unfold(self):
        layer, inputs, settings = self.unfold()
        if self.flag():
            settings["kernel"][0] = 40
        else:
            settings["stride"][1] = 0
        return layer, inputs, settings

    def bilinear(self):
        shape = self.sizes(self.size(1, 3), 1, 7)
        return "Bilinear", [shape, shape[:-1] + [self.size(1, 9)]], {"units": self.size(1, 12), "bias": self.flag()}

    def broken_bilinear(self):
        layer, inputs, settings = self.bilinear()
        if len(inputs[0]) > 1:
            inputs[1][0] = inputs[0][0] + 1
        else:
            settings["units"] = -1
        return layer, inputs, settings

    def normalization(self):
        kind = self.pick("Layer", "Group", "Instance", "Rms")
        shape = self.sizes(self.size(2 if kind == "Instance" else 1, 4), 2, 9)
        settings = {"kind": kind, "scale": self.flag(), "statistics": False}
        settings["center"] = settings["scale"] and kind != "Rms"
        if kind == "Layer":
            settings["axes"] = self.size(1, len(shape))
        elif kind == "Group":
            settings["groups"] = self.size(1, 4)
            shape[0] = settings["groups"] * self.size(1, 4)
        elif kind == "Instance":
            settings["statistics"] = self.flag()
        return "Normalization", [shape], settings

    def broken_normalization(self):
        layer, inputs, settings = self.normalization()
        settings.update({"kind": "Group", "groups": self.pick(0, 4), "center": settings["scale"], "statistics": False})
        inputs[0][0] = 7
        settings.pop("axes", None)
        return layer, inputs, settings

    def activation(self):
        shape = self.sizes(self.size(1, 4), 1, 9)
        kind = self.pick("PRelu", "PRelu", "Glu", "Glu", "softmax", "log_softmax", *MORE_ACTIVATIONS)
        settings = {"kind": kind}
        if kind == "PRelu":
            settings["slopes"] = self.pick(1, "channels")
        elif kind in ("Glu", "softmax", "log_softmax"):
            axis = self.size(0, len(shape) - 1)
            settings["axis"] = self.pick(axis, axis - len(shape))
            shape[axis] *= 2
        return "Activation", [shape], settings

    def broken_activation(self):
        shape = [2 * size + 1 for size in self.sizes(self.size(1, 3), 1, 4)]
        if self.flag():
            return "Activation", [shape], {"kind": "Glu", "axis": 0}
        return "Activation", [shape], {"kind": self.pick("softmax", "Glu"), "axis": len(shape) + 1}

    def recurrent(self):
        kind = self.pick("SimpleRnn", "Gru", "Lstm")
        units = self.size(1, 12)
        projection = self.size(1, units - 1) if kind == "Lstm" and units > 1 and self.size(1, 3) == 1 else 0
        return "Recurrent", [[self.size(1, 8), self.size(1, 12)]], {
            "kind": kind, "units": units, "layers": self.pick(1, 1, 2, 3), "bidirectional": self.pick(None, "Concat"),
            "returnSequences": self.flag(), "biasVectors": self.pick(0, 2, 2), "projection": projection, "resetAfter": True}

    def broken_recurrent(self):
        layer, inputs, settings = self.recurrent()
        fault = self.pick("units", "projection", "rank")
        if fault == "units":
            settings["units"], settings["projection"] = self.pick(0, -2), 0
        elif fault == "projection":
            settings["kind"], settings["projection"] = "Lstm", settings["units"] + self.pick(0, 2)
        else:
            inputs[0] = inputs[0] + [3]
        return layer, inputs, settings

    def state(self):
        _, inputs, settings = self.recurrent()
        settings.update({"layers": 1, "bidirectional": None, "index": self.pick("h", "c") if settings["kind"] == "Lstm" else "h"})
        return "RecurrentState", inputs, settings

    def attention(self):
        heads, steps = self.size(1, 4), self.size(1, 9)
        width = heads * self.size(1, 6)
        memory = self.size(1, 9)
        inputs = self.pick([[steps, width]], [[steps, width], [memory, self.size(1, 12)]],
                           [[steps, width], [memory, self.size(1, 12)], [memory, self.size(1, 12)]])
        return "Attention", inputs, {"heads": heads, "keyWidth": None, "valueWidth": None, "outputWidth": None, "bias": self.flag()}

    def broken_attention(self):
        layer, inputs, settings = self.attention()
        if len(inputs) == 3 and self.flag():
            inputs[2][0] += 1
        else:
            settings["heads"], inputs[0][1] = 3, 7
        return layer, inputs, settings

    def block(self):
        heads = self.size(1, 4)
        width = heads * self.size(1, 5)
        settings = {"heads": heads, "feedForward": self.size(1, 30), "preNorm": self.flag()}
        if self.flag():
            return "EncoderBlock", [[self.size(1, 9), width]], settings
        return "DecoderBlock", [[self.size(1, 9), width], [self.size(1, 9), width]], settings

    def merge(self):
        _, inputs, _ = self.add()
        kind = self.pick("Subtract", "Multiply", "Average", "Maximum", "Minimum")
        return "Merge", inputs[:2] if kind == "Subtract" else inputs, {"kind": kind}

    def broken_merge(self):
        layer, inputs, settings = self.merge()
        axis = self.size(0, len(inputs[0]) - 1)
        inputs[0][axis], inputs[-1][axis] = 5, 7
        return layer, inputs, settings

    def matmul(self):
        rows, inner, columns = self.sizes(3, 1, 9)
        leading = self.sizes(self.size(0, 2), 1, 5)
        other = [self.pick(size, 1) for size in leading]
        first, second = self.pick((leading, other), (other, leading))
        return "MatMul", [first + [rows, inner], second + [inner, columns]], {}

    def broken_matmul(self):
        layer, inputs, settings = self.matmul()
        inputs[1][-2] += 1
        return layer, inputs, settings

    def distributed(self):
        steps = self.size(1, 5)
        if self.flag():
            inner = {"layer": "Dense", "settings": {"units": self.size(1, 9), "bias": self.flag()}}
            return "TimeDistributed", [[steps] + self.sizes(self.size(1, 2), 1, 7)], {"inner": inner}
        rank = self.pick(1, 2)
        inner = {"layer": "Conv", "settings": {
            "filters": self.size(1, 6), "kernel": self.sizes(rank, 1, 3), "stride": [1] * rank, "padding": [[0, 0]] * rank,
            "dilation": [1] * rank, "groups": 1, "bias": self.flag()}}
        return "TimeDistributed", [[steps] + self.image(rank, self.size(1, 4))], {"inner": inner}


def choose(cases):
    plan = [
        (cases.transposed, 420), (cases.broken_transposed, 90), (cases.depthwise, 160), (cases.separable, 140), (cases.broken_depthwise, 40),
        (cases.l2_pool, 90), (cases.broken_l2_pool, 10), (cases.adaptive, 170), (cases.broken_adaptive, 30),
        (cases.padding, 160), (cases.broken_padding, 45), (cases.cropping, 70), (cases.broken_cropping, 25),
        (cases.upsampling, 260), (cases.broken_upsampling, 60), (cases.shuffle, 70), (cases.broken_shuffle, 25),
        (cases.reshape, 110), (cases.broken_reshape, 30), (cases.permute, 70), (cases.broken_permute, 25),
        (cases.squeeze, 50), (cases.broken_squeeze, 20), (cases.expand, 60), (cases.broken_expand, 15),
        (cases.repeat, 60), (cases.broken_repeat, 20), (cases.slice, 150), (cases.broken_slice, 30),
        (cases.split, 90), (cases.broken_split, 25), (cases.chunk, 90), (cases.unfold, 80), (cases.broken_unfold, 20),
        (cases.bilinear, 60), (cases.broken_bilinear, 15), (cases.normalization, 180), (cases.broken_normalization, 25),
        (cases.activation, 170), (cases.broken_activation, 30), (cases.recurrent, 220), (cases.broken_recurrent, 40), (cases.state, 70),
        (cases.attention, 130), (cases.broken_attention, 30), (cases.block, 90), (cases.merge, 130), (cases.broken_merge, 25),
        (cases.matmul, 80), (cases.broken_matmul, 20), (cases.distributed, 70),
    ]
    for make, count in plan:
        for _ in range(count):
            yield make()


def main():
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    seen, refused = set(), 0
    with TARGET.open("w", encoding="utf-8", newline="\n") as file:
        for layer, inputs, settings in choose(Catalogue(SEED)):
            key = json.dumps([layer, inputs, settings])
            if key in seen:
                continue
            seen.add(key)
            case = ask(layer, inputs, settings)
            refused += case["error"] is not None
            file.write(json.dumps(case) + "\n")
    print(f"{len(seen)} cases, {refused} refused")


if __name__ == "__main__":
    main()
