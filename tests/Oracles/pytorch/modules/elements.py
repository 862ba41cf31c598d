"""Builds layers that keep the space: dense, embedding, normalization, activation, dropout."""

import torch
from torch import nn

from .plain import Each

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


def dense(shapes, s):
    return nn.Linear(shapes[0][-1], s["units"], bias=s["bias"])


def bilinear(shapes, s):
    return Bilinear(shapes[0][-1], shapes[1][-1], s["units"], bias=s["bias"])


def embedding(shapes, s):
    return Indices(s["vocabulary"], s["width"])


def normalization(shapes, s):
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


def activation(shapes, s):
    if s["kind"] == "PRelu":
        return nn.PReLU(shapes[0][0] if s["slopes"] == "channels" else s["slopes"])
    if "axis" in s:
        return Each({**ALONG_AXIS, **MORE_ALONG_AXIS}[s["kind"]](s["axis"]))
    return {**ACTIVATIONS, **MORE_ACTIVATIONS}[s["kind"]]()


def local_response(shapes, s):
    return nn.LocalResponseNorm(s["size"])


def dropout(shapes, s):
    return nn.Dropout(s["rate"])


BUILDERS = {
    "Dense": dense, "Bilinear": bilinear, "Embedding": embedding, "Normalization": normalization,
    "Activation": activation, "Dropout": dropout, "LocalResponse": local_response,
}
