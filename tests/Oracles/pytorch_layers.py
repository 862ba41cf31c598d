"""Writes Fixtures/pytorch-layers.jsonl: what PyTorch itself says about single layers.

Every case is really constructed and run on zero tensors; nothing here computes a
shape or a count by formula. See README.md for the meaning of the fields.
"""

import itertools
import json
import random
import re
import warnings
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

SEED = 20240611
TARGET = Path(__file__).resolve().parent.parent / "Fixtures" / "pytorch-layers.jsonl"

CONVOLUTIONS = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}
MAX_POOLS = {1: nn.MaxPool1d, 2: nn.MaxPool2d, 3: nn.MaxPool3d}
AVERAGE_POOLS = {1: nn.AvgPool1d, 2: nn.AvgPool2d, 3: nn.AvgPool3d}
NORMALIZATIONS = {1: nn.BatchNorm1d, 2: nn.BatchNorm1d, 3: nn.BatchNorm2d, 4: nn.BatchNorm3d}

ACTIVATIONS = {
    "relu": nn.ReLU,
    "relu6": nn.ReLU6,
    "leaky_relu": nn.LeakyReLU,
    "elu": nn.ELU,
    "selu": nn.SELU,
    "celu": nn.CELU,
    "gelu": nn.GELU,
    "swish": nn.SiLU,
    "mish": nn.Mish,
    "sigmoid": nn.Sigmoid,
    "hard_sigmoid": nn.Hardsigmoid,
    "hard_swish": nn.Hardswish,
    "tanh": nn.Tanh,
    "softplus": nn.Softplus,
    "softsign": nn.Softsign,
    "softmax": lambda: nn.Softmax(dim=-1),
    "log_softmax": lambda: nn.LogSoftmax(dim=-1),
    "linear": nn.Identity,
}


# ---------------------------------------------------------------------------
# Asking the framework
# ---------------------------------------------------------------------------

def counts(module):
    """Total and trainable counts; the batch counter of BatchNorm is not a parameter."""
    trainable = sum(p.numel() for p in module.parameters())
    statistics = sum(b.numel() for name, b in module.named_buffers()
                     if not name.endswith("num_batches_tracked"))
    return trainable + statistics, trainable


def one_line(error):
    return re.sub(r"\s+", " ", str(error)).strip()[:200]


def is_symmetric(padding):
    return all(before == after for before, after in padding)


def pad_by_hand(tensor, padding, value=0.0):
    """functional.pad lists the last axis first."""
    flat = [amount for pair in reversed(padding) for amount in pair]
    return functional.pad(tensor, flat, value=value)


def run_convolution(shape, s):
    padding, asymmetric = s["padding"], False
    if not isinstance(padding, str):
        asymmetric = not is_symmetric(padding)
        padding = 0 if asymmetric else tuple(before for before, _ in padding)
    layer = CONVOLUTIONS[len(s["kernel"])](
        shape[0], s["filters"], tuple(s["kernel"]), stride=tuple(s["stride"]), padding=padding,
        dilation=tuple(s["dilation"]), groups=s["groups"], bias=s["bias"]).eval()
    tensor = torch.zeros(1, *shape)
    output = layer(pad_by_hand(tensor, s["padding"]) if asymmetric else tensor)
    macs = output.numel() * layer.weight[0].numel() if layer.weight.numel() else 0
    return layer, output.shape[1:], macs


def run_pool(shape, s):
    asymmetric = not is_symmetric(s["padding"])
    padding = 0 if asymmetric else tuple(before for before, _ in s["padding"])
    kernel, stride, rank = tuple(s["kernel"]), tuple(s["stride"]), len(s["kernel"])
    if s["kind"] == "Max":
        layer = MAX_POOLS[rank](kernel, stride, padding, tuple(s["dilation"]), ceil_mode=s["ceiling"])
    else:
        layer = AVERAGE_POOLS[rank](kernel, stride, padding, ceil_mode=s["ceiling"])
    tensor = torch.zeros(1, *shape)
    if asymmetric:
        tensor = pad_by_hand(tensor, s["padding"], float("-inf") if s["kind"] == "Max" else 0.0)
    return layer, layer.eval()(tensor).shape[1:], None


def run_dense(shape, s):
    layer = nn.Linear(shape[-1], s["units"], bias=s["bias"]).eval()
    output = layer(torch.zeros(1, *shape))
    return layer, output.shape[1:], output.numel() * layer.in_features


def run_flatten(shape, s):
    layer = nn.Flatten()
    return layer, layer(torch.zeros(1, *shape)).shape[1:], None


def run_embedding(shape, s):
    layer = nn.Embedding(s["vocabulary"], s["width"]).eval()
    return layer, layer(torch.zeros(1, *shape, dtype=torch.long)).shape[1:], None


def run_lstm(shape, s):
    layer = nn.LSTM(shape[-1], s["units"], batch_first=True, proj_size=s["projection"],
                    bias=s["biasVectors"] == 2).eval()
    sequence, _ = layer(torch.zeros(1, *shape))
    output = sequence if s["returnSequences"] else sequence[:, -1]
    matrices = sum(p.numel() for name, p in layer.named_parameters() if name.startswith("weight"))
    return layer, output.shape[1:], shape[0] * matrices


def run_normalization(shape, s):
    layer = NORMALIZATIONS.get(len(shape), nn.BatchNorm3d)(
        shape[0], affine=s["scale"], track_running_stats=s["statistics"]).eval()
    # Without running statistics the batch itself is normalized, and one value has no variance.
    return layer, layer(torch.zeros(2, *shape)).shape[1:], None


def run_activation(shape, s):
    layer = ACTIVATIONS[s["kind"]]()
    return layer, layer(torch.zeros(1, *shape)).shape[1:], None


def run_dropout(shape, s):
    layer = nn.Dropout(s["rate"]).eval()
    return layer, layer(torch.zeros(1, *shape)).shape[1:], None


def run_add(shapes, s):
    """Two batch sizes, because with a batch of one, shapes of unequal rank would seem to fit."""
    results = []
    for batch in (11, 13):
        total = torch.zeros(batch, *shapes[0])
        for shape in shapes[1:]:
            total = total + torch.zeros(batch, *shape)
        if total.shape[0] != batch:
            raise ValueError("oracle: the sum loses its batch axis")
        results.append(total.shape[1:])
    if results[0] != results[1]:
        raise ValueError("oracle: the shape of the sum depends on the batch size")
    return nn.Identity(), results[0], None


def run_concatenate(shapes, s):
    axis = s["axis"] + 1 if s["axis"] >= 0 else s["axis"]
    return nn.Identity(), torch.cat([torch.zeros(1, *shape) for shape in shapes], axis).shape[1:], None


RUNNERS = {
    "Conv": run_convolution, "Pool": run_pool, "Dense": run_dense, "Flatten": run_flatten,
    "Embedding": run_embedding, "Lstm": run_lstm, "BatchNormalization": run_normalization,
    "Activation": run_activation, "Dropout": run_dropout, "Add": run_add,
    "Concatenate": run_concatenate,
}


def ask(layer, inputs, settings):
    """Runs one case and records the answer or the refusal."""
    case = {"layer": layer, "layout": "ChannelsFirst", "inputs": inputs, "settings": settings,
            "output": None, "parameters": None, "trainable": None, "macs": None, "error": None}
    argument = inputs if layer in ("Add", "Concatenate") else inputs[0]
    try:
        with torch.no_grad():
            module, output, macs = RUNNERS[layer](argument, settings)
    except (RuntimeError, ValueError, TypeError, IndexError, ZeroDivisionError, AssertionError) as error:
        case["error"] = one_line(error)
        return case
    case["output"] = list(output)
    case["parameters"], case["trainable"] = counts(module)
    case["macs"] = macs
    if any(size <= 0 for size in output):
        case["suspicious"] = True
    return case


# ---------------------------------------------------------------------------
# Choosing cases
# ---------------------------------------------------------------------------

class Cases:
    """Random choices and the shapes they make; one seed makes one file."""

    LARGEST = {1: 40, 2: 24, 3: 11}

    def __init__(self, seed):
        self.random = random.Random(seed)

    def size(self, low, high):
        return self.random.randint(low, high)

    def sizes(self, rank, low, high):
        return [self.size(low, high) for _ in range(rank)]

    def pick(self, *choices):
        return self.random.choice(choices)

    def flag(self):
        return self.random.random() < 0.5

    def image(self, rank, channels):
        return [channels] + self.sizes(rank, 3, self.LARGEST[rank])

    # -- convolution --------------------------------------------------------

    def convolution_sweep(self):
        """Every small one-axis window, so that no remainder of the division is missed."""
        for size, kernel, stride, pad in itertools.product(range(4, 9), range(1, 5), range(1, 4), (0, 1)):
            yield "Conv", [[2, size]], self.convolution_settings(
                3, [kernel], [stride], [[pad, pad]], [1], 1, True)
        for size, kernel, dilation in itertools.product((5, 6, 7, 8), range(1, 7), (1, 2)):
            yield "Conv", [[2, size]], self.convolution_settings(3, [kernel], [1], "same", [dilation], 1, False)

    @staticmethod
    def convolution_settings(filters, kernel, stride, padding, dilation, groups, bias):
        return {"filters": filters, "kernel": kernel, "stride": stride, "padding": padding,
                "dilation": dilation, "groups": groups, "bias": bias}

    def convolution(self):
        rank = self.pick(1, 2, 2, 2, 3)
        channels, filters, groups = self.grouping()
        stride = self.sizes(rank, 1, self.pick(1, 2, 3, 4))
        dilation = self.sizes(rank, 1, self.pick(1, 1, 2, 3))
        kind = self.pick("symmetric", "symmetric", "symmetric", "asymmetric", "valid", "same")
        if kind == "same":
            padding, stride = "same", [1] * rank
        elif kind == "valid":
            padding = "valid"
        elif kind == "symmetric":
            padding = [[pad, pad] for pad in self.sizes(rank, 0, 3)]
        else:
            padding = [self.sizes(2, 0, 3) for _ in range(rank)]
        return "Conv", [self.image(rank, channels)], self.convolution_settings(
            filters, self.sizes(rank, 1, self.pick(1, 3, 4, 5)), stride, padding, dilation, groups, self.flag())

    def grouping(self):
        """Plain, grouped and depthwise (groups = channels) convolutions."""
        kind = self.pick("plain", "plain", "grouped", "depthwise")
        if kind == "plain":
            return self.size(1, 8), self.size(1, 9), 1
        groups = self.size(2, 6)
        channels = groups if kind == "depthwise" else groups * self.size(1, 3)
        return channels, groups * self.size(1, 3), groups

    def broken_convolution(self):
        layer, inputs, settings = self.convolution()
        rank = len(settings["kernel"])
        axis = self.size(0, rank - 1)
        fault = self.pick("kernel", "kernel", "kernel", "channels", "filters", "rank", "strided same",
                          "stride", "dilation", "kernel zero", "padding", "filter count", "groups", "empty")
        if fault == "kernel":
            settings["kernel"][axis] = inputs[0][axis + 1] + self.size(7, 12)
            settings["padding"] = settings["padding"] if settings["padding"] != "same" else "valid"
        elif fault == "channels":
            settings["groups"], inputs[0][0], settings["filters"] = 3, self.pick(4, 5, 7), 6
        elif fault == "filters":
            settings["groups"], inputs[0][0], settings["filters"] = 3, 6, self.pick(4, 5, 7)
        elif fault == "rank":
            # A missing axis with one channel would be taken for an input without batch.
            inputs[0] = inputs[0] + [4] if self.flag() else [max(2, inputs[0][0])] + inputs[0][1:-1]
            settings["groups"] = 1
        elif fault == "strided same":
            settings["padding"], settings["stride"][axis] = "same", 2
        elif fault == "stride":
            settings["stride"][axis] = self.pick(0, -1)
            settings["padding"] = [[0, 0]] * rank
        elif fault == "dilation":
            settings["dilation"][axis] = self.pick(0, -1)
        elif fault == "kernel zero":
            settings["kernel"][axis] = self.pick(0, -1)
        elif fault == "padding":
            settings["padding"] = [[-1, -1]] * rank
        elif fault == "filter count":
            settings["filters"], settings["groups"] = self.pick(0, -2), 1
        elif fault == "groups":
            settings["groups"] = self.pick(0, -1)
        else:
            inputs[0][axis + 1] = 0
            settings["padding"] = "valid"
        return layer, inputs, settings

    # -- pooling ------------------------------------------------------------

    @staticmethod
    def pool_settings(kind, kernel, stride, padding, dilation, ceiling):
        return {"kind": kind, "kernel": kernel, "stride": stride, "padding": padding,
                "dilation": dilation, "ceiling": ceiling, "global": False}

    def pool_sweep(self):
        """Rounding up with padding drops a last window that starts in the padding behind."""
        for size, kernel, stride in itertools.product(range(4, 9), range(1, 5), range(1, 5)):
            for pad in range(kernel // 2 + 1):
                kind = "Max" if (size + kernel + stride + pad) % 2 else "Average"
                yield "Pool", [[2, size]], self.pool_settings(
                    kind, [kernel], [stride], [[pad, pad]], [1], True)

    def pool(self):
        rank, kind = self.pick(1, 2, 2, 3), self.pick("Max", "Average")
        kernel = self.sizes(rank, 1, self.pick(2, 3, 4))
        stride = self.pick(list(kernel), self.sizes(rank, 1, 3), self.sizes(rank, 1, 5))
        dilation = self.sizes(rank, 1, self.pick(1, 2, 3)) if kind == "Max" else [1] * rank
        ceiling = self.flag()
        padding = [[pad, pad] for pad in (self.size(0, k // 2) for k in kernel)]
        if self.size(1, 8) == 1:
            # Padding done beforehand: only rounding down means the same as padding by the layer.
            padding, ceiling = [[self.size(0, k // 2), self.size(0, k // 2)] for k in kernel], False
        return "Pool", [self.image(rank, self.size(1, 6))], self.pool_settings(
            kind, kernel, stride, padding, dilation, ceiling)

    def broken_pool(self):
        layer, inputs, settings = self.pool()
        rank = len(settings["kernel"])
        axis = self.size(0, rank - 1)
        settings["padding"] = [[0, 0]] * rank
        fault = self.pick("kernel", "kernel", "padding", "padding", "rank", "stride", "kernel zero",
                          "negative padding", "empty", "dilation")
        if fault == "kernel":
            settings["kernel"][axis] = inputs[0][axis + 1] + self.size(7, 12)
            settings["ceiling"] = False
        elif fault == "padding":
            pad = settings["kernel"][axis] // 2 + 1
            settings["padding"] = [[0, 0] if i != axis else [pad, pad] for i in range(rank)]
        elif fault == "rank":
            # One axis fewer would be taken for an input without batch, so one more.
            inputs[0] = inputs[0] + [4]
        elif fault == "stride":
            settings["stride"][axis] = self.pick(0, -1)
        elif fault == "kernel zero":
            settings["kernel"][axis] = self.pick(0, -1)
        elif fault == "negative padding":
            settings["padding"] = [[-1, -1]] * rank
        elif fault == "dilation":
            settings["kind"], settings["dilation"][axis] = "Max", self.pick(0, -1)
        else:
            inputs[0][axis + 1] = 0
        return layer, inputs, settings

    # -- the other layers ---------------------------------------------------

    def dense(self):
        return "Dense", [self.sizes(self.size(1, 4), 1, 12)], {"units": self.size(1, 40), "bias": self.flag()}

    def broken_dense(self):
        return "Dense", [self.sizes(self.size(1, 3), 1, 9)], {"units": self.pick(-1, -3, 0), "bias": self.flag()}

    def flatten(self):
        return "Flatten", [self.sizes(self.size(1, 5), 1, 9)], {}

    def embedding(self):
        return "Embedding", [self.sizes(self.size(1, 3), 1, 12)], {
            "vocabulary": self.size(1, 500), "width": self.size(1, 64)}

    def broken_embedding(self):
        vocabulary, width = self.pick((0, 8), (-1, 8), (10, -2), (10, 0))
        return "Embedding", [self.sizes(self.size(1, 2), 1, 9)], {"vocabulary": vocabulary, "width": width}

    def lstm(self):
        units = self.size(1, 24)
        projection = self.size(1, units - 1) if units > 1 and self.size(1, 3) == 1 else 0
        return "Lstm", [[self.size(1, 12), self.size(1, 20)]], {
            "units": units, "projection": projection, "returnSequences": self.flag(),
            "biasVectors": self.pick(0, 2, 2)}

    def broken_lstm(self):
        layer, inputs, settings = self.lstm()
        fault = self.pick("projection", "projection", "rank", "negative projection", "units", "empty")
        if fault == "projection":
            settings["projection"] = settings["units"] + self.pick(0, 1, 5)
        elif fault == "rank":
            # A single vector would be taken for an input without batch, so one axis more.
            inputs[0] = inputs[0] + [3]
        elif fault == "negative projection":
            settings["projection"] = -1
        elif fault == "units":
            settings["units"], settings["projection"] = self.pick(0, -2), 0
        else:
            inputs[0][0] = 0
        return layer, inputs, settings

    def normalization(self):
        affine = self.flag()
        return "BatchNormalization", [self.sizes(self.size(1, 4), 1, 12)], {
            "scale": affine, "center": affine, "statistics": self.flag()}

    def broken_normalization(self):
        layer, inputs, settings = self.normalization()
        return layer, [self.sizes(5, 1, 4)], settings

    def activation(self):
        return "Activation", [self.sizes(self.size(1, 4), 1, 9)], {"kind": self.pick(*ACTIVATIONS)}

    def dropout(self):
        return "Dropout", [self.sizes(self.size(1, 4), 1, 9)], {"rate": self.pick(0.0, 0.1, 0.25, 0.5, 0.9, 1.0)}

    def broken_dropout(self):
        return "Dropout", [self.sizes(self.size(1, 3), 1, 9)], {"rate": self.pick(-0.1, 1.5, 2.0)}

    def add(self):
        """Equal shapes, or shapes with ones in places, so that they broadcast."""
        shape = self.sizes(self.size(1, 4), 2, 9)
        inputs = [list(shape) for _ in range(self.size(2, 4))]
        if self.flag():
            for other in inputs:
                for axis in range(len(shape)):
                    if self.size(1, 3) == 1:
                        other[axis] = 1
        return "Add", inputs, {}

    def broken_add(self):
        layer, inputs, settings = self.add()
        if self.flag() and len(inputs[0]) > 1:
            inputs[-1] = inputs[-1][1:]
        else:
            axis = self.size(0, len(inputs[0]) - 1)
            inputs[0][axis], inputs[-1][axis] = 5, 7
        return layer, inputs, settings

    def concatenate(self):
        shape = self.sizes(self.size(1, 4), 1, 9)
        axis = self.size(0, len(shape) - 1)
        inputs = [list(shape) for _ in range(self.size(2, 4))]
        for other in inputs:
            other[axis] = self.size(1, 12)
        return "Concatenate", inputs, {"axis": axis if self.flag() else axis - len(shape)}

    def broken_concatenate(self):
        layer, inputs, settings = self.concatenate()
        rank = len(inputs[0])
        fault = self.pick("size", "rank", "axis")
        if fault == "size" and rank > 1:
            axis = (settings["axis"] + 1) % rank
            inputs[0][axis], inputs[-1][axis] = 4, 6
        elif fault == "rank":
            inputs[-1] = inputs[-1] + [2]
        else:
            # -(rank + 1) would be the batch axis.
            settings["axis"] = self.pick(rank, rank + 1, -rank - 2)
        return layer, inputs, settings


def choose(cases):
    yield from cases.convolution_sweep()
    yield from cases.pool_sweep()
    plan = [
        (cases.convolution, 520), (cases.broken_convolution, 170),
        (cases.pool, 360), (cases.broken_pool, 110),
        (cases.dense, 110), (cases.broken_dense, 12),
        (cases.flatten, 60),
        (cases.embedding, 70), (cases.broken_embedding, 12),
        (cases.lstm, 110), (cases.broken_lstm, 40),
        (cases.normalization, 100), (cases.broken_normalization, 8),
        (cases.activation, 110),
        (cases.dropout, 40), (cases.broken_dropout, 10),
        (cases.add, 90), (cases.broken_add, 40),
        (cases.concatenate, 100), (cases.broken_concatenate, 45),
    ]
    for make, count in plan:
        for _ in range(count):
            yield make()


def main():
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    seen, refused = set(), 0
    with TARGET.open("w", encoding="utf-8", newline="\n") as file:
        for layer, inputs, settings in choose(Cases(SEED)):
            key = json.dumps([layer, inputs, settings])
            if key in seen:
                continue
            seen.add(key)
            case = ask(layer, inputs, settings)
            refused += case["error"] is not None
            file.write(json.dumps(case) + "\n")
    print(f"{len(seen)} cases, {refused} refused")


if __name__ == "__main__":
    main()
