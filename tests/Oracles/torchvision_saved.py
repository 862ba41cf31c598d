"""Writes Fixtures/torchvision-saved.json.gz: what networks of torchvision keep of a forward pass in training for the backward pass.

Hooks record the tensors that autograd saves of a real pass; a tensor that several layers save is counted once, and weights and single
numbers are left out. Fields of a network: `name` as in torchvision-zoo.json.gz, `batch`, and the `elements` that are kept, by type.
Stochastic depth is switched off.
"""

import json

import torch
import torchvision
from torch.autograd.graph import saved_tensors_hooks
from torchvision.ops import StochasticDepth

import fixtures
from pytorch.saving import BATCH, memory
from torchvision_zoo import networks

# The larger ones of a family are made of the same layers.
LARGEST = 300


def kept(network, size):
    for module in network.modules():
        if isinstance(module, StochasticDepth):
            module.p = 0.0
    saved = {}
    weights = {memory(tensor) for tensor in [*network.parameters(), *network.buffers()]}

    def keep(tensor):
        if memory(tensor) not in weights and tensor.dim() > 0:
            saved[tensor.data_ptr(), tensor.numel()] = (str(tensor.dtype).removeprefix("torch."), tensor.numel(), tensor)
        return tensor

    with saved_tensors_hooks(keep, lambda tensor: tensor):
        network(torch.randn(BATCH, 3, size, size))
    elements = {}
    for kind, count, _ in saved.values():
        elements[kind] = elements.get(kind, 0) + count
    return elements


def main():
    torch.set_num_threads(1)
    torch.manual_seed(0)
    results = []
    for name, builder, size, auxiliary, arguments in networks():
        if size < LARGEST and not auxiliary:
            network = getattr(torchvision.models, builder)(weights=None, **arguments).train()
            results.append({"name": name, "batch": BATCH, "elements": kept(network, size)})
            print(results[-1], flush=True)
    with fixtures.create("torchvision-saved.json") as file:
        json.dump(results, file)


if __name__ == "__main__":
    main()
