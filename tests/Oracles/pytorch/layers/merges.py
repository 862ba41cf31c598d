"""Layers of several inputs."""

from functools import reduce

import torch

from ..plain import Function
from ..registry import builds, cases

OPERATIONS = {
    "Add": torch.add, "Subtract": torch.sub, "Multiply": torch.mul, "Average": torch.add,
    "Maximum": torch.maximum, "Minimum": torch.minimum, "Divide": torch.div,
}


@builds("Merge")
def build_merge(shapes, s):
    if s["kind"] in ("Subtract", "Divide") and len(shapes) != 2:
        raise ValueError("oracle: a difference is of two")
    count = len(shapes) if s["kind"] == "Average" else 1
    return Function(lambda *inputs: reduce(OPERATIONS[s["kind"]], inputs) / count)


@builds("Concatenate")
def build_concatenate(shapes, s):
    axis = s["axis"] + 1 if s["axis"] >= 0 else s["axis"]
    return Function(lambda *inputs: torch.cat(inputs, axis))


@builds("MatMul", contracts=True)
def build_matrix_product(shapes, s):
    return Function(torch.matmul)


@cases(90)
def add(c):
    """Equal shapes, or shapes with ones in places, so that they broadcast."""
    shape = c.sizes(c.size(1, 4), 2, 9)
    inputs = [list(shape) for _ in range(c.size(2, 4))]
    if c.flag():
        for other in inputs:
            for axis in range(len(shape)):
                if c.size(1, 3) == 1:
                    other[axis] = 1
    return "Merge", inputs, {"kind": "Add"}


@cases(40)
def broken_add(c):
    return broken(c, add(c))


def broken(c, case):
    layer, inputs, settings = case
    if c.flag() and len(inputs[0]) > 1:
        inputs[-1] = inputs[-1][1:]
    else:
        axis = c.size(0, len(inputs[0]) - 1)
        inputs[0][axis], inputs[-1][axis] = 5, 7
    return layer, inputs, settings


@cases(160)
def merge(c):
    layer, inputs, _ = add(c)
    kind = c.pick(*[kind for kind in OPERATIONS if kind != "Add"])
    return layer, inputs[:2] if kind in ("Subtract", "Divide") else inputs, {"kind": kind}


@cases(40)
def broken_merge(c):
    layer, inputs, settings = merge(c)
    if settings["kind"] == "Subtract" and c.flag():
        return layer, inputs + [list(inputs[0])], settings
    return broken(c, (layer, inputs, settings))


@cases(100)
def concatenate(c):
    shape = c.sizes(c.size(1, 4), 1, 9)
    axis = c.size(0, len(shape) - 1)
    inputs = [list(shape) for _ in range(c.size(2, 4))]
    for other in inputs:
        other[axis] = c.size(1, 12)
    return "Concatenate", inputs, {"axis": axis if c.flag() else axis - len(shape)}


@cases(45)
def broken_concatenate(c):
    layer, inputs, settings = concatenate(c)
    rank = len(inputs[0])
    fault = c.pick("size", "rank", "axis")
    if fault == "size" and rank > 1:
        axis = (settings["axis"] + 1) % rank
        inputs[0][axis], inputs[-1][axis] = 4, 6
    elif fault == "rank":
        inputs[-1] = inputs[-1] + [2]
    else:
        # -(rank + 1) would be the batch axis.
        settings["axis"] = c.pick(rank, rank + 1, -rank - 2)
    return layer, inputs, settings


@cases(110)
def matrix_product(c):
    """Of any leading axes, each equal or one."""
    rows, inner, columns = c.sizes(3, 1, 9)
    leading = c.sizes(c.size(0, 2), 2, 5)
    first, second = [[c.pick(size, size, 1) for size in leading] for _ in range(2)]
    return "MatMul", [first + [rows, inner], second + [inner, columns]], {}


@cases(30)
def broken_matrix_product(c):
    layer, inputs, settings = matrix_product(c)
    fault = c.pick("leading", "rank", "inner", "inner")
    if fault == "leading" and len(inputs[0]) > 2:
        inputs[0][0], inputs[1][0] = 2, 3
    elif fault == "rank":
        inputs[0] = [c.size(1, 3)] + inputs[0]
    else:
        inputs[1][-2] += c.size(1, 3)
    return layer, inputs, settings
