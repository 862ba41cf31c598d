"""Pools over windows, and pools to a size."""

import itertools

from torch import nn

from ..plain import Function, before, is_symmetric, pad
from ..registry import builds, cases

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


@builds("Pool")
def build_pool(shapes, s):
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


@builds("AdaptivePool")
def build_adaptive_pool(shapes, s):
    return ADAPTIVE_POOLS[s["kind"]][len(s["outputSize"])](one_or_all(s["outputSize"]))


def pool_settings(kind, kernel, stride, padding, dilation, ceiling):
    return {"kind": kind, "kernel": kernel, "stride": stride, "padding": padding,
            "dilation": dilation, "ceiling": ceiling, "global": False}


@cases()
def pool_sweep(_):
    """Rounding up with padding drops a last window that starts in the padding behind."""
    for size, kernel, stride in itertools.product(range(4, 9), range(1, 5), range(1, 5)):
        for pad in range(kernel // 2 + 1):
            kind = "Max" if (size + kernel + stride + pad) % 2 else "Average"
            yield "Pool", [[2, size]], pool_settings(kind, [kernel], [stride], [[pad, pad]], [1], True)


@cases(360)
def pool(c):
    rank, kind = c.pick(1, 2, 2, 3), c.pick("Max", "Average")
    kernel = c.sizes(rank, 1, c.pick(2, 3, 4))
    stride = c.pick(list(kernel), c.sizes(rank, 1, 3), c.sizes(rank, 1, 5))
    dilation = c.sizes(rank, 1, c.pick(1, 2, 3)) if kind == "Max" else [1] * rank
    ceiling = c.flag()
    padding = [[pad, pad] for pad in (c.size(0, k // 2) for k in kernel)]
    if c.size(1, 8) == 1:
        # Padding done beforehand: only rounding down means the same as padding by the layer.
        padding, ceiling = [[c.size(0, k // 2), c.size(0, k // 2)] for k in kernel], False
    return "Pool", [c.image(rank, c.size(1, 6))], pool_settings(kind, kernel, stride, padding, dilation, ceiling)


@cases(110)
def broken_pool(c):
    layer, inputs, settings = pool(c)
    rank = len(settings["kernel"])
    axis = c.size(0, rank - 1)
    settings["padding"] = [[0, 0]] * rank
    fault = c.pick("kernel", "kernel", "padding", "padding", "rank", "stride", "kernel zero",
                   "negative padding", "empty", "dilation")
    if fault == "kernel":
        settings["kernel"][axis] = inputs[0][axis + 1] + c.size(7, 12)
        settings["ceiling"] = False
    elif fault == "padding":
        pad = settings["kernel"][axis] // 2 + 1
        settings["padding"] = [[0, 0] if i != axis else [pad, pad] for i in range(rank)]
    elif fault == "rank":
        # One axis fewer would be taken for an input without batch, so one more.
        inputs[0] = inputs[0] + [4]
    elif fault == "stride":
        settings["stride"][axis] = c.pick(0, -1)
    elif fault == "kernel zero":
        settings["kernel"][axis] = c.pick(0, -1)
    elif fault == "negative padding":
        settings["padding"] = [[-1, -1]] * rank
    elif fault == "dilation":
        settings["kind"], settings["dilation"][axis] = "Max", c.pick(0, -1)
    else:
        inputs[0][axis + 1] = 0
    return layer, inputs, settings


@cases(110)
def l2_pool(c):
    rank = c.pick(1, 2)
    kernel = c.sizes(rank, 1, c.pick(2, 4))
    stride = c.pick(list(kernel), c.sizes(rank, 1, 4))
    return "Pool", [c.image(rank, c.size(1, 5))], pool_settings(
        "L2", kernel, stride, [[0, 0]] * rank, [1] * rank, c.flag())


@cases(24)
def broken_l2_pool(c):
    layer, inputs, settings = l2_pool(c)
    axis = c.size(0, len(settings["kernel"]) - 1)
    fault = c.pick("kernel", "kernel", "kernel zero", "stride")
    if fault == "kernel":
        settings["kernel"][axis], settings["ceiling"] = inputs[0][axis + 1] + c.size(7, 12), False
    else:
        settings[{"kernel zero": "kernel"}.get(fault, fault)][axis] = c.pick(0, -1)
    return layer, inputs, settings


@cases(180)
def adaptive_pool(c):
    """Along one axis alone, PyTorch takes no None."""
    rank = c.pick(1, 2, 2, 3)
    size = [None if rank > 1 and c.size(1, 4) == 1 else c.size(1, 12) for _ in range(rank)]
    return "AdaptivePool", [c.image(rank, c.size(1, 5))], {"kind": c.pick("Max", "Average"), "outputSize": size}


@cases(40)
def broken_adaptive_pool(c):
    layer, inputs, settings = adaptive_pool(c)
    axis = c.size(0, len(settings["outputSize"]) - 1)
    fault = c.pick("negative", "negative", "rank", "empty")
    if fault == "negative":
        settings["outputSize"][axis] = c.pick(-1, -3)
    elif fault == "rank":
        inputs[0] = inputs[0] + c.sizes(2, 2, 5)
    else:
        inputs[0][axis + 1] = 0
    return layer, inputs, settings


@cases(100)
def norm_pool(c):
    layer, inputs, settings = l2_pool(c)
    return layer, inputs, {**settings, "kind": "Lp", "norm": c.pick(1, 2, 3, 4, 1.5, 2.5)}


@cases(220)
def small_pool(c):
    """Inputs about as large as the kernel: whether they may be smaller before they are padded depends on the pool."""
    rank, kind = c.pick(1, 2, 3, 3, 3), c.pick("Max", "Average", "Average")
    kernel = c.sizes(rank, 1, 5)
    padding = [[pad, pad] for pad in (c.size(0, k // 2) for k in kernel)]
    # A window that only just does not fit max_pool1d lets pass as a size of 0.
    shape = [c.size(1, 3)] + [max(1, k - c.size(-1, 2 * pad[0])) for k, pad in zip(kernel, padding)]
    return "Pool", [shape], pool_settings(kind, kernel, c.sizes(rank, 1, 3), padding, [1] * rank, c.flag())
