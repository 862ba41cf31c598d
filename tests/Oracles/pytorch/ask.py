"""Asks PyTorch about one layer: builds it, and runs it on zero tensors."""

import re
from contextlib import nullcontext
from fractions import Fraction

import torch

from .counting import MacCounter, contracts, counts
from .registry import build

REFUSALS = (RuntimeError, ValueError, TypeError, IndexError, ZeroDivisionError, AssertionError)


def one_line(error):
    return re.sub(r"\s+", " ", str(error)).strip()[:200]


def batches(layer, settings):
    """The batch sizes to run with."""
    if layer == "TimeDistributed":
        return batches(**settings["inner"])
    if layer in ("Merge", "MatMul"):
        # With a batch of one, shapes of unequal rank would seem to fit.
        return 11, 13
    # Without running statistics the batch itself is normalized, and one value has no variance.
    return (2,) if layer == "Normalization" else (1,)


def run(module, inputs, batch, counted):
    """The shape of the output and the multiply-adds, of one item of the batch."""
    # Only where there is something to count, since PyTorch takes other ways while it is watched.
    with MacCounter() if counted else nullcontext() as counter:
        output = module(*[torch.zeros(batch, *shape) for shape in inputs])
    if output.shape[0] != batch:
        raise ValueError("oracle: the output loses its batch axis")
    return list(output.shape[1:]), counter.macs // batch if counted else None


def ask(layer, inputs, settings):
    """Runs one case and records the answer or the refusal."""
    case = {"layer": layer, "layout": "ChannelsFirst", "inputs": inputs, "settings": settings,
            "output": None, "parameters": None, "trainable": None, "macs": None, "error": None}
    try:
        module = build(layer, inputs, settings)
        answers = [run(module, inputs, batch, contracts(layer, settings)) for batch in batches(layer, settings)]
        if answers[0] != answers[-1]:
            raise ValueError("oracle: the shape of the output depends on the batch size")
    except REFUSALS as error:
        case["error"] = one_line(error)
        return case
    case["output"], case["macs"] = answers[0]
    case["parameters"], case["trainable"] = counts(module)
    if any(size <= 0 for size in case["output"]) or is_rounded(case):
        case["suspicious"] = True
    return case


def is_rounded(case):
    """Whether an upsampled size differs because the scale has no exact binary number."""
    if case["layer"] != "Upsampling" or case["settings"]["scale"] is None:
        return False
    sizes = zip(case["inputs"][0][1:], case["settings"]["scale"], case["output"][1:])
    return any(int(size * Fraction(str(scale))) != scaled for size, scale, scaled in sizes)
