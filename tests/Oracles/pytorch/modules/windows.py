"""Builds convolutions and pools."""

from torch import nn

from .plain import Function, before, crop, is_symmetric, pad

PADDING_MODES = {"Zero": "zeros", "Reflect": "reflect", "Replicate": "replicate", "Circular": "circular"}
PADDED_MODES = {"zeros": "constant"}
CONVOLUTIONS = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}
TRANSPOSED = {1: nn.ConvTranspose1d, 2: nn.ConvTranspose2d, 3: nn.ConvTranspose3d}
MAX_POOLS = {1: nn.MaxPool1d, 2: nn.MaxPool2d, 3: nn.MaxPool3d}
AVERAGE_POOLS = {1: nn.AvgPool1d, 2: nn.AvgPool2d, 3: nn.AvgPool3d}
NORM_POOLS = {1: nn.LPPool1d, 2: nn.LPPool2d}
ADAPTIVE_POOLS = {
    "Max": {1: nn.AdaptiveMaxPool1d, 2: nn.AdaptiveMaxPool2d, 3: nn.AdaptiveMaxPool3d},
    "Average": {1: nn.AdaptiveAvgPool1d, 2: nn.AdaptiveAvgPool2d, 3: nn.AdaptiveAvgPool3d},
}


def one_or_all(sizes):
    """Some layers of one axis take a number only."""
    return sizes[0] if len(sizes) == 1 else tuple(sizes)


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


def convolution(shapes, s):
    return any_convolution(shapes[0][0], s["filters"], s, s["groups"], s["bias"])


def depthwise(shapes, s):
    channels = shapes[0][0]
    return any_convolution(channels, channels * s["multiplier"], s, channels, s["bias"])


def separable(shapes, s):
    channels = shapes[0][0]
    between = channels * s["multiplier"]
    pointwise = CONVOLUTIONS[len(s["kernel"])](between, s["filters"], 1, bias=s["bias"])
    return nn.Sequential(any_convolution(channels, between, s, channels, False), pointwise)


def transposed(shapes, s):
    """Padding takes away from the output; unequal sides are cut off behind the layer."""
    by_hand = not is_symmetric(s["padding"])
    layer = TRANSPOSED[len(s["kernel"])](
        shapes[0][0], s["filters"], tuple(s["kernel"]), stride=tuple(s["stride"]),
        padding=0 if by_hand else before(s["padding"]),
        output_padding=tuple(s["outputPadding"] or [0] * len(s["kernel"])),
        groups=s["groups"], bias=s["bias"], dilation=tuple(s["dilation"]))
    return nn.Sequential(layer, Function(lambda x: crop(x, s["padding"]))) if by_hand else layer


def pool(shapes, s):
    kernel, stride, rank = tuple(s["kernel"]), tuple(s["stride"]), len(s["kernel"])
    if s["kind"] in ("L2", "Lp"):
        return NORM_POOLS[rank](s.get("norm", 2), one_or_all(kernel), one_or_all(stride), ceil_mode=s["ceiling"])
    by_hand = not is_symmetric(s["padding"])
    padding = 0 if by_hand else before(s["padding"])
    if s["kind"] == "Max":
        layer = MAX_POOLS[rank](kernel, stride, padding, tuple(s["dilation"]), ceil_mode=s["ceiling"])
    else:
        layer = AVERAGE_POOLS[rank](kernel, stride, padding, ceil_mode=s["ceiling"])
    value = float("-inf") if s["kind"] == "Max" else 0.0
    return nn.Sequential(Function(lambda x: pad(x, s["padding"], value=value)), layer) if by_hand else layer


def adaptive_pool(shapes, s):
    return ADAPTIVE_POOLS[s["kind"]][len(s["outputSize"])](one_or_all(s["outputSize"]))


def unfold(shapes, s):
    return nn.Unfold(tuple(s["kernel"]), tuple(s["dilation"]), before(s["padding"]), tuple(s["stride"]))


def fold(shapes, s):
    return nn.Fold(tuple(s["outputSize"]), tuple(s["kernel"]), tuple(s["dilation"]), before(s["padding"]), tuple(s["stride"]))


BUILDERS = {
    "Conv": convolution, "DepthwiseConv": depthwise, "SeparableConv": separable, "ConvTranspose": transposed,
    "Pool": pool, "AdaptivePool": adaptive_pool, "Unfold": unfold, "Fold": fold,
}
