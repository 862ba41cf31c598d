"""Layers that reduce axes to one number, or add up along an axis."""

import torch

from ..plain import Each
from ..registry import builds, cases

REDUCTIONS = {
    "Sum": torch.sum, "Mean": torch.mean, "Maximum": torch.amax, "Minimum": torch.amin, "LogSumExp": torch.logsumexp,
    "L1": lambda x, axes, keep: x.abs().sum(axes, keep),
    "L2": lambda x, axes, keep: torch.linalg.vector_norm(x, 2, axes, keep),
    "SumSquare": lambda x, axes, keep: x.square().sum(axes, keep),
    "LogSum": lambda x, axes, keep: x.sum(axes, keep).log(),
}
OF_ONE_AXIS = {"Product": torch.prod, "ArgMaximum": torch.argmax, "ArgMinimum": torch.argmin}
RUNNING = {"Sum": torch.cumsum, "Product": torch.cumprod}


@builds("Reduction")
def build_reduction(shapes, s):
    if s["kind"] in OF_ONE_AXIS:
        return Each(lambda x: OF_ONE_AXIS[s["kind"]](x, s["axes"][0], s["keepDimensions"]))
    return Each(lambda x: REDUCTIONS[s["kind"]](x, s["axes"], s["keepDimensions"]))


@builds("CumulativeReduction")
def build_cumulative(shapes, s):
    def running(x):
        turned = x.flip(s["axis"]) if s["reverse"] else x
        result = RUNNING[s["kind"]](turned, s["axis"])
        return result.flip(s["axis"]) if s["reverse"] else result
    return Each(running)


@cases(120)
def reduction(c):
    rank = c.size(2, 4)
    kind = c.pick(*REDUCTIONS, *OF_ONE_AXIS)
    axes = c.shuffled(range(rank))[:1 if kind in OF_ONE_AXIS else c.size(1, rank - 1)]
    return "Reduction", [c.sizes(rank, 1, 9)], {
        "kind": kind, "axes": [c.pick(axis, axis - rank) for axis in axes], "keepDimensions": c.flag()}


@cases(30)
def broken_reduction(c):
    layer, inputs, settings = reduction(c)
    settings["axes"][0] = c.no_axis(len(inputs[0]))
    return layer, inputs, settings


@cases(60)
def cumulative(c):
    rank = c.size(1, 4)
    _, axis = c.axis(rank)
    return "CumulativeReduction", [c.sizes(rank, 1, 9)], {"kind": c.pick(*RUNNING), "axis": axis, "reverse": c.flag()}


@cases(16)
def broken_cumulative(c):
    layer, inputs, settings = cumulative(c)
    settings["axis"] = c.no_axis(len(inputs[0]))
    return layer, inputs, settings
