"""Writes Fixtures/torchvision-saved.json.gz: what networks of torchvision keep of a forward pass in training for the backward pass.

Hooks record the tensors that autograd saves of a real pass; a tensor that several layers save is counted once, and weights and single
numbers are left out. Fields of a network: `name` as in torchvision-zoo.json.gz, `batch`, the `elements` that are kept, by type, and the
`bytes` of the memory that they keep: a part of a tensor keeps the memory of all of it. Stochastic depth is switched off. Dropout runs as
on a GPU, where its mask is of truth values; on a CPU, PyTorch makes one of float32.
"""

import json
from functools import partial

import torch
import torchvision
from torch.autograd.graph import saved_tensors_hooks
from torchvision.ops import StochasticDepth

import fixtures
from pytorch.saving import BATCH, memory
from torchvision_zoo import networks

# The larger ones of a family are made of the same layers.
LARGEST = 300


def dropped(module, x):
    """As `torch.dropout` chooses on a GPU."""
    return torch.native_dropout(x, module.p, True)[0] if module.p > 0 else x


def kept(network, size):
    """The elements, by type, and the bytes."""
    for module in network.modules():
        if isinstance(module, StochasticDepth):
            module.p = 0.0
        elif isinstance(module, torch.nn.Dropout):
            module.forward = partial(dropped, module)
    saved = {}
    weights = {memory(tensor) for tensor in [*network.parameters(), *network.buffers()]}

    def keep(tensor):
        if memory(tensor) not in weights and tensor.dim() > 0:
            saved[tensor.data_ptr(), tensor.numel()] = (str(tensor.dtype).removeprefix("torch."), tensor.numel(), tensor)
        return tensor

    with saved_tensors_hooks(keep, lambda tensor: tensor):
        network(torch.randn(BATCH, 3, size, size))
    elements, memories = {}, {}
    for kind, count, tensor in saved.values():
        elements[kind] = elements.get(kind, 0) + count
        memories[memory(tensor)] = tensor.storage().nbytes()
    return {"elements": elements, "bytes": sum(memories.values())}


def main():
    torch.set_num_threads(1)
    torch.manual_seed(0)
    results = []
    for name, builder, size, auxiliary, arguments in networks():
        if size < LARGEST and not auxiliary:
            network = getattr(torchvision.models, builder)(weights=None, **arguments).train()
            results.append({"name": name, "batch": BATCH, **kept(network, size)})
            print(results[-1], flush=True)
    with fixtures.create("torchvision-saved.json") as file:
        json.dump(results, file)


if __name__ == "__main__":
    main()
