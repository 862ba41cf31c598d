"""Builds layers of several inputs."""

from functools import reduce

import torch

from .plain import Function

OPERATIONS = {
    "Add": torch.add, "Subtract": torch.sub, "Multiply": torch.mul, "Average": torch.add,
    "Maximum": torch.maximum, "Minimum": torch.minimum,
}


def merge(shapes, s):
    if s["kind"] == "Subtract" and len(shapes) != 2:
        raise ValueError("oracle: a difference is of two")
    count = len(shapes) if s["kind"] == "Average" else 1
    return Function(lambda *inputs: reduce(OPERATIONS[s["kind"]], inputs) / count)


def concatenate(shapes, s):
    axis = s["axis"] + 1 if s["axis"] >= 0 else s["axis"]
    return Function(lambda *inputs: torch.cat(inputs, axis))


def matrix_product(shapes, s):
    return Function(torch.matmul)


BUILDERS = {"Merge": merge, "Concatenate": concatenate, "MatMul": matrix_product}
