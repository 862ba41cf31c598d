"""Functions as layers without weights, and how a window is padded."""

import torch
from torch import nn
from torch.nn import functional


class Function(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, *inputs):
        return self.function(*inputs)


class Each(Function):
    """A function of each item of a batch, whose axes therefore do not count the batch."""

    def forward(self, batch):
        return torch.stack([self.function(item) for item in batch])


def is_symmetric(padding):
    return all(before == after for before, after in padding)


def before(padding):
    return tuple(amount for amount, _ in padding)


def pad(tensor, amounts, mode="constant", value=0.0):
    """functional.pad lists the last axis first."""
    flat = [amount for pair in reversed(amounts) for amount in pair]
    return functional.pad(tensor, flat, mode, value)


def some(tensor):
    """PyTorch lets nothing be left."""
    if tensor.numel() == 0:
        raise ValueError("oracle: nothing is left")
    return tensor


def crop(tensor, amounts):
    return some(pad(tensor, [[-before, -after] for before, after in amounts]))
