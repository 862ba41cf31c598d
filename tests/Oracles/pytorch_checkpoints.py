"""Writes Fixtures/pytorch-checkpoints.jsonl.gz: what stacks of transformer blocks keep for the backward pass, with and without checkpoints.

Hooks record the tensors that autograd saves of a real pass, and again those of what `torch.utils.checkpoint` computes once more, without
what was there already. See README.md for the meaning of the fields.
"""

import json
import math

import torch
from torch import nn
from torch.autograd.graph import saved_tensors_hooks
from torch.utils.checkpoint import checkpoint

import fixtures
from pytorch.choices import Choices
from pytorch.counting import MacCounter
from pytorch.saving import memory

SEED = 20261130
COUNT = 60
FUNCTIONS = {"Relu": nn.functional.relu, "Gelu": nn.functional.gelu, "Tanh": torch.tanh}


class Block(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.s, width, inner = s, s["width"], s["heads"] * s["keyWidth"]
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(2))
        self.query, self.key, self.value = (nn.Linear(width, inner) for _ in range(3))
        self.output, self.up, self.down = nn.Linear(inner, width), nn.Linear(width, s["hidden"]), nn.Linear(s["hidden"], width)

    def forward(self, x, again):
        for norm, branch in zip(self.norms, (lambda y: self.attend(y, again), self.feed_forward)):
            x = x + branch(norm(x)) if self.s["preNorm"] else norm(x + branch(x))
        return x

    def attend(self, x, again):
        query, key, value = (part(x).unflatten(-1, (self.s["heads"], -1)).transpose(1, 2).contiguous() for part in (self.query, self.key, self.value))
        return self.output(again(self.mix, query, key, value).transpose(1, 2).flatten(2))

    def mix(self, query, key, value):
        shares = (query @ key.transpose(-1, -2) / math.sqrt(self.s["keyWidth"])).softmax(-1)
        # As on a GPU, where the mask is of truth values.
        shares = torch.native_dropout(shares, 0.1, True)[0] if self.s["dropout"] else shares
        return shares @ value

    def feed_forward(self, x):
        return self.down(FUNCTIONS[self.s["function"]](self.up(x)))


class Recorder:
    """Of the memory that saved tensors keep."""

    def __init__(self, network):
        self.weights = {memory(tensor) for tensor in network.parameters()}
        self.kept, self.again, self.macs = {}, [], 0

    def into(self, store):
        def keep(tensor):
            if memory(tensor) not in self.weights and tensor.dim() > 0:
                store[memory(tensor)] = tensor
            return tensor
        return saved_tensors_hooks(keep, lambda tensor: tensor)

    def checkpoint(self, function, *inputs):
        def run(*tensors):
            if not torch.is_grad_enabled():
                return function(*tensors)
            store = {}
            with self.into(store), MacCounter() as counter:
                output = function(*tensors)
            self.macs += counter.macs
            self.again.append({place: tensor for place, tensor in store.items() if place not in self.kept})
            return output
        return checkpoint(run, *inputs)


def size(tensors):
    return sum(tensor.storage().nbytes() for tensor in tensors.values())


def directly(function, *inputs):
    return function(*inputs)


def kept(s, kind):
    """The bytes that are kept, the most that exist again at once, and the multiply-adds that are done again."""
    blocks = nn.ModuleList(Block(s) for _ in range(s["blocks"]))
    recorder = Recorder(blocks)
    x = torch.randn(s["batch"], s["positions"], s["width"], requires_grad=True)
    with recorder.into(recorder.kept):
        for block in blocks:
            if kind == "Full":
                x = recorder.checkpoint(lambda y, block=block: block(y, directly), x)
            else:
                x = block(x, recorder.checkpoint if kind == "Selective" else directly)
    x.sum().backward()
    return {"saved": size(recorder.kept), "again": max(map(size, recorder.again), default=0), "macs": recorder.macs}


def main():
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    with fixtures.create("pytorch-checkpoints.jsonl") as file:
        for i in range(COUNT):
            c = Choices(f"{SEED} {i}")
            s = {"batch": c.size(1, 3), "positions": c.size(1, 12), "width": c.size(2, 12), "heads": c.size(1, 4), "keyWidth": c.size(1, 6),
                 "hidden": c.size(1, 24), "function": c.pick(*FUNCTIONS), "preNorm": c.flag(), "dropout": c.flag(), "blocks": c.size(1, 5)}
            file.write(json.dumps({**s, "kept": {kind: kept(s, kind) for kind in ("None", "Selective", "Full")}}) + "\n")
    print(f"{COUNT} stacks")


if __name__ == "__main__":
    main()
