"""Layers that move elements."""

import itertools
import math

import torch
from torch import nn
from torch.nn import functional

from ..plain import Each, Function, crop, pad, some
from ..registry import builds, cases

PADDING_MODES = {"Zero": "constant", "Reflect": "reflect", "Replicate": "replicate", "Circular": "circular"}
INTERPOLATIONS = {
    "Nearest": {1: "nearest", 2: "nearest", 3: "nearest"},
    "Linear": {1: "linear", 2: "bilinear", 3: "trilinear"},
    "NearestExact": {1: "nearest-exact", 2: "nearest-exact", 3: "nearest-exact"},
    "Cubic": {1: "bicubic", 2: "bicubic", 3: "bicubic"},
}


@builds("Flatten")
def build_flatten(shapes, s):
    return nn.Flatten()


@builds("Padding")
def build_padding(shapes, s):
    if min(amount for pair in s["amounts"] for amount in pair) < 0:
        raise ValueError("oracle: a negative padding crops")
    if len(s["amounts"]) >= len(shapes[0]):
        raise ValueError("oracle: more axes are padded than there are")
    return Function(lambda x: pad(x, s["amounts"], PADDING_MODES[s["mode"]]))


@builds("Cropping")
def build_cropping(shapes, s):
    if min(amount for pair in s["amounts"] for amount in pair) < 0:
        raise ValueError("oracle: a negative cropping pads")
    return Function(lambda x: crop(x, s["amounts"]))


@builds("Upsampling")
def build_upsampling(shapes, s):
    # Without a method that has corners, PyTorch wants None.
    corners = None if s["method"].startswith("Nearest") and not s["alignCorners"] else s["alignCorners"]
    return Function(lambda x: functional.interpolate(
        x, size=s["size"] and tuple(s["size"]), scale_factor=s["scale"] and tuple(s["scale"]),
        mode=INTERPOLATIONS[s["method"]][len(shapes[0]) - 1], align_corners=corners))


@builds("PixelShuffle")
def build_pixel_shuffle(shapes, s):
    return (nn.PixelUnshuffle if s["inverse"] else nn.PixelShuffle)(s["factor"])


@builds("ChannelShuffle")
def build_channel_shuffle(shapes, s):
    return nn.ChannelShuffle(s["groups"])


@builds("Roll")
def build_roll(shapes, s):
    return Each(lambda x: x.roll(s["shifts"], s["axes"]))


@builds("Reshape")
def build_reshape(shapes, s):
    return Each(lambda x: x.reshape(s["target"]))


@builds("Permute")
def build_permute(shapes, s):
    return Each(lambda x: x.permute(s["order"]))


@builds("Squeeze")
def build_squeeze(shapes, s):
    def squeezed(x):
        if x.size(s["axis"]) != 1:
            raise ValueError("oracle: axis not of size 1")
        return x.squeeze(s["axis"])
    return Each(squeezed)


@builds("Expand")
def build_expand(shapes, s):
    return Each(lambda x: x.unsqueeze(s["axis"]))


@builds("Repeat")
def build_repeat(shapes, s):
    if len(s["counts"]) > len(shapes[0]):
        raise ValueError("oracle: more counts than axes add axes in front")
    return Each(lambda x: some(x.repeat(s["counts"])))


@builds("Slice")
def build_part(shapes, s):
    """Python's slice."""
    def sliced(x):
        output = x.movedim(s["axis"], 0)[s["start"]:s["stop"]:s["step"]].movedim(0, s["axis"])
        if output.numel() == 0:
            raise ValueError("oracle: empty slice")
        return output
    return Each(sliced)


@builds("Split")
def build_split(shapes, s):
    def parts(x):
        if s["count"] is None:
            return x.split(s["sizes"], s["axis"])
        size = x.size(s["axis"])
        if s["count"] < 1 or size % s["count"]:
            raise ValueError("oracle: the axis does not divide into equal parts")
        return x.split(size // s["count"], s["axis"])
    return Each(lambda x: some(parts(x)[s["index"]]))


@builds("Chunk")
def build_chunk(shapes, s):
    return Each(lambda x: torch.chunk(x, s["count"], s["axis"])[s["index"]])


@cases(60)
def flatten(c):
    return "Flatten", [c.sizes(c.size(1, 5), 1, 9)], {}


@cases(220)
def padding(c):
    """Reflected amounts are smaller than the axis, circular ones at most as large."""
    rank, mode = c.pick(1, 2, 2, 3), c.pick(*PADDING_MODES)
    shape = [c.size(1, 4)] + c.sizes(rank, 1, {1: 20, 2: 9, 3: 5}[rank])
    most = {"Reflect": lambda size: size - 1, "Circular": lambda size: size}.get(mode, lambda size: 7)
    amounts = [[c.size(0, min(7, most(size))), c.size(0, min(7, most(size)))] for size in shape[1:]]
    return "Padding", [shape], {"mode": mode, "amounts": amounts}


@cases(60)
def broken_padding(c):
    layer, inputs, settings = padding(c)
    axis, side = c.size(0, len(settings["amounts"]) - 1), c.size(0, 1)
    fault = c.pick("negative", "reflect", "reflect", "circular", "circular", "many")
    if fault == "negative":
        settings["amounts"][axis][side] = -c.size(1, 3)
    elif fault == "reflect":
        settings["mode"], settings["amounts"][axis][side] = "Reflect", inputs[0][axis + 1] + c.size(0, 3)
    elif fault == "circular":
        settings["mode"], settings["amounts"][axis][side] = "Circular", inputs[0][axis + 1] + c.size(1, 3)
    else:
        settings["amounts"] = settings["amounts"] + c.pairs(c.size(1, 2), 1, 2)
    return layer, inputs, settings


@cases(90)
def cropping(c):
    rank = c.pick(1, 2, 2, 3)
    shape = [c.size(1, 4)] + c.sizes(rank, 7, {1: 30, 2: 14, 3: 9}[rank])
    return "Cropping", [shape], {"amounts": c.pairs(rank, 0, 3)}


@cases(30)
def broken_cropping(c):
    layer, inputs, settings = cropping(c)
    axis = c.size(0, len(settings["amounts"]) - 1)
    size = inputs[0][axis + 1]
    settings["amounts"][axis] = c.pick([size, 0], [size - 2, 2], [size, 3], [0, size + 2], [-1, 0], [2, -1])
    return layer, inputs, settings


@cases(260)
def upsampling(c):
    rank = c.pick(1, 2, 2, 3)
    method = c.pick("Nearest", "Linear", "Cubic") if rank == 2 else c.pick("Nearest", "Linear")
    shape = [c.size(1, 4)] + c.sizes(rank, 1, {1: 40, 2: 12, 3: 6}[rank])
    scale = c.pick(c.sizes(rank, 1, 4), [fraction(c, size) for size in shape[1:]], [fraction(c, size) for size in shape[1:]])
    by_scale = c.flag()
    return "Upsampling", [shape], {
        "scale": scale if by_scale else None, "size": None if by_scale else c.sizes(rank, 1, 14),
        "method": method, "alignCorners": method != "Nearest" and c.flag()}


def fraction(c, size):
    """A scale that leaves something of the axis."""
    return c.pick(*[scale for scale in (0.1, 0.25, 0.3, 0.5, 0.7, 0.75, 1.1, 1.25, 1.3, 1.5, 1.7, 2.2, 2.5, 3.3)
                    if size * scale >= 1])


@cases()
def rounded_upsampling(_):
    """The product of size and scale is whole, but not in binary numbers."""
    for size, scale in itertools.product((10, 25, 50, 100), (0.28, 0.29, 0.56, 0.57, 0.58, 1.1, 1.12, 1.15, 1.16, 2.3)):
        yield "Upsampling", [[1, size]], {"scale": [scale], "size": None, "method": "Nearest", "alignCorners": False}


@cases(60)
def broken_upsampling(c):
    layer, inputs, settings = upsampling(c)
    rank = len(inputs[0]) - 1
    fault = c.pick("both", "neither", "zero", "corners", "small", "cubic", "many", "few")
    settings["scale"], settings["size"] = None, c.sizes(rank, 1, 9)
    if fault == "both":
        settings["scale"] = c.sizes(rank, 1, 3)
    elif fault == "neither":
        settings["size"] = None
    elif fault == "zero":
        settings["size"][c.size(0, rank - 1)] = c.pick(0, -2)
    elif fault == "corners":
        settings["method"], settings["alignCorners"] = "Nearest", True
    elif fault == "small":
        settings["scale"], settings["size"] = [c.pick(0.01, 0.02)] * rank, None
    elif fault == "cubic":
        inputs[0], settings["size"], settings["method"] = c.pick(([2, 5], [7], "Cubic"), ([2, 5, 4, 3], [7, 7, 7], "Cubic"))
    elif fault == "many":
        settings["size"] = settings["size"] + [4]
    else:
        inputs[0], settings["size"], settings["method"], settings["alignCorners"] = [2, 5, 4, 3], [7, 7], "Nearest", False
    return layer, inputs, settings


@cases(90)
def pixel_shuffle(c):
    factor, inverse = c.size(1, 4), c.flag()
    sides, channels = c.sizes(2, 1, 6), c.size(1, 4)
    shape = [channels] + [size * factor for size in sides] if inverse else [channels * factor ** 2] + sides
    return "PixelShuffle", [shape], {"factor": factor, "inverse": inverse}


@cases(30)
def broken_pixel_shuffle(c):
    layer, inputs, settings = pixel_shuffle(c)
    if c.flag():
        settings["factor"] = c.pick(0, -1)
    else:
        settings["factor"], inputs[0] = c.pick(2, 3), c.pick([7, 7, 7], [5, 7, 8], [10, 11, 5])
    return layer, inputs, settings


@cases(130)
def reshape(c):
    shape = c.sizes(c.size(1, 4), 1, 6)
    factors, target = c.shuffled(shape), []
    while factors:
        count = c.size(1, len(factors))
        target.append(math.prod(factors[:count]))
        factors = factors[count:]
    for _ in range(c.pick(0, 0, 1, 2)):
        target.insert(c.size(0, len(target)), 1)
    if c.flag():
        target[c.size(0, len(target) - 1)] = -1
    return "Reshape", [shape], {"target": target}


@cases(36)
def broken_reshape(c):
    layer, inputs, settings = reshape(c)
    size = math.prod(inputs[0])
    settings["target"] = c.pick([-1, -1], [size + 1], [0, size], [-1, size * 2], [-2, size], [-1, 0], [size, 2])
    return layer, inputs, settings


@cases(80)
def permute(c):
    shape = c.sizes(c.size(1, 5), 1, 7)
    return "Permute", [shape], {"order": c.shuffled(range(len(shape)))}


@cases(24)
def broken_permute(c):
    layer, inputs, settings = permute(c)
    rank = len(inputs[0])
    settings["order"] = c.pick([0] * rank if rank > 1 else [1], list(range(rank + 1)), list(range(1, rank + 1)),
                               list(range(rank - 1)) if rank > 1 else [2])
    return layer, inputs, settings


@cases(70)
def squeeze(c):
    shape = c.sizes(c.size(2, 5), 1, 7)
    axis, written = c.axis(len(shape))
    shape[axis] = 1
    return "Squeeze", [shape], {"axis": written}


@cases(26)
def broken_squeeze(c):
    layer, inputs, settings = squeeze(c)
    if c.flag():
        inputs[0][settings["axis"]] = c.size(2, 5)
    else:
        settings["axis"] = c.no_axis(len(inputs[0]))
    return layer, inputs, settings


@cases(70)
def expand(c):
    shape = c.sizes(c.size(1, 4), 1, 7)
    return "Expand", [shape], {"axis": c.size(-len(shape) - 1, len(shape))}


@cases(20)
def broken_expand(c):
    layer, inputs, settings = expand(c)
    settings["axis"] = c.no_axis(len(inputs[0]) + 1)
    return layer, inputs, settings


@cases(80)
def repeat(c):
    shape = c.sizes(c.size(1, 4), 1, 7)
    return "Repeat", [shape], {"counts": c.sizes(len(shape), 1, 4)}


@cases(26)
def broken_repeat(c):
    layer, inputs, settings = repeat(c)
    fault = c.pick("count", "few", "many")
    if fault == "count":
        settings["counts"][c.size(0, len(inputs[0]) - 1)] = c.pick(0, -1)
    elif fault == "few":
        settings["counts"].pop()
        inputs[0] = inputs[0] if settings["counts"] else c.sizes(2, 1, 5)
        settings["counts"] = settings["counts"] or [2]
    else:
        settings["counts"].append(2)
    return layer, inputs, settings


@cases(170)
def part(c):
    """A slice, of which something is left."""
    shape = c.sizes(c.size(1, 4), 1, 12)
    axis, written = c.axis(len(shape))
    size = shape[axis]
    while True:
        start, stop, step = c.size(-size - 2, size - 1), c.pick(None, c.size(-size, size + 3)), c.size(1, 4)
        if range(size)[start:stop:step]:
            return "Slice", [shape], {"axis": written, "start": start, "stop": stop, "step": step}


@cases(50)
def broken_part(c):
    layer, inputs, settings = part(c)
    size = inputs[0][settings["axis"]]
    fault = c.pick("empty", "empty", "step", "axis")
    if fault == "empty":
        settings["start"], settings["stop"] = c.pick(
            (size, None), (size + 2, None), (-1, -1), (1, 1), (0, -size), (size - 1, 0))
    elif fault == "step":
        settings["step"] = c.pick(0, -1, -2)
    else:
        settings["axis"] = c.no_axis(len(inputs[0]))
    return layer, inputs, settings


@cases(120)
def split(c):
    shape = c.sizes(c.size(1, 4), 1, 6)
    axis, written = c.axis(len(shape))
    count, sizes = c.size(1, 5), None
    if c.flag():
        shape[axis] *= count
    else:
        count, sizes = None, c.sizes(count, 1, 4)
        shape[axis] = sum(sizes)
    return "Split", [shape], {"count": count, "sizes": sizes, "axis": written, "index": c.size(0, (count or len(sizes)) - 1)}


@cases(40)
def broken_split(c):
    layer, inputs, settings = split(c)
    fault = c.pick("parts", "parts", "index", "axis", "size", "count")
    if fault == "index":
        settings["index"] = (settings["count"] or len(settings["sizes"])) + c.size(0, 2)
    elif fault == "axis":
        settings["axis"] = c.no_axis(len(inputs[0]))
    elif fault == "count":
        settings["count"], settings["sizes"], settings["index"] = c.pick(0, -1), None, 0
    elif settings["sizes"] is None:
        settings["count"], settings["index"] = inputs[0][settings["axis"]] + c.size(1, 3), 0
    elif fault == "parts":
        settings["sizes"] = settings["sizes"] + [c.size(1, 3)]
    else:
        settings["sizes"], settings["index"] = [inputs[0][settings["axis"]] + 1, -1], 0
    return layer, inputs, settings


@cases()
def chunk_sweep(_):
    """The last chunk is smaller, and of some there are fewer than wanted."""
    for size, count in itertools.product(range(1, 10), range(1, 7)):
        yield "Chunk", [[size, 2]], {"count": count, "axis": 0, "index": count - 1}


@cases(80)
def chunk(c):
    shape = c.sizes(c.size(1, 4), 1, 12)
    axis, written = c.axis(len(shape))
    count = c.size(1, 6)
    parts = math.ceil(shape[axis] / math.ceil(shape[axis] / count))
    return "Chunk", [shape], {"count": count, "axis": written, "index": c.size(0, parts - 1)}


@cases(24)
def broken_chunk(c):
    layer, inputs, settings = chunk(c)
    fault = c.pick("index", "count", "axis")
    if fault == "index":
        settings["index"] = settings["count"] + c.size(0, 2)
    elif fault == "count":
        settings["count"] = c.pick(0, -1)
    else:
        settings["axis"] = c.no_axis(len(inputs[0]))
    return layer, inputs, settings


@cases(140)
def exact_upsampling(c):
    layer, inputs, settings = upsampling(c)
    return layer, inputs, {**settings, "method": "NearestExact", "alignCorners": False}


@cases(30)
def broken_exact_upsampling(c):
    layer, inputs, settings = broken_upsampling(c)
    return layer, inputs, {**settings, "method": "NearestExact"}


@cases(60)
def channel_shuffle(c):
    groups = c.size(1, 5)
    return "ChannelShuffle", [[groups * c.size(1, 5)] + c.sizes(c.size(1, 3), 1, 6)], {"groups": groups}


@cases(24)
def broken_channel_shuffle(c):
    layer, inputs, settings = channel_shuffle(c)
    fault = c.pick("groups", "groups", "zero", "rank")
    if fault == "groups":
        settings["groups"], inputs[0][0] = c.pick((2, 5), (3, 7), (4, 6), (5, 4))
    elif fault == "zero":
        settings["groups"] = c.pick(0, -1)
    else:
        inputs[0] = inputs[0][:1]
    return layer, inputs, settings


@cases(80)
def roll(c):
    shape = c.sizes(c.size(1, 4), 1, 9)
    axes = [c.axis(len(shape))[1] for _ in range(c.size(1, 3))]
    return "Roll", [shape], {"shifts": c.sizes(len(axes), -12, 12), "axes": axes}


@cases(24)
def broken_roll(c):
    layer, inputs, settings = roll(c)
    fault = c.pick("axis", "axis", "many", "few")
    if fault == "axis":
        settings["axes"][0] = c.no_axis(len(inputs[0]))
    elif fault == "many":
        settings["shifts"] = settings["shifts"] + [1]
    else:
        settings["axes"] = settings["axes"] + [0]
    return layer, inputs, settings
