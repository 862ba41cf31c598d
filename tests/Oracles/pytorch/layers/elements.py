"""Layers that keep the space: dense, embedding, normalization, activation, dropout."""

import torch
from torch import nn

from ..plain import Each
from ..registry import builds, cases

BATCH_NORMALIZATIONS = {1: nn.BatchNorm1d, 2: nn.BatchNorm1d, 3: nn.BatchNorm2d, 4: nn.BatchNorm3d}
INSTANCE_NORMALIZATIONS = {2: nn.InstanceNorm1d, 3: nn.InstanceNorm2d, 4: nn.InstanceNorm3d}

ACTIVATIONS = {
    "relu": nn.ReLU,
    "relu6": nn.ReLU6,
    "leaky_relu": nn.LeakyReLU,
    "elu": nn.ELU,
    "selu": nn.SELU,
    "celu": nn.CELU,
    "gelu": nn.GELU,
    "swish": nn.SiLU,
    "mish": nn.Mish,
    "sigmoid": nn.Sigmoid,
    "hard_sigmoid": nn.Hardsigmoid,
    "hard_swish": nn.Hardswish,
    "tanh": nn.Tanh,
    "softplus": nn.Softplus,
    "softsign": nn.Softsign,
    "softmax": lambda: nn.Softmax(dim=-1),
    "log_softmax": lambda: nn.LogSoftmax(dim=-1),
    "linear": nn.Identity,
}

MORE_ACTIVATIONS = {
    "hard_shrink": nn.Hardshrink,
    "soft_shrink": nn.Softshrink,
    "tanh_shrink": nn.Tanhshrink,
    "threshold": lambda: nn.Threshold(0.1, 0.0),
    "r_relu": nn.RReLU,
    "hard_tanh": nn.Hardtanh,
    "log_sigmoid": nn.LogSigmoid,
    "gelu_new": lambda: nn.GELU(approximate="tanh"),
}

ALONG_AXIS = {"softmax": nn.Softmax, "log_softmax": nn.LogSoftmax, "Glu": nn.GLU}


MORE_ALONG_AXIS = {"softmin": nn.Softmin}


class Indices(nn.Embedding):
    """An embedding of any numbers."""

    def forward(self, x):
        return super().forward(x.long())


class RmsNorm(nn.Module):
    """Root mean square normalization of the last axis, which PyTorch 1.13 does not have yet."""

    def __init__(self, width, scale):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width)) if scale else 1.0

    def forward(self, x):
        return self.weight * x / (x.square().mean(-1, keepdim=True) + 1e-6).sqrt()


class Bilinear(nn.Bilinear):
    """PyTorch multiplies element by element; the two products after it are there to be counted."""

    def forward(self, first, second):
        output = super().forward(first, second)
        rows = first.reshape(-1, self.in1_features)
        between = rows @ self.weight.transpose(0, 1).reshape(self.in1_features, -1)
        between.reshape(len(rows), -1, self.in2_features) @ second.reshape(len(rows), -1, 1)
        return output


@builds("Dense", contracts=True)
def build_dense(shapes, s):
    return nn.Linear(shapes[0][-1], s["units"], bias=s["bias"])


@builds("Bilinear", contracts=True)
def build_bilinear(shapes, s):
    return Bilinear(shapes[0][-1], shapes[1][-1], s["units"], bias=s["bias"])


@builds("Embedding")
def build_embedding(shapes, s):
    return Indices(s["vocabulary"], s["width"])


@builds("Normalization")
def build_normalization(shapes, s):
    shape = shapes[0]
    if s["kind"] == "Batch":
        kind = BATCH_NORMALIZATIONS.get(len(shape), nn.BatchNorm3d)
        return kind(shape[0], affine=s["scale"], track_running_stats=s["statistics"])
    if s["kind"] == "Instance":
        kind = INSTANCE_NORMALIZATIONS.get(len(shape), nn.InstanceNorm3d)
        return kind(shape[0], affine=s["scale"], track_running_stats=s["statistics"])
    if s["kind"] == "Group":
        return nn.GroupNorm(s["groups"], shape[0], affine=s["scale"])
    if s["kind"] == "Rms":
        return RmsNorm(shape[-1], s["scale"])
    if s["axes"] > len(shape):
        raise ValueError("oracle: more axes than the input has")
    return nn.LayerNorm(shape[len(shape) - s["axes"]:], elementwise_affine=s["scale"])


@builds("Activation")
def build_activation(shapes, s):
    if s["kind"] == "PRelu":
        return nn.PReLU(shapes[0][0] if s["slopes"] == "channels" else s["slopes"])
    if "axis" in s:
        return Each({**ALONG_AXIS, **MORE_ALONG_AXIS}[s["kind"]](s["axis"]))
    return {**ACTIVATIONS, **MORE_ACTIVATIONS}[s["kind"]]()


@builds("LocalResponse")
def build_local_response(shapes, s):
    return nn.LocalResponseNorm(s["size"])


@builds("Dropout")
def build_dropout(shapes, s):
    return nn.Dropout(s["rate"])


@cases(110)
def dense(c):
    return "Dense", [c.sizes(c.size(1, 4), 1, 12)], {"units": c.size(1, 40), "bias": c.flag()}


@cases(26)
def broken_dense(c):
    return "Dense", [c.sizes(c.size(1, 3), 1, 9)], {"units": c.pick(-1, -3, 0), "bias": c.flag()}


@cases(80)
def bilinear(c):
    shape = c.sizes(c.size(1, 4), 1, 7)
    return "Bilinear", [shape, shape[:-1] + [c.size(1, 9)]], {"units": c.size(1, 12), "bias": c.flag()}


@cases(24)
def broken_bilinear(c):
    layer, inputs, settings = bilinear(c)
    fault = c.pick("sizes", "sizes", "rank", "units")
    if fault == "sizes" and len(inputs[0]) > 1:
        inputs[1] = [inputs[0][0] + 1] + inputs[1][1:]
    elif fault == "rank":
        inputs[1] = [2] + inputs[1]
    else:
        settings["units"] = c.pick(-1, -2)
    return layer, inputs, settings


@cases(70)
def embedding(c):
    return "Embedding", [c.sizes(c.size(1, 3), 1, 12)], {"vocabulary": c.size(1, 500), "width": c.size(1, 64)}


@cases(20)
def broken_embedding(c):
    vocabulary, width = c.pick((0, 8), (-1, 8), (10, -2), (10, 0))
    return "Embedding", [c.sizes(c.size(1, 2), 1, 9)], {"vocabulary": vocabulary, "width": width}


@cases(100)
def batch_normalization(c):
    affine = c.flag()
    return "Normalization", [c.sizes(c.size(1, 4), 1, 12)], {
        "kind": "Batch", "scale": affine, "center": affine, "statistics": c.flag()}


@cases(16)
def broken_batch_normalization(c):
    layer, _, settings = batch_normalization(c)
    return layer, [c.sizes(5, 1, 4)], settings


@cases(80)
def layer_normalization(c):
    shape, affine = c.sizes(c.size(1, 4), 1, 9), c.flag()
    return "Normalization", [shape], {"kind": "Layer", "axes": c.size(1, len(shape)), "scale": affine, "center": affine}


@cases(14)
def broken_layer_normalization(c):
    layer, inputs, settings = layer_normalization(c)
    settings["axes"] = len(inputs[0]) + c.size(1, 2)
    return layer, inputs, settings


@cases(80)
def group_normalization(c):
    groups, affine = c.size(1, 5), c.flag()
    shape = [groups * c.size(1, 4)] + c.sizes(c.size(0, 3), 1, 9)
    return "Normalization", [shape], {"kind": "Group", "groups": groups, "scale": affine, "center": affine}


@cases(24)
def broken_group_normalization(c):
    layer, inputs, settings = group_normalization(c)
    settings["groups"] = c.pick(inputs[0][0] + 1, 0, -2)
    return layer, inputs, settings


@cases(70)
def instance_normalization(c):
    """Of a single position PyTorch takes no variance."""
    affine = c.flag()
    return "Normalization", [c.sizes(c.size(2, 4), 2, 9)], {
        "kind": "Instance", "scale": affine, "center": affine, "statistics": c.flag()}


@cases(12)
def broken_instance_normalization(c):
    layer, _, settings = instance_normalization(c)
    return layer, [c.sizes(c.pick(1, 5), 2, 4)], settings


@cases(40)
def rms_normalization(c):
    return "Normalization", [c.sizes(c.size(1, 4), 1, 12)], {"kind": "Rms", "scale": c.flag(), "center": False}


@cases(110)
def activation(c):
    return "Activation", [c.sizes(c.size(1, 4), 1, 9)], {"kind": c.pick(*ACTIVATIONS)}


@cases(90)
def further_activation(c):
    return "Activation", [c.sizes(c.size(1, 4), 1, 9)], {"kind": c.pick(*MORE_ACTIVATIONS)}


@cases(70)
def prelu(c):
    return "Activation", [c.sizes(c.size(1, 4), 1, 9)], {"kind": "PRelu", "slopes": c.pick(1, "channels")}


@cases(100)
def axis_activation(c):
    shape, kind = c.sizes(c.size(1, 4), 1, 9), c.pick(*ALONG_AXIS, "Glu")
    axis, written = c.axis(len(shape))
    shape[axis] *= 2 if kind == "Glu" else 1
    return "Activation", [shape], {"kind": kind, "axis": written}


@cases(60)
def broken_axis_activation(c):
    layer, inputs, settings = axis_activation(c)
    if c.flag():
        settings["axis"] = c.no_axis(len(inputs[0]))
    else:
        settings["kind"], inputs[0][settings["axis"]] = "Glu", c.pick(1, 3, 5, 7)
    return layer, inputs, settings


@cases(40)
def dropout(c):
    return "Dropout", [c.sizes(c.size(1, 4), 1, 9)], {"rate": c.pick(0.0, 0.1, 0.25, 0.5, 0.9, 1.0)}


@cases(10)
def broken_dropout(c):
    return "Dropout", [c.sizes(c.size(1, 3), 1, 9)], {"rate": c.pick(-0.1, 1.5, 2.0)}


@cases(30)
def softmin(c):
    shape = c.sizes(c.size(1, 4), 1, 9)
    return "Activation", [shape], {"kind": "softmin", "axis": c.axis(len(shape))[1]}


@cases(60)
def local_response(c):
    """Only of channels with at least one more axis."""
    return "LocalResponse", [c.sizes(c.size(2, 4), 1, 9)], {"size": c.size(1, 7)}


@cases(16)
def broken_local_response(c):
    layer, inputs, settings = local_response(c)
    if c.flag():
        inputs[0] = [c.size(1, 9)]
    else:
        settings["size"] = c.pick(0, -1)
    return layer, inputs, settings
