"""Builds layers that move elements: none has weights."""

import torch
from torch import nn
from torch.nn import functional

from .plain import Each, Function, crop, pad, some

PADDING_MODES = {"Zero": "constant", "Reflect": "reflect", "Replicate": "replicate", "Circular": "circular"}
INTERPOLATIONS = {
    "Nearest": {1: "nearest", 2: "nearest", 3: "nearest"},
    "Linear": {1: "linear", 2: "bilinear", 3: "trilinear"},
    "NearestExact": {1: "nearest-exact", 2: "nearest-exact", 3: "nearest-exact"},
    "Cubic": {1: "bicubic", 2: "bicubic", 3: "bicubic"},
}


def flatten(shapes, s):
    return nn.Flatten()


def padding(shapes, s):
    if min(amount for pair in s["amounts"] for amount in pair) < 0:
        raise ValueError("oracle: a negative padding crops")
    if len(s["amounts"]) >= len(shapes[0]):
        raise ValueError("oracle: more axes are padded than there are")
    return Function(lambda x: pad(x, s["amounts"], PADDING_MODES[s["mode"]]))


def cropping(shapes, s):
    if min(amount for pair in s["amounts"] for amount in pair) < 0:
        raise ValueError("oracle: a negative cropping pads")
    return Function(lambda x: crop(x, s["amounts"]))


def upsampling(shapes, s):
    # Without a method that has corners, PyTorch wants None.
    corners = None if s["method"].startswith("Nearest") and not s["alignCorners"] else s["alignCorners"]
    return Function(lambda x: functional.interpolate(
        x, size=s["size"] and tuple(s["size"]), scale_factor=s["scale"] and tuple(s["scale"]),
        mode=INTERPOLATIONS[s["method"]][len(shapes[0]) - 1], align_corners=corners))


def pixel_shuffle(shapes, s):
    return (nn.PixelUnshuffle if s["inverse"] else nn.PixelShuffle)(s["factor"])


def channel_shuffle(shapes, s):
    return nn.ChannelShuffle(s["groups"])


def roll(shapes, s):
    return Each(lambda x: x.roll(s["shifts"], s["axes"]))


def reshape(shapes, s):
    return Each(lambda x: x.reshape(s["target"]))


def permute(shapes, s):
    return Each(lambda x: x.permute(s["order"]))


def squeeze(shapes, s):
    def squeezed(x):
        if x.size(s["axis"]) != 1:
            raise ValueError("oracle: axis not of size 1")
        return x.squeeze(s["axis"])
    return Each(squeezed)


def expand(shapes, s):
    return Each(lambda x: x.unsqueeze(s["axis"]))


def repeat(shapes, s):
    if len(s["counts"]) > len(shapes[0]):
        raise ValueError("oracle: more counts than axes add axes in front")
    return Each(lambda x: some(x.repeat(s["counts"])))


def part(shapes, s):
    """Python's slice."""
    def sliced(x):
        output = x.movedim(s["axis"], 0)[s["start"]:s["stop"]:s["step"]].movedim(0, s["axis"])
        if output.numel() == 0:
            raise ValueError("oracle: empty slice")
        return output
    return Each(sliced)


def split(shapes, s):
    def parts(x):
        if s["count"] is None:
            return x.split(s["sizes"], s["axis"])
        size = x.size(s["axis"])
        if s["count"] < 1 or size % s["count"]:
            raise ValueError("oracle: the axis does not divide into equal parts")
        return x.split(size // s["count"], s["axis"])
    return Each(lambda x: some(parts(x)[s["index"]]))


def chunk(shapes, s):
    return Each(lambda x: torch.chunk(x, s["count"], s["axis"])[s["index"]])


BUILDERS = {
    "Flatten": flatten, "Padding": padding, "Cropping": cropping, "Upsampling": upsampling, "PixelShuffle": pixel_shuffle,
    "Reshape": reshape, "Permute": permute, "Squeeze": squeeze, "Expand": expand, "Repeat": repeat, "Slice": part,
    "Split": split, "Chunk": chunk, "ChannelShuffle": channel_shuffle, "Roll": roll,
}
