"""Convolutions: plain, transposed, depthwise and separable ones, and their windows unfolded."""

import itertools

from torch import nn

from ..plain import Function, before, crop, is_symmetric, pad
from ..registry import builds, cases

PADDING_MODES = {"Zero": "zeros", "Reflect": "reflect", "Replicate": "replicate", "Circular": "circular"}
PADDED_MODES = {"zeros": "constant"}
CONVOLUTIONS = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}
TRANSPOSED = {1: nn.ConvTranspose1d, 2: nn.ConvTranspose2d, 3: nn.ConvTranspose3d}


def any_convolution(channels, filters, s, groups, bias):
    """Padding of unequal sides is done in front of the layer."""
    mode = PADDING_MODES[s.get("paddingMode", "Zero")]
    padding, by_hand = s["padding"], False
    if not isinstance(padding, str):
        by_hand = not is_symmetric(padding)
        padding = 0 if by_hand else before(padding)
    layer = CONVOLUTIONS[len(s["kernel"])](
        channels, filters, tuple(s["kernel"]), stride=tuple(s["stride"]), padding=padding,
        dilation=tuple(s["dilation"]), groups=groups, bias=bias, padding_mode=mode)
    return nn.Sequential(Function(lambda x: pad(x, s["padding"], PADDED_MODES.get(mode, mode))), layer) if by_hand else layer


@builds("Conv", contracts=True)
def build_convolution(shapes, s):
    return any_convolution(shapes[0][0], s["filters"], s, s["groups"], s["bias"])


@builds("DepthwiseConv", contracts=True)
def build_depthwise(shapes, s):
    channels = shapes[0][0]
    return any_convolution(channels, channels * s["multiplier"], s, channels, s["bias"])


@builds("SeparableConv", contracts=True)
def build_separable(shapes, s):
    channels = shapes[0][0]
    between = channels * s["multiplier"]
    pointwise = CONVOLUTIONS[len(s["kernel"])](between, s["filters"], 1, bias=s["bias"])
    return nn.Sequential(any_convolution(channels, between, s, channels, False), pointwise)


@builds("ConvTranspose", contracts=True)
def build_transposed(shapes, s):
    """Padding takes away from the output; unequal sides are cut off behind the layer."""
    by_hand = not is_symmetric(s["padding"])
    layer = TRANSPOSED[len(s["kernel"])](
        shapes[0][0], s["filters"], tuple(s["kernel"]), stride=tuple(s["stride"]),
        padding=0 if by_hand else before(s["padding"]),
        output_padding=tuple(s["outputPadding"] or [0] * len(s["kernel"])),
        groups=s["groups"], bias=s["bias"], dilation=tuple(s["dilation"]))
    return nn.Sequential(layer, Function(lambda x: crop(x, s["padding"]))) if by_hand else layer


@builds("Unfold")
def build_unfold(shapes, s):
    return nn.Unfold(tuple(s["kernel"]), tuple(s["dilation"]), before(s["padding"]), tuple(s["stride"]))


@builds("Fold")
def build_fold(shapes, s):
    return nn.Fold(tuple(s["outputSize"]), tuple(s["kernel"]), tuple(s["dilation"]), before(s["padding"]), tuple(s["stride"]))


@cases()
def convolution_sweep(_):
    """Every small one-axis window, so that no remainder of the division is missed."""
    for size, kernel, stride, pad in itertools.product(range(4, 9), range(1, 5), range(1, 4), (0, 1)):
        yield "Conv", [[2, size]], convolution_settings(3, [kernel], [stride], [[pad, pad]], [1], 1, True)
    for size, kernel, dilation in itertools.product((5, 6, 7, 8), range(1, 7), (1, 2)):
        yield "Conv", [[2, size]], convolution_settings(3, [kernel], [1], "same", [dilation], 1, False)


@cases()
def transposed_sweep(_):
    for size, kernel, stride, pad in itertools.product((1, 2, 5), range(1, 5), range(1, 4), (0, 1)):
        for extra in range(stride):
            yield "ConvTranspose", [[2, size]], transposed_settings(
                3, [kernel], [stride], [[pad, pad]], [1], [extra] if extra else None, 1, True)


def convolution_settings(filters, kernel, stride, padding, dilation, groups, bias):
    return {"filters": filters, "kernel": kernel, "stride": stride, "padding": padding,
            "dilation": dilation, "groups": groups, "bias": bias}


def transposed_settings(filters, kernel, stride, padding, dilation, extra, groups, bias):
    return {**convolution_settings(filters, kernel, stride, padding, dilation, groups, bias), "outputPadding": extra}


@cases(520)
def convolution(c):
    rank = c.pick(1, 2, 2, 2, 3)
    channels, filters, groups = grouping(c)
    stride = c.sizes(rank, 1, c.pick(1, 2, 3, 4))
    dilation = c.sizes(rank, 1, c.pick(1, 1, 2, 3))
    kind = c.pick("symmetric", "symmetric", "symmetric", "asymmetric", "valid", "same")
    if kind == "same":
        padding, stride = "same", [1] * rank
    elif kind == "valid":
        padding = "valid"
    elif kind == "symmetric":
        padding = c.equal_pairs(rank, 0, 3)
    else:
        padding = c.pairs(rank, 0, 3)
    return "Conv", [c.image(rank, channels)], convolution_settings(
        filters, c.sizes(rank, 1, c.pick(1, 3, 4, 5)), stride, padding, dilation, groups, c.flag())


def grouping(c):
    """Plain, grouped and depthwise (groups = channels) convolutions."""
    kind = c.pick("plain", "plain", "grouped", "depthwise")
    if kind == "plain":
        return c.size(1, 8), c.size(1, 9), 1
    groups = c.size(2, 6)
    channels = groups if kind == "depthwise" else groups * c.size(1, 3)
    return channels, groups * c.size(1, 3), groups


@cases(170)
def broken_convolution(c):
    layer, inputs, settings = convolution(c)
    rank = len(settings["kernel"])
    axis = c.size(0, rank - 1)
    fault = c.pick("kernel", "kernel", "kernel", "channels", "filters", "rank", "strided same",
                   "stride", "dilation", "kernel zero", "padding", "filter count", "groups", "empty")
    if fault == "kernel":
        settings["kernel"][axis] = inputs[0][axis + 1] + c.size(7, 12)
        settings["padding"] = settings["padding"] if settings["padding"] != "same" else "valid"
    elif fault == "channels":
        settings["groups"], inputs[0][0], settings["filters"] = 3, c.pick(4, 5, 7), 6
    elif fault == "filters":
        settings["groups"], inputs[0][0], settings["filters"] = 3, 6, c.pick(4, 5, 7)
    elif fault == "rank":
        # A missing axis with one channel would be taken for an input without batch.
        inputs[0] = inputs[0] + [4] if c.flag() else [max(2, inputs[0][0])] + inputs[0][1:-1]
        settings["groups"] = 1
    elif fault == "strided same":
        settings["padding"], settings["stride"][axis] = "same", 2
    elif fault == "stride":
        settings["stride"][axis] = c.pick(0, -1)
        settings["padding"] = [[0, 0]] * rank
    elif fault == "dilation":
        settings["dilation"][axis] = c.pick(0, -1)
    elif fault == "kernel zero":
        settings["kernel"][axis] = c.pick(0, -1)
    elif fault == "padding":
        settings["padding"] = [[-1, -1]] * rank
    elif fault == "filter count":
        settings["filters"], settings["groups"] = c.pick(0, -2), 1
    elif fault == "groups":
        settings["groups"] = c.pick(0, -1)
    else:
        inputs[0][axis + 1] = 0
        settings["padding"] = "valid"
    return layer, inputs, settings


@cases(380)
def transposed(c):
    rank = c.pick(1, 2, 2, 3)
    channels, filters, groups = grouping(c)
    stride, dilation = c.sizes(rank, 1, c.pick(1, 2, 4)), c.sizes(rank, 1, c.pick(1, 1, 3))
    padding = c.pairs(rank, 0, 2) if c.size(1, 5) == 1 else c.equal_pairs(rank, 0, 2)
    extra = [c.size(0, max(step, spread) - 1) for step, spread in zip(stride, dilation)]
    shape = [channels] + c.sizes(rank, 1, {1: 20, 2: 9, 3: 5}[rank])
    return "ConvTranspose", [shape], transposed_settings(
        filters, c.sizes(rank, 1, c.pick(2, 4, 5)), stride, padding, dilation, c.pick(extra, None), groups, c.flag())


@cases(110)
def broken_transposed(c):
    layer, inputs, settings = transposed(c)
    rank = len(settings["kernel"])
    axis = c.size(0, rank - 1)
    fault = c.pick("extra", "extra", "negative extra", "cut off", "padding", "channels", "filters", "filter count",
                   "stride", "dilation", "kernel zero", "rank", "empty")
    if fault == "extra":
        settings["outputPadding"] = [0] * rank
        settings["outputPadding"][axis] = max(settings["stride"][axis], settings["dilation"][axis]) + c.size(0, 2)
    elif fault == "negative extra":
        settings["outputPadding"] = [-1] * rank
    elif fault == "cut off":
        settings["padding"] = [[60, 60]] * rank
    elif fault == "padding":
        settings["padding"] = [[-1, -1]] * rank
    elif fault == "channels":
        settings["groups"], inputs[0][0], settings["filters"] = 3, c.pick(4, 5, 7), 6
    elif fault == "filters":
        settings["groups"], inputs[0][0], settings["filters"] = 3, 6, c.pick(4, 5, 7)
    elif fault == "filter count":
        settings["filters"], settings["groups"] = c.pick(0, -2), 1
    elif fault == "stride":
        settings["stride"][axis], settings["outputPadding"] = c.pick(0, -1), None
    elif fault == "dilation":
        settings["dilation"][axis], settings["outputPadding"] = c.pick(0, -1), None
    elif fault == "kernel zero":
        settings["kernel"][axis] = c.pick(0, -1)
    elif fault == "rank":
        inputs[0], settings["groups"] = [max(2, inputs[0][0])] + inputs[0][1:] + [4], 1
    else:
        inputs[0][axis + 1] = 0
    return layer, inputs, settings


@cases(180)
def depthwise(c):
    _, [shape], settings = convolution(c)
    shape[0] = c.size(1, 6)
    window = {name: settings[name] for name in ("kernel", "stride", "dilation", "padding", "bias")}
    return "DepthwiseConv", [shape], {"multiplier": c.size(1, 3), **window}


@cases(180)
def separable(c):
    _, inputs, settings = depthwise(c)
    return "SeparableConv", inputs, {"filters": c.size(1, 9), **settings}


@cases(50)
def broken_depthwise(c):
    return broken_channelwise(c, depthwise(c))


@cases(50)
def broken_separable(c):
    layer, inputs, settings = separable(c)
    if c.size(1, 6) == 1:
        settings["filters"] = c.pick(0, -2)
        return layer, inputs, settings
    return broken_channelwise(c, (layer, inputs, settings))


def broken_channelwise(c, case):
    layer, inputs, settings = case
    rank = len(settings["kernel"])
    axis = c.size(0, rank - 1)
    fault = c.pick("kernel", "kernel", "multiplier", "kernel zero", "stride", "dilation", "padding", "rank", "empty")
    if fault == "kernel":
        settings["kernel"][axis], settings["padding"] = inputs[0][axis + 1] + c.size(7, 12), c.equal_pairs(rank, 0, 3)
    elif fault == "multiplier":
        settings["multiplier"] = c.pick(0, -1)
    elif fault == "kernel zero":
        settings["kernel"][axis] = c.pick(0, -1)
    elif fault == "stride":
        settings["stride"][axis], settings["padding"] = c.pick(0, -1), "valid"
    elif fault == "dilation":
        settings["dilation"][axis] = c.pick(0, -1)
    elif fault == "padding":
        settings["padding"] = [[-1, -1]] * rank
    elif fault == "rank":
        inputs[0] = inputs[0] + [4]
    else:
        inputs[0][axis + 1], settings["padding"] = 0, "valid"
    return layer, inputs, settings


@cases(100)
def unfold(c):
    return "Unfold", [c.image(2, c.size(1, 5))], {
        "kernel": c.sizes(2, 1, c.pick(2, 4)), "stride": c.sizes(2, 1, c.pick(1, 3)),
        "dilation": c.sizes(2, 1, c.pick(1, 1, 3)), "padding": c.equal_pairs(2, 0, 2)}


@cases(30)
def broken_unfold(c):
    layer, inputs, settings = unfold(c)
    axis = c.size(0, 1)
    fault = c.pick("kernel", "kernel", "kernel zero", "stride", "dilation", "padding")
    if fault == "kernel":
        settings["kernel"][axis] = inputs[0][axis + 1] + c.size(5, 9)
    elif fault == "padding":
        settings["padding"] = [[-1, -1]] * 2
    else:
        settings[{"kernel zero": "kernel"}.get(fault, fault)][axis] = c.pick(0, -1)
    return layer, inputs, settings


@cases(260)
def bordered(c):
    """Convolutions whose padding is more of the input; reflected amounts are smaller than the axis, circular ones at most as large."""
    layer, inputs, settings = c.pick(convolution, depthwise, separable)(c)
    mode = c.pick("Reflect", "Replicate", "Circular")
    if not isinstance(settings["padding"], str):
        least = {"Reflect": 1}.get(mode, 0)
        settings["padding"] = [[min(amount, size - least) for amount in pair] for pair, size in zip(settings["padding"], inputs[0][1:])]
    return layer, inputs, {**settings, "paddingMode": mode}


@cases(60)
def broken_bordered(c):
    layer, inputs, settings = bordered(c)
    axis = c.size(0, len(settings["kernel"]) - 1)
    size = inputs[0][axis + 1]
    settings["paddingMode"], amount = c.pick(("Reflect", size), ("Reflect", size + 2), ("Circular", size + 1), ("Circular", size + 3))
    if c.flag():
        settings["padding"] = [[amount, amount] if i == axis else [0, 0] for i in range(len(settings["kernel"]))]
    else:
        # As much as 'same' asks for.
        settings["kernel"] = [2 * amount + 1 if i == axis else 1 for i in range(len(settings["kernel"]))]
        settings["padding"], settings["stride"], settings["dilation"] = "same", [1] * len(settings["kernel"]), [1] * len(settings["kernel"])
    return layer, inputs, settings


@cases(120)
def fold(c):
    """The windows of an image, unfolded."""
    _, [image], settings = unfold(c)
    kernel, stride, dilation, padding = (settings[name] for name in ("kernel", "stride", "dilation", "padding"))
    counts = [(size + sum(pad) - d * (k - 1) - 1) // step + 1 for size, pad, d, k, step in zip(image[1:], padding, dilation, kernel, stride)]
    return "Fold", [[image[0] * kernel[0] * kernel[1], counts[0] * counts[1]]], {"outputSize": image[1:], **settings}


@cases(60)
def broken_fold(c):
    layer, inputs, settings = fold(c)
    axis = c.size(0, 1)
    fault = c.pick("positions", "positions", "values", "values", "kernel", "kernel zero", "stride", "dilation", "padding", "size", "rank")
    if fault == "positions":
        inputs[0][1] += c.pick(1, 2, inputs[0][1])
    elif fault == "values":
        settings["kernel"] = [2, 3]
        inputs[0][0] = c.pick(5, 7, 9, 13)
    elif fault == "kernel":
        settings["kernel"][axis] = settings["outputSize"][axis] + c.size(5, 9)
    elif fault == "padding":
        settings["padding"] = [[-1, -1]] * 2
    elif fault == "size":
        settings["outputSize"][axis] = c.pick(0, -3)
    elif fault == "rank":
        inputs[0] = inputs[0] + [2]
    else:
        settings[{"kernel zero": "kernel"}.get(fault, fault)][axis] = c.pick(0, -1)
    return layer, inputs, settings
