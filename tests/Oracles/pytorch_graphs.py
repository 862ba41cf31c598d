"""Writes Fixtures/pytorch-graphs.jsonl: random networks with branches, as PyTorch runs them.

A node is a layer as in the fixtures of single layers, with the names of its inputs. Graphs of windows only also say, by
gradients, which rows and columns of the input one unit of the output depends on. See README.md for the fields.
"""

import json
import random
import warnings
from pathlib import Path

import torch
from torch import nn

from pytorch_catalogue import MacCounter
from pytorch_layers import counts

SEED = 20241125
TARGET = Path(__file__).resolve().parent.parent / "Fixtures" / "pytorch-graphs.jsonl"
GRAPHS = 130


def conv(s, shape):
    return nn.Conv2d(shape[0], s["filters"], tuple(s["kernel"]), tuple(s["stride"]), tuple(b for b, _ in s["padding"]),
                     tuple(s["dilation"]), s["groups"], s["bias"])


class Functional(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, *inputs):
        return self.function(*inputs)


class Graph:
    """Grows node by node; every node is run when it is made."""

    def __init__(self, choices, windows_only):
        self.random, self.windows_only = choices, windows_only
        self.nodes, self.modules, self.values, self.macs = [], {}, {}, {}

    def size(self, low, high):
        return self.random.randint(low, high)

    def flag(self):
        return self.random.random() < 0.5

    def add(self, layer, settings, inputs, module, shared=None):
        name = f"n{len(self.nodes)}"
        tensors = [self.values[source] for source in inputs]
        with MacCounter() as counter:
            output = module(*tensors)
        if output.numel() == 0:
            raise RuntimeError("nothing is left")
        node = {"name": name, "layer": layer, "settings": settings, "inputs": inputs, "output": list(output.shape[1:]),
                "parameters": 0 if shared else counts(module)[0]}
        if shared:
            node["sharedWith"] = shared
        self.nodes.append(node)
        self.modules[name], self.values[name], self.macs[name] = module, output, counter.macs // len(output)
        return name

    def shape(self, name):
        return list(self.values[name].shape[1:])

    def input(self, shape):
        self.nodes.append({"name": "n0", "layer": "Input", "settings": {"shape": shape}, "inputs": [], "output": shape, "parameters": 0})
        self.values["n0"] = torch.zeros(2, *shape)
        return "n0"

    # -- layers -------------------------------------------------------------

    def conv(self, source, kernel=None, stride=1, dilation=1, padding=None, filters=None):
        kernel = kernel or self.size(1, 3)
        padding = self.size(0, 2) if padding is None else padding
        s = {"filters": filters or self.size(1, 6), "kernel": [kernel] * 2, "stride": [stride] * 2, "padding": [[padding] * 2] * 2,
             "dilation": [dilation] * 2, "groups": 1, "bias": self.flag()}
        return self.add("Conv", s, [source], conv(s, self.shape(source)))

    def same_conv(self, source, filters):
        half = self.size(0, 2)
        dilation = self.size(1, 2)
        return self.conv(source, 2 * half + 1, 1, dilation, half * dilation, filters)

    def again(self, source):
        """A convolution that another node has already, with its weights."""
        fitting = [node for node in self.nodes if node["layer"] == "Conv" and self.modules[node["name"]].in_channels == self.shape(source)[0]
                   and "sharedWith" not in node]
        if not fitting:
            return self.conv(source)
        node = self.random.choice(fitting)
        return self.add("Conv", node["settings"], [source], self.modules[node["name"]], shared=node["name"])

    def pool(self, source):
        kernel, stride = self.size(1, 3), self.size(1, 2)
        padding = self.size(0, kernel // 2)
        ceiling = self.flag()
        kind = "Average" if self.windows_only else self.random.choice(["Max", "Average"])
        module = (nn.AvgPool2d if kind == "Average" else nn.MaxPool2d)(kernel, stride, padding, ceil_mode=ceiling)
        return self.add("Pool", {"kind": kind, "kernel": [kernel] * 2, "stride": [stride] * 2, "padding": [[padding] * 2] * 2,
                                 "dilation": [1, 1], "ceiling": ceiling, "global": False}, [source], module)

    def transposed(self, source):
        kernel, stride = self.size(1, 4), self.size(1, 3)
        padding = self.size(0, (kernel - 1) // 2)
        s = {"filters": self.size(1, 4), "kernel": [kernel] * 2, "stride": [stride] * 2, "dilation": [1, 1],
             "padding": [[padding] * 2] * 2, "outputPadding": None, "groups": 1, "bias": self.flag()}
        return self.add("ConvTranspose", s, [source], nn.ConvTranspose2d(
            self.shape(source)[0], s["filters"], kernel, stride, padding, bias=s["bias"]))

    def upsample(self, source):
        scale = self.random.choice([2, 2, 3, 1.5])
        method = self.random.choice(["Nearest", "Linear"])
        module = nn.Upsample(scale_factor=scale, mode="nearest" if method == "Nearest" else "bilinear")
        return self.add("Upsampling", {"scale": [scale] * 2, "size": None, "method": method, "alignCorners": False}, [source], module)

    def adaptive(self, source):
        size = [self.size(2, 6), self.size(2, 6)]
        return self.add("AdaptivePool", {"kind": "Average", "outputSize": size}, [source], nn.AdaptiveAvgPool2d(tuple(size)))

    def pad(self, source):
        amounts = [[self.size(0, 2), self.size(0, 2)], [self.size(0, 2), self.size(0, 2)]]
        return self.add("Padding", {"mode": "Zero", "amounts": amounts}, [source],
                        nn.ZeroPad2d((*amounts[1], *amounts[0])))

    def crop(self, source):
        amounts = [[self.size(0, 1), self.size(0, 1)], [self.size(0, 1), self.size(0, 1)]]
        return self.add("Cropping", {"amounts": amounts}, [source],
                        nn.ZeroPad2d((-amounts[1][0], -amounts[1][1], -amounts[0][0], -amounts[0][1])))

    def separable(self, source):
        s = {"multiplier": self.size(1, 2), "kernel": [3, 3], "stride": [1, 1], "dilation": [1, 1], "padding": [[1, 1], [1, 1]],
             "bias": self.flag()}
        channels = self.shape(source)[0]
        module = nn.Conv2d(channels, channels * s["multiplier"], 3, padding=1, groups=channels, bias=s["bias"])
        return self.add("DepthwiseConv", s, [source], module)

    def norm(self, source):
        return self.add("Normalization", {"kind": "Batch", "scale": True, "center": True, "statistics": True}, [source],
                        nn.BatchNorm2d(self.shape(source)[0]).eval())

    def activation(self, source):
        return self.add("Activation", {"kind": "relu"}, [source], nn.ReLU())

    def prelu(self, source):
        return self.add("Activation", {"kind": "PRelu", "slopes": "channels"}, [source], nn.PReLU(self.shape(source)[0]))

    # -- branches -----------------------------------------------------------

    def residual(self, source):
        channels = self.shape(source)[0]
        branch = self.same_conv(source, channels)
        if self.flag():
            branch = self.same_conv(branch, channels)
        kind = "Add" if self.windows_only else self.random.choice(["Add", "Maximum", "Average", "Subtract", "Multiply"])
        functions = {"Add": torch.add, "Average": lambda a, b: (a + b) / 2, "Maximum": torch.maximum, "Subtract": torch.sub, "Multiply": torch.mul}
        return self.add("Merge", {"kind": kind}, [branch, source], Functional(functions[kind]))

    def inception(self, source):
        branches = [self.same_conv(source, self.size(1, 3)) for _ in range(self.size(2, 3))]
        if self.flag():
            branches.append(source)
        return self.add("Concatenate", {"axis": 0}, branches, Functional(lambda *all: torch.cat(all, 1)))

    def dense_connection(self, source):
        same = [node["name"] for node in self.nodes if len(node["output"]) == 3 and node["output"][1:] == self.shape(source)[1:]]
        chosen = self.random.sample(same, min(len(same), self.size(2, 4)))
        return source if len(chosen) < 2 else self.add("Concatenate", {"axis": -3}, chosen, Functional(lambda *all: torch.cat(all, 1)))

    def gate(self, source):
        channels = self.shape(source)[0]
        pooled = self.add("AdaptivePool", {"kind": "Average", "outputSize": [1, 1]}, [source], nn.AdaptiveAvgPool2d(1))
        weights = self.conv(pooled, 1, 1, 1, 0, channels)
        gate = self.add("Activation", {"kind": "sigmoid"}, [weights], nn.Sigmoid())
        return self.add("Merge", {"kind": "Multiply"}, [source, gate], Functional(torch.mul))

    def different_jumps(self, source):
        """Two strides whose branches have one size."""
        slow = self.conv(source, 1, 2, 1, 0, 2)
        kept = [before - after + 1 for before, after in zip(self.shape(source)[1:], self.shape(slow)[1:])]
        s = {"kind": "Average", "kernel": kept, "stride": [1, 1], "padding": [[0, 0]] * 2, "dilation": [1, 1], "ceiling": False, "global": False}
        fast = self.add("Pool", s, [source], nn.AvgPool2d(tuple(kept), 1))
        return self.add("Concatenate", {"axis": 0}, [slow, fast], Functional(lambda *all: torch.cat(all, 1)))

    def head(self, source):
        flat = self.add("Flatten", {}, [source], nn.Flatten())
        s = {"units": self.size(1, 10), "bias": self.flag()}
        return self.add("Dense", s, [flat], nn.Linear(self.shape(flat)[0], s["units"], bias=s["bias"]))

    def grow(self):
        last = self.input([self.size(1, 4), self.size(14, 24), self.size(14, 24)])
        windows = [self.conv, self.conv, self.pool, self.transposed, self.upsample, self.pad, self.crop, self.separable, self.residual,
                   self.residual, self.inception, self.dense_connection, self.different_jumps, self.adaptive]
        others = [self.norm, self.activation, self.prelu, self.gate, self.again]
        for _ in range(self.size(4, 9)):
            step = self.random.choice(windows if self.windows_only else windows + others)
            try:
                last = step(last)
            except RuntimeError:
                continue  # a window that does not fit
            if max(self.shape(last)[1:]) > 60:
                break
        if not self.windows_only and self.flag():
            last = self.head(last)
        self.last = last

    # -- answers ------------------------------------------------------------

    def used(self):
        """The nodes that the last one is computed from, in order."""
        wanted, sources = {self.last}, {node["name"]: node["inputs"] for node in self.nodes}
        for node in reversed(self.nodes):
            if node["name"] in wanted:
                wanted.update(sources[node["name"]])
        return [node for node in self.nodes if node["name"] in wanted]

    def field(self, used):
        """Which rows and columns of the input a unit depends on: those with a gradient."""
        size = self.shape(self.last)[1:]
        unit = [self.size(0, size[0] - 1), self.size(0, size[1] - 1)]
        image = torch.rand(1, *self.nodes[0]["output"], dtype=torch.float64, requires_grad=True)
        values = {"n0": image}
        for node in used[1:]:
            module = self.modules[node["name"]].double()
            for parameter in module.parameters():
                parameter.data = parameter.data.abs() + 0.1
            values[node["name"]] = module(*[values[source] for source in node["inputs"]])
        values[self.last][0, :, unit[0], unit[1]].sum().backward()
        gradient = image.grad[0].abs().sum(0)
        seen = gradient > 1e-10 * gradient.max()  # interpolation by thirds leaves traces of rounding
        rows, columns = seen.any(1).nonzero().flatten().tolist(), seen.any(0).nonzero().flatten().tolist()
        return {"unit": unit, "first": [rows[0], columns[0]] if rows else None, "last": [rows[-1], columns[-1]] if rows else None}

    def record(self):
        used = self.used()
        names = {node["name"] for node in used}
        for node in used:
            # Where the layer that a node shares with is not used, the node counts for both.
            if node.get("sharedWith") not in names | {None}:
                node["parameters"] = counts(self.modules[node["name"]])[0]
                del node["sharedWith"]
        modules = nn.ModuleList({id(self.modules[node["name"]]): self.modules[node["name"]] for node in used[1:]}.values())
        total, trainable = counts(modules)
        macs = sum(self.macs[node["name"]] for node in used[1:])
        return {"layout": "ChannelsFirst", "nodes": used, "outputs": [self.last], "parameters": total, "trainable": trainable,
                "macs": macs, "receptiveField": self.field(used) if self.windows_only else None}


def main():
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    choices = random.Random(SEED)
    written = 0
    with TARGET.open("w", encoding="utf-8", newline="\n") as file:
        while written < GRAPHS:
            graph = Graph(choices, windows_only=written % 2 == 0)
            graph.grow()
            if len(graph.used()) >= 4:
                file.write(json.dumps(graph.record()) + "\n")
                written += 1
    print(f"{written} graphs")


if __name__ == "__main__":
    main()
