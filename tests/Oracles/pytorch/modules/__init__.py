"""Builds the module of a layer, whose inputs have a batch axis in front."""

import torch
from torch import nn

from . import elements, merges, rearrangements, sequences, windows


class TimeDistributed(nn.Module):
    """One layer for every step of the first axis."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return torch.stack([self.inner(step) for step in x.unbind(1)], 1)


def distributed(shapes, s):
    return TimeDistributed(build(s["inner"]["layer"], [shape[1:] for shape in shapes], s["inner"]["settings"]))


BUILDERS = {
    **windows.BUILDERS, **rearrangements.BUILDERS, **elements.BUILDERS, **sequences.BUILDERS, **merges.BUILDERS,
    "TimeDistributed": distributed,
}


def build(layer, shapes, settings):
    return BUILDERS[layer](shapes, settings).eval()
